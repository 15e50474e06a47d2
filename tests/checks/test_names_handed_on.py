"""A module hands on what it imports from outside; code that gets it from there depends on it."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

WAYS = {
    "imported": ("from .b import {name}", "{name}"),
    "under another name": ("from .b import {name} as other", "other"),
    "by another module": ("from .c import {name}", "{name}"),
    "by a star": ("from .b import *", "{name}"),
    "by two stars": ("from .d import *", "{name}"),
    "attribute": ("from . import b", "b.{name}"),
    "attribute of a dotted module": ("import pkg.b", "pkg.b.{name}"),
    "attribute of an alias": ("from . import b as m", "m.{name}"),
    "attribute of an assigned module": ("from . import b\nm = b", "m.{name}"),
    "assigned": ("from .b import {name}\nother = {name}", "other"),
    "assigned attribute": ("from . import b\nother = b.{name}", "other"),
}

USES = (
    ("dataclasses", "dataclass", "@{it}\nclass A:\n    x: int = 0"),
    ("enum", "Enum", "class A({it}):\n    X = 1"),
    ("typing", "NamedTuple", "class A({it}):\n    x: int"),
    ("collections", "namedtuple", "A = {it}('A', 'x y')"),
    ("contextlib", "contextmanager", "@{it}\ndef A(): yield"),
    ("functools", "cached_property", "class A:\n    @{it}\n    def p(self): ..."),
    ("functools", "partial", "def g(a, b=1): ...\nA = {it}(g, 1)"),
    ("abc", "ABCMeta", "class A(metaclass={it}): ..."),
    ("typing", "overload", "@{it}\ndef A(x: int) -> int: ...\ndef A(x): ..."),
    (
        "dataclasses",
        "field",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = {it}(default=1)",
    ),
    ("pathlib", "Path", "def A() -> {it}: ..."),
    ("math", "pi", "A = {it}"),
)


@pytest.mark.parametrize("user", ["a", "_a"])
@pytest.mark.parametrize("way", WAYS)
def test_code_depends_on_what_another_module_imports(way, user):
    head, reference = WAYS[way]
    breaking = 0
    for source, name, use in USES:
        body = use.format(it=reference.format(name=name))
        files = {
            "pkg/__init__.py": f"from .{user} import A as A\n".encode(),
            f"pkg/{user}.py": f"{head.format(name=name)}\n{body}\n".encode(),
            "pkg/b.py": f"from {source} import {name}\n".encode(),
            "pkg/c.py": f"from .b import {name} as {name}\n".encode(),
            "pkg/d.py": b"from .b import *\n",
        }
        for replaced in ("", f"class {name}: ...\n"):
            changed = {**files, "pkg/b.py": replaced.encode()}
            for before, after in ((files, changed), (changed, files)):
                expected = whole(before, after)
                breaking += bool(expected)
                assert incremental(before, before, after) in (expected, None), (name, replaced)
    assert breaking > len(USES)


def test_code_with_an_import_of_its_own_does_not_depend_on_others():
    own = b"from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 0\n"
    files = {
        "pkg/__init__.py": b"",
        "pkg/a.py": own,
        "pkg/b.py": b"from dataclasses import dataclass\ndef f(): ...\n",
    }
    changed = {**files, "pkg/b.py": b"def f(): ...\n"}
    assert whole(files, changed) == incremental(files, files, changed) == set()
