"""Names that a module imports, and imports from elsewhere or sets to None where that fails."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import incremental, whole

OLD = "def f(a, b=1): ...\nclass K:\n    def m(self, a): ...\n"
NEW = "def f(a): ...\nclass K:\n    def m(self): ...\n"


def tried(first: str, other: str) -> str:
    return f"try:\n    {first}\nexcept ImportError:\n    {other}\n"


AS = "from lib import f as f"
PLAIN = "from lib import f"
OWN = "from ._z import f as f"
LOST = {("export-removed", "pkg.m.f", None)}
CONDITIONAL = {("definition-became-conditional", "pkg.m.f", None)}

CHANGES = {
    "import dropped": (tried(AS, OWN), tried(AS, "pass"), LOST),
    "import dropped, all public": (
        f"__all__ = ['f']\n{tried(PLAIN, 'from ._z import f')}",
        f"__all__ = ['f']\n{tried(PLAIN, 'pass')}",
        LOST,
    ),
    "handler dropped": (tried(AS, OWN), f"{AS}\n", LOST),
    "import replaced by None": (tried(AS, OWN), tried(AS, "f = None"), LOST),
    "import of another name": (tried(AS, "from ._z import g as f"), tried(AS, "pass"), LOST),
    "None dropped": (tried(AS, "f = None"), tried(AS, "pass"), CONDITIONAL),
    "None dropped, other import": (
        tried("from json import f as f", "f = None"),
        tried(AS, "pass"),
        CONDITIONAL,
    ),
    "all dropped": (tried(AS, OWN), "", LOST),
    "import of the module's own": (
        f"x = 1\n{tried(PLAIN, 'f = None')}",
        f"x = 1\n{tried(PLAIN, 'pass')}",
        set(),
    ),
    "always bound by the package": (tried(AS, OWN), f"{OWN}\n", set()),
    "always bound by Python": (tried(AS, OWN), "from math import sin as f\n", set()),
    "fallback becomes a definition": (tried(AS, OWN), tried(AS, "def f(a, b=1): ..."), set()),
    "definition becomes a fallback": (tried(AS, "def f(a, b=1): ..."), tried(AS, OWN), set()),
    "narrower definition becomes a fallback": (
        tried(AS, "def f(a, b=1, c=2): ..."),
        tried(AS, OWN),
        {("parameter-removed", "pkg.m.f", "c")},
    ),
    "None becomes a fallback": (tried(AS, "f = None"), tried(AS, OWN), set()),
    "nothing becomes a fallback": (tried(AS, "pass"), tried(AS, OWN), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_fallback_that_is_an_import(change):
    before, after, expected = CHANGES[change]
    defined = b"def f(a, b=1): ...\ndef g(a): ...\n"
    old, new = (
        {"pkg/__init__.py": b"", "pkg/_z.py": defined, "pkg/m.py": source.encode()}
        for source in (before, after)
    )
    assert whole(old, new) == expected
    assert incremental(old, old, new) in (expected, None)
    kept = snapshot(old, "pkg")
    assert [*map(details, found(kept, new, "pkg"))] == [*map(details, found(old, new, "pkg"))]


@pytest.mark.parametrize("first", ["lib", "._compiled"])
@pytest.mark.parametrize("alias", [" as {}", ""])
def test_what_a_fallback_imports_is_compared(first, alias):
    names = ("f", "K")
    source = "".join(
        tried(
            f"from {first} import {name}{alias.format(name)}",
            f"from ._z import {name}{alias.format(name)}",
        )
        for name in names
    )
    old, new = (
        {"pkg/__init__.py": source.encode(), "pkg/_z.py": text.encode()} for text in (OLD, NEW)
    )
    expected = {("parameter-removed", "pkg.f", "b"), ("parameter-removed", "pkg.K.m", "a")}
    assert whole(old, new) == incremental(old, old, new) == expected
    lost = {**old, "pkg/_z.py": b"class K:\n    def m(self, a): ...\n"}
    assert whole(old, lost) == incremental(old, old, lost) == {("export-removed", "pkg.f", None)}


@pytest.mark.parametrize("import_", ["from ._m import f as f", "from ._m import f"])
def test_fallback_behind_a_reexport(import_):
    old, new = (
        {"pkg/__init__.py": f"{import_}\n".encode(), "pkg/_m.py": tried(AS, other).encode()}
        for other in ("f = None", "pass")
    )
    expected = {("definition-became-conditional", "pkg.f", None)}
    assert whole(old, new) == incremental(old, old, new) == expected


def test_what_a_fallback_imports_is_compared_where_it_is_public():
    source = tried(AS, "from .z import f as f").encode()
    old, new = ({"pkg/__init__.py": source, "pkg/z.py": text.encode()} for text in (OLD, NEW))
    expected = {("parameter-removed", "pkg.z.f", "b"), ("parameter-removed", "pkg.z.K.m", "a")}
    assert whole(old, new) == incremental(old, old, new) == expected
