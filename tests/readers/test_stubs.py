"""Types come from the stub beside a source; a stub alone is the module that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.rows import Row, both_readers, breaks
from tests.rules.sources import rule_findings
from unbroken.compare.pairs import find_pairs
from unbroken.loading.loader import Loaded, Loader
from unbroken.loading.module_files import Package, module_files
from unbroken.model.projection import DEFAULT
from unbroken.model.stub_gaps import stub_gaps
from unbroken.readers.module_writer import write_module
from unbroken.sources.folder import FolderTree

Reader = Callable[..., object]
SOURCE = "def f(a, b=1): ...\nclass C:\n    x = 1\n    def m(self, a): ...\n"
STUB = (
    "def f(a: int, b: int = ...) -> str: ...\nclass C:\n    x: int\n    def m(self, a: int): ...\n"
)
OVERLOADS = "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n"
MORE = "@overload\ndef f(a: str) -> str: ...\n"
BESIDE = {"p/__init__.py": SOURCE, "p/__init__.pyi": STUB}
ALONE = {"p/__init__.py": "", "p/m.pyi": STUB + "import os\nfrom lib import x, y as y\n"}

ROWS = {
    "a parameter's type": Row(
        BESIDE,
        {"p/__init__.pyi": STUB.replace("a: int, b", "a: str, b")},
        breaks(("parameter-type-changed", "p.f", "a")),
    ),
    "a method's": Row(
        BESIDE,
        {"p/__init__.pyi": STUB.replace("self, a: int", "self, a: str")},
        breaks(("parameter-type-changed", "p.C.m", "a")),
    ),
    "a return type": Row(
        BESIDE,
        {"p/__init__.pyi": STUB.replace("-> str", "-> int")},
        breaks(("return-type-changed", "p.f")),
    ),
    "an attribute's": Row(
        BESIDE,
        {"p/__init__.pyi": STUB.replace("x: int", "x: str")},
        breaks(("attribute-type-changed", "p.C.x")),
    ),
    "a default in the source": Row(
        BESIDE,
        {"p/__init__.py": SOURCE.replace("b=1", "b=2")},
        breaks(("default-changed", "p.f", "b")),
    ),
    "calls are the source's": Row(
        BESIDE,
        {"p/__init__.pyi": STUB.replace("b: int", "c: int")},
        breaks(("stub-narrowed", "p.f", "b")),
    ),
    "a stub that lists less": Row(
        BESIDE,
        {"p/__init__.pyi": "def f(a: int, b: int = ...) -> str: ..."},
        breaks(("stub-narrowed", "p.C")),
    ),
    "a source that lists less": Row(
        BESIDE,
        {"p/__init__.py": SOURCE.replace("class C", "class D")},
        breaks(("class-removed", "p.C")),
    ),
    "both list less": Row(
        BESIDE,
        {
            "p/__init__.py": "class C:\n    x = 1\n    def m(self, a): ...\n",
            "p/__init__.pyi": "class C:\n    x: int\n    def m(self, a: int): ...\n",
        },
        breaks(("function-removed", "p.f")),
    ),
    "a constructor's parameter": Row(
        {
            "p/__init__.py": "class C:\n    def __init__(self, a, b=1): ...\n",
            "p/__init__.pyi": "class C:\n    def __init__(self, a, b: int = ...) -> None: ...\n",
        },
        {"p/__init__.pyi": "class C:\n    def __init__(self, a) -> None: ...\n"},
        breaks(("stub-narrowed", "p.C", "b")),
    ),
    "a name that only the stub knows": Row(
        {
            "p/__init__.py": "globals().update(make())\n",
            "p/__init__.pyi": "def f(a: int, b: int = ...) -> str: ...\ndef g() -> None: ...\n",
        },
        {"p/__init__.pyi": "def f(a: int) -> str: ...\n"},
        breaks(("parameter-removed", "p.f", "b"), ("function-removed", "p.g")),
    ),
    "names that a stub is asked for": Row(
        {
            "p/__init__.py": (
                "import lazy_loader as lazy\n"
                "__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)\n"
            ),
            "p/__init__.pyi": "from ._a import f, g\n",
            "p/_a.py": "def f(): ...\ndef g(): ...\n",
        },
        {"p/__init__.pyi": "from ._a import f\n"},
        breaks(("export-removed", "p.g")),
    ),
    "overloads": Row(
        {"p/__init__.py": SOURCE, "p/__init__.pyi": OVERLOADS + MORE},
        {"p/__init__.pyi": OVERLOADS},
        breaks(("overload-removed", "p.f")),
    ),
    "annotations that become stubs": Row(
        {"p/__init__.py": "from ._t import T\ndef f(a: T): ...\n", "p/_t.py": "class T: ...\n"},
        {
            "p/__init__.py": "from ._t import T\ndef f(a): ...\n",
            "p/__init__.pyi": "from ._t import T as T\nfrom ._t import T as X\ndef f(a: X): ...\n",
        },
    ),
    "compiled": Row(
        ALONE,
        {"p/m.pyi": ALONE["p/m.pyi"].replace("a: int, b: int = ...", "a: int")},
        breaks(("parameter-removed", "p.m.f", "b")),
    ),
    "compiled, with a default": Row(ALONE, {"p/m.pyi": ALONE["p/m.pyi"].replace("= ...", "= 2")}),
    "a source that is compiled": Row(
        {"p/__init__.py": "", "p/m.py": SOURCE},
        {**ALONE, "p/m.py": None},
    ),
    "what a stub imports": Row(ALONE, {"p/m.pyi": STUB + "from lib import y as y\n"}),
    "what a stub exports": Row(ALONE, {"p/m.pyi": STUB}, breaks(("export-removed", "p.m.y"))),
    "what a stub lists": Row(
        {**ALONE, "p/m.pyi": "from ._n import a, b\n__all__ = ['a']\n", "p/_n.py": "a = b = 1\n"},
        {"p/m.pyi": "__all__: list[str] = []\n"},
        breaks(("export-removed", "p.m.a")),
    ),
}


def load(files: Mapping[str, str], reader: Reader) -> Loaded:
    tree = FolderTree({path: text.encode() for path, text in files.items()}, "memory")
    found = module_files([Package("p", "p")], files)
    return Loader(reader).load(tree, found.values(), ["p"])  # type: ignore[arg-type]


@both_readers
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_types_of_stubs_are_compared(reader: Reader, row: Row) -> None:
    new = {path: text for path, text in {**row.old, **row.new}.items() if text is not None}
    before, after = load(row.old, reader).surface, load(new, reader).surface
    for one, other, expected in ((before, after, row.found), (after, after, set())):
        found = rule_findings(find_pairs(one, other))
        assert {finding.identity for finding in found} == expected


@both_readers
def test_what_a_stub_alone_called_an_attribute_may_always_have_been_a_property(
    reader: Reader,
) -> None:
    written = "class C:\n    @property\n    def x(self) -> int: ...\n    def m(self, a): ...\n"
    for old, name, level in ((ALONE, "m", "warning"), (BESIDE, "__init__", "error")):
        ending = "pyi" if name == "m" else "py"
        new = {**old, f"p/{name}.{ending}": f"def f(a, b=1): ...\n{written}"}
        new.pop("p/__init__.pyi", None)
        found = rule_findings(find_pairs(load(old, reader).surface, load(new, reader).surface))
        levels = [f.level for f in found if f.rule == "attribute-became-readonly"]
        assert levels == [level]


@both_readers
def test_stub_that_does_not_parse_is_unreadable(reader: Reader) -> None:
    loaded = load({**BESIDE, "p/__init__.pyi": "def f(:\n"}, reader)
    assert [file.path for file in loaded.unreadable] == ["p/__init__.pyi"]


@both_readers
def test_what_a_stub_lacks_is_in_a_snapshot(reader: Reader) -> None:
    files = {**BESIDE, "p/__init__.pyi": "def f(a: int) -> str: ...\nclass C:\n    x: int\n"}
    module = load(files, reader).surface.modules["p"]
    assert stub_gaps(module) == {"f(b)", "C.m"}
    written = write_module(module, DEFAULT)
    again = reader(written.encode(), "p", "p/__init__.py", is_package=True)
    assert stub_gaps(again) == {"f(b)", "C.m"}  # type: ignore[arg-type]
