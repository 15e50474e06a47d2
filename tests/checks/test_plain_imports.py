"""What users reach through modules that only import it is compared when it changes."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

DEFINED = "def go(a, b=1): ...\nclass Base:\n    def m(self, a, b=1): ...\n"
DECORATOR = "def deco(f):\n    def w(a, b=1): return f(a, b)\n    return w\n"
PASSED_ON = "from pkg._a import Base, deco, go\nX = 1\n"

USERS = {
    "an export of the package": ({"pkg/__init__.py": "from pkg._b import go\n"}, "pkg.go"),
    "a relative import": ({"pkg/__init__.py": "from ._b import go\n"}, "pkg.go"),
    "two modules": (
        {
            "pkg/__init__.py": "from pkg._c import go\n",
            "pkg/_c.py": "from pkg._b import (\n    go,  # it goes\n)\n",
        },
        "pkg.go",
    ),
    "a base class": ({"pkg/c.py": "from pkg._b import Base\nclass A(Base): ...\n"}, "pkg.c.A.m"),
    "an attribute of a module of the package": (
        {"pkg/__init__.py": "from . import _a\ngo = _a.go\n"},
        "pkg.go",
    ),
    "a method of an instance": (
        {"pkg/c.py": "from pkg._b import Base\n_base = Base()\nm = _base.m\n"},
        "pkg.c.m",
    ),
    "a function that is wrapped": (
        {
            "pkg/c.py": "from pkg._b import go\ndef _w(f):\n"
            "    def w(*a, **k): return f(*a, **k)\n    return w\nf = _w(go)\n"
        },
        "pkg.c.f",
    ),
    "a decorator": (
        {"pkg/c.py": "from pkg._b import deco\n@deco\ndef f(a, b=1): ...\n"},
        "pkg.c.f",
    ),
}


@pytest.mark.parametrize("case", USERS)
def test_both_modes_follow_plain_imports(case: str) -> None:
    files, path = USERS[case]
    old = {
        "pkg/__init__.py": "",
        "pkg/_a.py": DEFINED + DECORATOR,
        "pkg/_b.py": PASSED_ON,
        **files,
    }
    new = {**old, "pkg/_a.py": (DEFINED + DECORATOR).replace("b=1", "").replace("f(a, b)", "f(a)")}
    before, after = (
        {path: text.encode() for path, text in version.items()} for version in (old, new)
    )
    found = {("parameter-removed", path, "b")}
    assert whole(before, after) == found
    assert incremental(before, before, after) == found
