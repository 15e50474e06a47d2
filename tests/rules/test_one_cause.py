"""One cause gives one finding: whole changes, with everything that is reported about them."""

from __future__ import annotations

import pytest

from tests.rules.sources import files_of, found_in
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module

DATACLASS = "from dataclasses import dataclass, field\n\n@dataclass\n"
RENAMING = (
    "from typing import TypeVar\nG = TypeVar('G')\ndef renaming(function):\n"
    "    def wrapper(owner: G, x: object): return function(owner, x)\n    return wrapper\n"
)
CASES = {
    "one insertion moves many": (
        "def f(a, b=1, c=2, d=3, e=4): ...",
        "def f(a, x=0, b=1, c=2, d=3, e=4): ...",
        [("parameter-inserted", "m.f", "x", ())],
    ),
    "each keyword that is ignored, which a later change may add to": (
        "def f(a, *, b=1, c=2): return a, b, c",
        "def f(a, **kw): return a",
        [("keyword-ignored", "m.f", "b", ()), ("keyword-ignored", "m.f", "c", ())],
    ),
    "each positional argument that is ignored, which a later change may add to": (
        "def f(a, b=1, c=2): return a, b, c",
        "def f(a, *args, **kw): return a, kw.get('b', 1), kw.get('c', 2)",
        [("positional-ignored", "m.f", "b", ()), ("positional-ignored", "m.f", "c", ())],
    ),
    "a removed class takes its members along": (
        "class A:\n    x = 1\n    def m(self): ...\n    class B:\n        y = 1\nclass C: ...",
        "class C: ...",
        [("class-removed", "m.A", None, ())],
    ),
    "a removed package takes its modules along": (
        "# pkg/__init__.py\n# pkg/a/__init__.py\nX = 1\n# pkg/a/b.py\ndef f(): ...",
        "# pkg/__init__.py\n",
        [("module-removed", "pkg.a", None, ())],
    ),
    "a field of a base dataclass": (
        DATACLASS + "class A:\n    x: int = 0\n    y: int = 0\n\n@dataclass\nclass B(A):\n"
        "    z: int = 0",
        DATACLASS + "class A:\n    x: int = 0\n\n@dataclass\nclass B(A):\n    z: int = 0",
        [("field-removed", "m.A", "y", ("m.B",))],
    ),
    "a field inserted into a base dataclass": (
        DATACLASS + "class A:\n    x: int = 0\n\n@dataclass\nclass B(A):\n    z: int = 0",
        DATACLASS + "class A:\n    x: int = 0\n    y: int = 0\n\n@dataclass\nclass B(A):\n"
        "    z: int = 0",
        [("parameter-inserted", "m.B", "y", ())],
    ),
    "a field that is no parameter": (
        DATACLASS + "class A:\n    x: int\n    y: int = field(default=0, init=False)",
        DATACLASS + "class A:\n    x: int",
        [("attribute-removed", "m.A.y", None, ())],
    ),
    "a field that is no longer a parameter": (
        DATACLASS + "class A:\n    x: int\n    y: int = 0",
        DATACLASS + "class A:\n    x: int\n    y: int = field(default=0, init=False)",
        [("parameter-removed", "m.A", "y", ())],
    ),
    "a renamed field": (
        DATACLASS + "class A:\n    x: int\n    size: int = 0",
        DATACLASS + "class A:\n    x: int\n    length: int = 0",
        [("parameter-renamed", "m.A", "size", ())],
    ),
    "a field of a model that refuses others": (
        "from pydantic import BaseModel, Field\nclass A(BaseModel, extra='forbid'):\n"
        "    x: int\n    y: int = Field(0, alias='Y')",
        "from pydantic import BaseModel, Field\nclass A(BaseModel, extra='forbid'):\n    x: int",
        [("field-removed", "m.A", "Y", ())],
    ),
    "a field of an attrs class": (
        "import attrs\n@attrs.define\nclass A:\n    x: int\n    y: int = attrs.field(default=0)",
        "import attrs\n@attrs.define\nclass A:\n    x: int",
        [("field-removed", "m.A", "y", ())],
    ),
    "the type of a field": (
        DATACLASS + "class A:\n    x: int",
        DATACLASS + "class A:\n    x: str",
        [("attribute-type-changed", "m.A.x", None, ())],
    ),
    "the type and default of a field": (
        DATACLASS + "class A:\n    x: int = 0",
        DATACLASS + "class A:\n    x: str = ''",
        [("default-changed", "m.A", "x", ()), ("attribute-type-changed", "m.A.x", None, ())],
    ),
    "a constructor that an abstract class got": (
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
        "    def m(self): ...\n"
        "class B(A):\n    def m(self): ...",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    def __init__(self, x): ...\n"
        "    @abstractmethod\n    def m(self): ...\nclass B(A):\n    def m(self): ...",
        [("parameter-added-required", "m.A", "x", ("m.B",))],
    ),
    "a constructor that a class lost": (
        "class A:\n    def __init__(self): ...\nclass B(A):\n    def __init__(self, x=0): ...\n"
        "class C(B): ...",
        "class A:\n    def __init__(self): ...\nclass B(A): ...\nclass C(B): ...",
        [("parameter-removed", "m.B", "x", ("m.C",))],
    ),
    "a constructor that came with a base": (
        "class A:\n    def __init__(self, x): ...\nclass B: ...\nclass C(B): ...",
        "class A:\n    def __init__(self, x): ...\nclass B(A): ...\nclass C(B): ...",
        [("parameter-added-required", "m.B", "x", ("m.C",))],
    ),
    "a constructor that a base in between got": (
        "class A:\n    def __init__(self, x): ...\nclass B(A): ...\nclass C(B): ...",
        "class A:\n    def __init__(self, x): ...\nclass B(A):\n    def __init__(self): ...\n"
        "class C(B): ...",
        [("parameter-removed", "m.B", "x", ("m.C",))],
    ),
    "a constructor of a private base that has another name now": (
        "class _A:\n    def __init__(self, x=0): ...\nclass B(_A): ...\nclass C(_A): ...",
        "class _D:\n    def __init__(self): ...\nclass B(_D): ...\nclass C(_D): ...",
        [("parameter-removed", "m.B", "x", ("m.C",))],
    ),
    "a lost base takes its members along": (
        "class B:\n    x = 1\n    def m(self): ...\nclass A(B): ...",
        "class B:\n    x = 1\n    def m(self): ...\nclass A: ...",
        [("base-removed", "m.A", None, ())],
    ),
    "a base that lost a base": (
        "class C:\n    def m(self): ...\nclass B(C): ...\nclass A(B): ...",
        "class C:\n    def m(self): ...\nclass B: ...\nclass A(B): ...",
        [("base-removed", "m.B", None, ())],
    ),
    "a removed base that was public": (
        "class B:\n    def m(self): ...\nclass A(B): ...",
        "class A: ...",
        [("class-removed", "m.B", None, ()), ("base-removed", "m.A", None, ())],
    ),
    "a removed base without members": (
        "class B: ...\nclass A(B): ...",
        "class A: ...",
        [("class-removed", "m.B", None, ())],
    ),
    "a method removed from a base": (
        "class B:\n    def m(self): ...\nclass A(B): ...",
        "class B: ...\nclass A(B): ...",
        [("method-removed", "m.B.m", None, ("m.A.m",))],
    ),
    "auto() counts on": (
        "from enum import IntEnum, auto\nclass A(IntEnum):\n    X = auto()\n    Y = auto()",
        "from enum import IntEnum, auto\nclass A(IntEnum):\n    W = auto()\n"
        "    X = auto()\n    Y = auto()",
        [("enum-value-changed", "m.A.X", None, ("m.A.Y",))],
    ),
    "several abstract methods": (
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    x = 1\nclass B(A): ...",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    x = 1\n    @abstractmethod\n"
        "    def m(self): ...\n    @abstractmethod\n    def n(self): ...\nclass B(A): ...",
        [("abstract-method-added", "m.A", None, ())],
    ),
    "one definition, several paths": (
        "# pkg/__init__.py\nfrom pkg.a.b import f\n# pkg/a/__init__.py\nfrom pkg.a.b import f\n"
        "# pkg/a/b.py\ndef f(x): ...",
        "# pkg/__init__.py\nfrom pkg.a.b import f\n# pkg/a/__init__.py\nfrom pkg.a.b import f\n"
        "# pkg/a/b.py\ndef f(): ...",
        [("parameter-removed", "pkg.f", "x", ("pkg.a.f", "pkg.a.b.f"))],
    ),
    "a renamed class in annotations": (
        "class Options: ...\ndef f(x: Options) -> Options: ...",
        "class Settings: ...\ndef f(x: Settings) -> Settings: ...",
        [("class-removed", "m.Options", None, ())],
    ),
    "an async function that became a generator": (
        "async def f() -> int: return 1",
        "def f() -> str: yield 1",
        [("async-changed", "m.f", None, ())],
    ),
    "a default factory of the same value": (
        DATACLASS + "class A:\n    x: list = field(default_factory=list)",
        DATACLASS + "class A:\n    x: list = field(default_factory=lambda: list())",
        [],
    ),
    "a constructor of a private base": (
        "class _B:\n    def __init__(self, x=1): ...\nclass A(_B): ...",
        "class _B:\n    def __init__(self, x=2): ...\nclass A(_B): ...",
        [("default-changed", "m.A", "x", ())],
    ),
    "a base that is gone with what every object has": (
        "class B:\n    def __str__(self): ...\nclass A(B): ...",
        "class A: ...",
        [("class-removed", "m.B", None, ())],
    ),
    "a base that is gone with a method": (
        "class B:\n    def m(self): ...\nclass A(B): ...",
        "class A: ...",
        [("class-removed", "m.B", None, ()), ("base-removed", "m.A", None, ())],
    ),
    "a decorator that takes the calls under another name": (
        RENAMING + "def f(self: int, x: str): ...",
        RENAMING + "@renaming\ndef f(self: int, x: str): ...",
        [("parameter-renamed", "m.f", "self", ())],
    ),
    "a renamed class that a field is annotated with": (
        "class Reader:\n    def read(self): ...\n" + DATACLASS
        + "class A:\n    reader: Reader | None = None",
        "class Loader:\n    def load(self): ...\n" + DATACLASS
        + "class A:\n    reader: Loader | None = None",
        [("class-removed", "m.Reader", None, ())],
    ),
    "another class that an argument is annotated with": (
        "class B:\n    def m(self): ...\nclass C(B): ...\n"
        "class A:\n    def __init__(self, c: C):\n        self.c: C = c",
        "class B: ...\nclass C(B):\n    def m(self): ...\n"
        "class A:\n    def __init__(self, c: B):\n        self.c: B = c",
        [
            ("attribute-type-changed", "m.A.c", None, ()),
            ("method-removed", "m.B.m", None, ()),
        ],
    ),
    "another class whose instance an annotated attribute holds": (
        "class B:\n    def m(self): ...\nclass C: ...\nclass A:\n    b: B = B()",
        "class B:\n    def m(self): ...\nclass C: ...\nclass A:\n    b: C = C()",
        [
            ("attribute-type-changed", "m.A.b", None, ()),
            ("base-removed", "m.A.b", None, ()),
            ("method-removed", "m.A.b.m", None, ()),
        ],
    ),
    "another private class that a field is annotated with": (
        "class _B:\n    def m(self): ...\n" + DATACLASS + "class A:\n    b: _B",
        "class _C: ...\n" + DATACLASS + "class A:\n    b: _C",
        [("method-removed", "m.A.b.m", None, ()), ("unpromised-type", "m.A", "b", ())],
    ),
}  # fmt: skip


@pytest.mark.parametrize("reader", [read_module, read_module_with_griffe])
@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_one_cause_gives_one_finding(old, new, expected, reader):
    found = [
        finding
        for finding in found_in(files_of(old), files_of(new), reader)
        if finding.level != "off"
    ]
    told = sorted((f.rule, f.object, f.parameter, f.affects) for f in found)
    assert told == sorted(expected)


RENAMED = {
    "a new member has the value": ("X = 1\n    Y = 2", "X = 1\n    Z = 2", "renamed to 'Z'"),
    "auto() gave the value": (
        "X = auto()\n    Y = auto()",
        "X = auto()\n    Z = auto()",
        "renamed to 'Z'",
    ),
    "auto() counts anew": (
        "X = auto()\n    W = auto()\n    Y = auto()",
        "W = auto()\n    U = auto()\n    Z = auto()",
        "removed",
    ),
    "a known member got the value": (
        "X = auto()\n    Y = auto()\n    Z = auto()",
        "X = auto()\n    Z = auto()",
        "removed",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), RENAMED.values(), ids=RENAMED)
def test_an_enum_member_is_renamed_only_to_what_is_new(old, new, expected):
    start = "from enum import Enum, auto\nclass A(Enum):\n    "
    found = found_in(files_of(start + old), files_of(start + new), read_module)
    (lost,) = (
        finding
        for finding in found
        if finding.rule == "enum-member-removed" and finding.object == "m.A.Y"
    )
    assert lost.message == f"enum member 'Y' was {expected}"


PLACES = {
    "a written constructor": (
        "class A:\n    def __init__(self, x, y=0): ...",
        "class A:\n    z = 1\n\n    def __init__(self, x): ...",
        ("m.py", 4, "A(x, y=0)", "A(x)"),
    ),
    "a constructor that went": (
        "class A:\n    def __init__(self): ...\n\nclass B(A):\n    def __init__(self, x=0): ...",
        "class A:\n    def __init__(self): ...\n\nclass B(A): ...",
        ("m.py", 4, "B(x=0)", "B()"),
    ),
    "a constructor that came with a base": (
        "class A:\n    def __init__(self, x): ...\n\nclass B: ...",
        "class A:\n    def __init__(self, x): ...\n\nclass B(A): ...",
        ("m.py", 4, "B()", "B(x)"),
    ),
    "a constructor of a private base": (
        "class _A:\n    def __init__(self, x=0): ...\n\nclass B(_A): ...",
        "class _A:\n    def __init__(self): ...\n\nclass B(_A): ...",
        ("m.py", 2, "B(x=0)", "B()"),
    ),
    "a field that came": (
        DATACLASS + "class A:\n    x: int",
        DATACLASS + "class A:\n    x: int\n    y: int",
        ("m.py", 6, "A(x: int)", "A(x: int, y: int)"),
    ),
    "a field that went": (
        DATACLASS + "class A:\n    x: int\n    y: int",
        DATACLASS + "class A:\n    x: int",
        ("m.py", 4, "A(x: int, y: int)", "A(x: int)"),
    ),
    "a method that went": (
        "class A:\n    x = 1\n    def m(self): ...",
        "\n\nclass A:\n    x = 1",
        ("m.py", 4, "def m(self)", None),
    ),
    "a long signature": (
        f"def f({', '.join(f'parameter_{i}: int = {i}' for i in range(20))}, *, x: int=0): ...",
        f"def f({', '.join(f'parameter_{i}: str | int = {i}' for i in range(20))}): ...",
        ("m.py", 1, "def f(…, parameter_19=19, *, x: int = 0)", "def f(…, parameter_19=19)"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), PLACES.values(), ids=PLACES)
def test_a_finding_points_to_the_cause_and_shows_it(old, new, expected):
    (found,) = found_in(files_of(old), files_of(new), read_module)
    assert (found.path, found.line, found.old, found.new) == expected


ABSTRACT = (
    "from abc import ABC, abstractmethod\nclass A(ABC):\n{}    @abstractmethod\n"
    "    def m(self): ...\n"
)
TAKES_NOTHING = "    def __init__(self): ...\n"
TAKES_ONE = "    def __init__(self, x): ...\n"
WITNESSES = [
    (TAKES_NOTHING, TAKES_ONE, "super().__init__()"),
    ("", TAKES_ONE, "super().__init__()"),
    (TAKES_ONE, TAKES_NOTHING, "super().__init__(x)"),
]


@pytest.mark.parametrize(("old", "new", "call"), WITNESSES)
def test_an_abstract_class_is_called_by_its_subclasses(old, new, call):
    sources = [ABSTRACT.format(item) for item in (old, new)]
    (found,) = found_in(*(files_of(source) for source in sources), read_module)
    assert found.witness is not None
    assert found.witness.call == call
    raised = [_raised_in_subclass(source, call) for source in sources]
    assert raised == [None, found.witness.error]


def _raised_in_subclass(source: str, call: str) -> str | None:
    """Make a call in the constructor of a subclass as users write it."""
    subclass = f"class B(A):\n    def m(self): ...\n    def __init__(self, x):\n        {call}\n"
    namespace: dict[str, type] = {}
    exec(source + subclass, namespace)
    try:
        namespace["B"](1)
    except TypeError as error:
        return str(error)
    return None


@pytest.mark.parametrize("reader", [read_module, read_module_with_griffe])
def test_an_instance_of_another_class_is_called_an_instance(reader):
    old, new = (f"class B: ...\nclass C: ...\nclass A:\n    b = {name}()" for name in ("B", "C"))
    (found,) = found_in(files_of(old), files_of(new), reader)
    assert (found.object, found.message, found.remedy) == (
        "m.A.b",
        "'b' is no longer an instance of 'B'",
        "Keep an instance of 'B' or of a subclass of it in 'b'.",
    )
