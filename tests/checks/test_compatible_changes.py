"""What the README says to be compatible, all in one commit."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

OLD = """\
def price(item, /, tax=0.2): return item
class Cart:
    def total(self, *items): return sum(items)
    def clear(self): return None
def search(term, limit=10): return []
def load(*paths, **options): return paths
OLD = 1
"""
NEW = """\
import warnings
def price(product, /, tax=0.2): return product
class _Basket:
    def clear(self): return None
class Cart(_Basket):
    def total(self, *things): return sum(things)
def search(term, max_results=10, *, limit=None):
    if limit is not None:
        warnings.warn("'limit' was renamed to 'max_results'", DeprecationWarning, stacklevel=2)
        max_results = limit
    return []
def load(*sources, **settings): return sources
def __getattr__(name):
    if name == "OLD":
        warnings.warn("OLD is deprecated", DeprecationWarning, stacklevel=2)
        return 1
    raise AttributeError(name)
"""


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
def test_compatible_changes_are_silent(library, unbroken, command):
    commit(library, {"pkg/shop.py": OLD}, "v1.1.0")
    write(library, {"pkg/shop.py": NEW})
    git(library, "add", "--all")
    said = unbroken(command)
    assert said.code == 0
    assert said.out.startswith("unbroken: pkg: no breaks; ")


BREAKING = OLD.replace("def search", "async def search")


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
def test_their_breaking_neighbour_is_found(library, unbroken, command):
    commit(library, {"pkg/shop.py": OLD}, "v1.1.0")
    write(library, {"pkg/shop.py": BREAKING})
    git(library, "add", "--all")
    assert "error[async-changed] pkg.shop.search: " in unbroken(command).out
