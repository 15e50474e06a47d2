"""A base class counts where users can reach it: in both modes, and by one definition of public."""

from __future__ import annotations

import pytest

from tests.both_modes import DEFAULTS, incremental, whole
from unbroken.config.config import Config, Settings

BASE = "class Base:\n    def m(self): ...\n"
INTERNAL = "from pkg._marks import internal_api\n@internal_api\n" + BASE
CHILD = "from pkg.base import Base\nclass A(Base):\n    def m(self): ...\nX = Base\n"
ALONE = CHILD.replace("A(Base)", "A")
EXCLUDING = Config(Settings(exclude=("pkg/base.py",)))
LOST = {("base-removed", "pkg.mod.A", None)}


def package(base: str, child: str) -> dict[str, bytes]:
    files = {
        "pkg/__init__.py": "",
        "pkg/_marks.py": "def internal_api(f):\n    return f\n",
        "pkg/base.py": base,
        "pkg/mod.py": child,
    }
    return {path: text.encode() for path, text in files.items()}


@pytest.mark.parametrize(
    ("base", "config", "found"),
    [
        pytest.param(BASE, DEFAULTS, LOST, id="a public base"),
        pytest.param(INTERNAL, DEFAULTS, set(), id="a base that is marked as internal"),
        pytest.param(BASE, EXCLUDING, set(), id="a base in an excluded file"),
    ],
)
def test_losing_a_base_is_a_break_if_the_base_is_public(base, config, found):
    old, new = package(base, CHILD), package(base, ALONE)
    assert whole(old, new, config) == found
    assert incremental(old, old, new, config) == found


def test_gaining_an_unhashable_public_base_is_reported_at_the_class_in_both_modes():
    base = "class Base:\n    def __eq__(self, other): ...\n"
    old, new = package(base, ALONE), package(base, CHILD)
    assert incremental(old, old, new) == whole(old, new)


def test_an_abstract_method_of_a_public_base_is_reported_at_the_base_in_both_modes():
    head = "from abc import ABC, abstractmethod\nclass Base(ABC):\n    x = 1\n"
    abstract = head + "    @abstractmethod\n    def n(self): ...\n"
    old, new = package(head, CHILD), package(abstract, CHILD + "Y = 1\n")
    assert whole(old, new) == {("abstract-method-added", "pkg.base.Base", None)}
    assert incremental(old, old, new) == whole(old, new)
