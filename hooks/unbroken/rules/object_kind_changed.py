"""A name stands for another kind of object: a class became a function, a function a value.

Keep the kind: users call, subclass, or read it. A new kind of object can have another name. A
function that becomes a class that accepts the same calls is only a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.object_kind_changes import kind_change
from unbroken.compare.object_kinds import broken_call
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_kinds import of_class
from unbroken.rules.findings.code_text import UNKNOWN_VALUE, code_at
from unbroken.rules.findings.head_code import is_one_statement
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.decorators import decorators_of

BREAKS = (
    Break("class A: ...", "def A(): ..."),
    Break("def f(x): ...", "class f:\n    def __init__(self, x): ...", level="warning"),
    Break("def f(x, y): ...", "class f:\n    def __init__(self, x): ...", "f(x, y)"),
    Break("def f(): ...", "f = 1"),
    Break("X = 1", "def X(): ..."),
    Break("class A: ...", "from typing import Union\nA = Union[int, str]"),
    Break(
        "class A: ...\nclass B: ...\nclass C: ...",
        "class A: ...\nclass B: ...\nC = A | B",
    ),
    Break("class A: ...\ndef f(x): ...", "class A: ...\nf = A | None"),
    Break("class A:\n    def m(self): ...", "class A:\n    m = 1"),
    Break("class A:\n    x = 1", "class A:\n    def x(self): ..."),
    Break("class A:\n    def m(self): ...", "class _A: ...\nA = _A()"),
    Break(
        "from enum import IntEnum\nclass A(IntEnum):\n    X = 1",
        "class _A:\n    def __getattr__(self, name): ...\nA = _A()",
    ),
    Break("class A(int): ...", "from typing import Annotated\nA = Annotated[int, 0]"),
    Break(
        "class A:\n    def __init__(self, f):\n        self.x = f",
        "class A:\n    def __init__(self, f):\n        self._x = f\n    def x(self): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\ndef a(): ...",
    ),
    Break(
        "from enum import IntEnum\nclass A(IntEnum):\n    X = 0",
        "class _A:\n    def __getattr__(self, name): ...\nA = _A()",
    ),
    Break("class A:\n    def m(self): ...", "class _A:\n    def m(self): ...\nA: _A = _A()"),
    Break("def f(a): ...", "class _F:\n    def g(self): ...\nf = _F()"),
    Break("class _A:\n    def m(self): ...\na = _A()", "def a(): ..."),
    Break(
        "class _A:\n    def m(self): ...\na = _A()",
        "class a:\n    def m(self): ...",
    ),
    Break(
        "class A(int):\n    gt = 0",
        "from typing import Annotated\nA = Annotated[int, 0]",
    ),
    Break("class A(dict): ...", "A = dict[str, int]"),
    Break("class A(int): ...", "import typing\nA = typing.NewType('A', int)"),
    Break("import typing\nA = typing.NewType('A', int)", "class A: ..."),
    Break(
        "import typing\nA = typing.NewType('A', int)",
        "class A:\n    def __init__(self, x): ...",
        level="warning",
    ),
    Break("import typing\nA = typing.NewType('A', int)", "def A(x, y): ..."),
    Break("from typing import NewType as N\nA = N('A', int)", "def A(x): ...", level="warning"),
    Break("def A(x, y=1): ...", "import typing\nA = typing.NewType('A', int)"),
    Break("def A(x): ...", "import typing\nA = typing.NewType('A', int)", level="warning"),
    Break("import typing\nT = typing.TypeVar('T')", "class T: ..."),
    Break("def f(a): ...", "import typing\nf = typing.TypeVar('f')"),
    Break("class A: ...", "from functools import partial\nA = partial(print, 1)"),
    Break("class A:\n    def m(self): ...", "import json\nA = json.JSONDecoder", level="warning"),
    Break("class A:\n    def m(self): ...", "from json import JSONDecoder as A", level="warning"),
    Break(
        "class A:\n    X = 'x'\n    Y = 'y'",
        "import enum\nclass A(enum.Enum):\n    X = 'x'\n    Y = enum.auto()",
    ),
    Break(
        "class A:\n    X = 1\n    def __init__(self, x): ...",
        "import enum\nclass A(enum.IntEnum):\n    X = 1",
    ),
    Break(
        "class A:\n    x = 1\n    def m(self): ...",
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int",
    ),
    Break(
        "class A:\n    def __init__(self, x=1):\n        self.x = x",
        "class A:\n    def __init__(self, x=1): ...\n    def x(self): ...",
    ),
    Break(
        "class A:\n    def __init__(self, x=None):\n        self.x = x",
        "class A:\n    def __init__(self, x=None): ...\n    def x(self): ...",
        level="warning",
    ),
    Break(
        "from typing import Union\nA = Union[int, str]",
        "class A: ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\ndef a(): ...",
        "# pkg/__init__.py\nfrom pkg import a\n# pkg/a.py\ndef f(): ...",
    ),
    Break("class _A:\n    x = 1\nA = _A()", "A = {'x': 1}"),
    Break("class _A:\n    x = 1\nA = _A()", "A = dict(x=1)"),
    Break("class _A:\n    x = 1\nA = _A()", "A = None", level="warning"),
    Break("import types\nA = types.SimpleNamespace(x=1)", "A = [1]"),
    Break("def f(a): ...", "f = None", level="warning"),
    Break("class A: ...", "A = None", level="warning"),
    Break("f = lambda a: a", "f = 1"),
    Break("f = lambda a: a", "f = None", level="warning"),
    Break("from functools import partial\nf = partial(int, base=2)", "f = 'int'"),
    Break("A = str", "A = ''"),
    Break("A = ValueError", "A = (ValueError, KeyError)", level="warning"),
    Break("class A:\n    t = str", "class A:\n    t = 'str'"),
    Break("from typing import Tuple\nA = Tuple[int, str]", "A = (int, str)"),
    Break("A = list[str]", "A = ['str']"),
    Break("import typing\nT = typing.TypeVar('T')", "T = 1"),
    Break("import typing\nT = typing.TypeVar('T')", "T = int"),
    Break("import typing\nT = typing.TypeVar('T', int, str)", "T = int | str"),
    Break("class A: ...", "import re\nA = re.compile('a')", level="warning"),
    Break("class A: ...", "import unittest.mock as m\nA = m.MagicMock()", level="warning"),
    Break("class A: ...", "A = object()", level="warning"),
    Break("class A: ...", "import lib\nA = lib.make()", level="note"),
    Break("class A: ...", "def _make(): ...\nA = _make()", level="note"),
    Break("from typing import Union\nA = Union[int, str]", "A = 'int | str'"),
)

KEEPS = (
    Keep(
        "from typing import Union\nA = Union[int, str]",
        "from typing import TypeAlias\nA: TypeAlias = 'int | str'",
        "a type alias may be written as a string",
    ),
    Keep("class _A: ...\nA = _A()", "A = {}", "it had nothing to lose"),
    Keep("class _A(dict): ...\nA = _A()", "A = {}", "it was a dictionary"),
    Keep("class _A:\n    def keys(self): ...\nA = _A()", "A = {}", "it has the method, too"),
    Keep("class A: ...", "import types\nA = types.new_class('A')", "it is still a class"),
    Keep("class A: ...", "import lib\nA = getattr(lib, 'A', None)", "it may be a class"),
    Keep("def f(x): ...", "f = lambda x: x", "it takes the same calls"),
    Keep(
        "def f(x): ...",
        "f = None\ntry:\n    from lib import f\nexcept ImportError:\n    pass",
        "None stands in for what cannot be imported",
    ),
    Keep("f = lambda x: x", "import lib\nf = lib.make()", "what it is now is not known"),
    Keep("A = list[str]", "from lib import A", "what it is now is not known"),
    Keep("A = str", "class A(str): ...", "it is still a class that makes strings"),
    Keep("A = (ValueError, KeyError)", "A = ValueError", "it is caught like several"),
    Keep("import typing\nA = typing.NewType('A', int)", "A = int", "it makes the same values"),
    Keep(
        "class A:\n    def __init__(self): self.f = lambda: 1",
        "class A:\n    def __init__(self): self.f = None",
        "what an instance starts with changes anyway",
    ),
    Keep(
        "import typing\nA = typing.NewType('A', int)",
        "class A(int): ...",
        "it takes and makes the same values",
    ),
    Keep(
        "import typing\nclass B: ...\nA = typing.NewType('A', B)",
        "class B: ...\nclass A(B):\n    def __init__(self, b): ...",
        "it takes and makes the same values",
    ),
    Keep(
        "import typing\nA = typing.NewType('A', int)",
        "import lib\nclass A(lib.Base): ...",
        "what its base takes is not known",
    ),
    Keep("def f(x): ...", "import lib\nf = lib.wrap(_f)", "what it is now is not known"),
    Keep(
        "class A: ...\nclass B: ...",
        "import lib\nclass A: ...\n_one, _other = lib.make()\nB = _one | _other",
        "what it is now is not known",
    ),
    Keep("import lib\nA = lib.make()", "class A: ...", "what it was is not known"),
    Keep("class A: ...", "import lib\nA = lib.A", "a class from elsewhere has the name"),
    Keep(
        "def f(a): ...",
        "class _F:\n    def __call__(self, a): ...\nf = _F()",
        "the instance can be called",
    ),
    Keep(
        "class A: ...",
        "class _Meta(type): ...\nA = _Meta()",
        "what a metaclass makes is a class",
    ),
    Keep(
        "class A: ...",
        "import lib\nclass _A(lib.Base): ...\nA = _A()",
        "what the base makes is not known",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, x): ...",
        "it is read and set as before",
    ),
    Keep("class A:\n    hook = None", "class A:\n    def hook(self): ...", "None held the place"),
    Keep(
        "from typing import Callable\nclass A:\n    hook: Callable[[int], int]",
        "class A:\n    def hook(self, x: int) -> int: ...",
        "it was to be called before",
    ),
    Keep(
        "def f(a): ...",
        "class _F:\n    def __call__(self, a): ...\nf = _F()",
        "it takes the same calls",
    ),
    Keep(
        "def f(a): ...",
        "import lib\nclass _F(lib.Base): ...\nf = _F()",
        "its base may take calls",
    ),
    Keep(
        "class A: ...",
        "class _Meta(type): ...\nA = _Meta('A', (), {})",
        "the instance of a metaclass is a class",
    ),
    Keep(
        "class A: ...",
        "import lib\n@lib.singleton\nclass _A: ...\nA = _A()",
        "what the decorator makes of it is not known",
    ),
    Keep(
        "class _F:\n    def __call__(self, a): ...\nf = _F()",
        "def f(a): ...",
        "it takes the same calls",
    ),
    Keep(
        "class _A:\n    x = 1\n    def m(self): ...\na = _A()",
        "class a:\n    x = 1\n    @classmethod\n    def m(cls): ...",
        "the class does what its instance did",
    ),
    Keep("class A(dict): ...", "class _B(dict): ...\nA = _B", "a class has the name"),
    Keep("class A: ...", "from lib import A", "a class from elsewhere has the name"),
    Keep("class A: ...", "from lib import _A as A", "a class from elsewhere has the name"),
    Keep(
        "class A:\n    X = 'x'\n    Y = 2",
        "import enum\nclass A(str, enum.Enum):\n    X = 'x'\n    Y = enum.auto()",
        "the members equal their values",
    ),
    Keep(
        "class A:\n    X = 1\n    @staticmethod\n    def m(): ...",
        "import enum\nclass A(enum.IntEnum):\n    X = 1\n    @staticmethod\n    def m(): ...",
        "the members equal their values",
    ),
    Keep(
        "from typing import Callable\nF = Callable[[int], int]",
        "from typing import Protocol\n"
        "class F(Protocol):\n    def __call__(self, x: int) -> int: ...",
        "both stand for what takes such calls",
    ),
    Keep(
        "from typing import Callable\nclass A:\n"
        "    def __init__(self, x: Callable[[], int]):\n        self.x = x",
        "from typing import Callable\nclass A:\n"
        "    def __init__(self, x: Callable[[], int]): ...\n    def x(self) -> int: ...",
        "it was to be called before",
    ),
    Keep(
        "from collections import namedtuple\nA = namedtuple('A', 'x')",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "both are classes",
    ),
)

REMEDIES = (
    Remedy(
        "class A: ...",
        "class A: ...\ndef make_a(): return A()",
        "class B(A): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that stand for another kind of thing."""
    if pair.new is None:
        return
    change = kind_change(pair)
    if change is None:
        yield from of_class(RULE, pair)
        return
    old, new, level = change
    message = f"{old} '{pair.path.rpartition('.')[2]}' became {_with_article(new)}"
    remedy = f"Keep the {_short(old)}, and give the {_short(new)} another name."
    if (old, new) != ("function", "class"):
        yield finding(RULE, pair, message, remedy, level=level, code=_former_value(pair))
        return
    broken = broken_call(pair)
    if broken is None:
        yield finding(RULE, pair, message, remedy, level="warning")
    else:
        yield finding(
            RULE, pair, f"{message} that takes other calls", remedy, witness=broken.witness
        )


def _former_value(pair: Pair) -> Code | None:
    """Return the assignment of an attribute that became a function or class."""
    old, at = pair.old.member, pair.new
    if at is None or not isinstance(old, Attribute) or old.value in (None, UNKNOWN_VALUE):
        return None
    if old.scope == "instance" or not is_one_statement(at) or decorators_of(at):
        return None
    imports = imports_for(pair, old.annotation, old.value)
    if imports is None or at.key != pair.old.key:
        return None
    annotation = f": {old.annotation}" if old.annotation is not None else ""
    return code_at(at, "statement", [f"{old.name}{annotation} = {old.value}"], imports)


def _with_article(kind: str) -> str:
    if kind == "None":
        return kind
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _short(kind: str) -> str:
    return kind.partition(" of ")[0]


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    looks_at="both",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
