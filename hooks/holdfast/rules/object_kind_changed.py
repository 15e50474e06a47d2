"""A name stands for another kind of thing: a class became a function, a function a value.

Keep the kind: users call, subclass, or read it. A new kind of thing can have a new name. A
function that becomes a class (and still takes the same calls) is only warned about.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair, kind_of
from holdfast.finding import Finding
from holdfast.read.resolve import MISSING
from holdfast.rules.base import Break, Keep, Rule, finding
from holdfast.rules.shared.kinds import (
    broken_call,
    class_of_instance,
    is_plain_value,
    is_type_expression,
)
from holdfast.surface import Attribute, Class, Function

RULE = Rule(level="error")

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
    Break("def f(a): ...", "class _F:\n    def g(self): ...\nf = _F()"),
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
        "# pkg/__init__.py\ndef a(): ...",
        "# pkg/__init__.py\nfrom pkg import a\n# pkg/a.py\ndef f(): ...",
    ),
)

KEEPS = (
    Keep("def f(x): ...", "f = lambda x: x", "it takes the same calls"),
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
        "class A:\n    def m(self): ...",
        "class A:\n    def __init__(self):\n        self.m = make()",
        "what it is now is not known",
    ),
    Keep(
        "from collections import namedtuple\nA = namedtuple('A', 'x')",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "both are classes",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that stand for another kind of thing."""
    if pair.new is None or not _differs(pair):
        return
    old, new = kind_of(pair.old.member), kind_of(pair.new.member)
    message = f"{old} '{pair.path.rpartition('.')[2]}' became {_article(new)} {new}"
    remedy = f"Keep the {old}, and give the {new} another name."
    if _was_an_instances(pair):
        # What it held is not known: it may have been called, and may be called still.
        yield finding(pair, message, remedy, level="warning")
        return
    if (old, new) != ("function", "class"):
        yield finding(pair, message, remedy)
        return
    broken = broken_call(pair)
    if broken is None:
        yield finding(pair, message, remedy, level="warning")
    else:
        yield finding(pair, f"{message} that takes other calls", remedy, witness=broken.witness)


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"


def _differs(pair: Pair) -> bool:
    """Tell whether the kind surely changed: what a call returns can be anything."""
    assert pair.new is not None
    old, new = pair.old.member, pair.new.member
    if old is None:
        return new is not None and pair.new_surface.module(pair.old.module.name) is None
    if isinstance(old, Attribute):
        return _was_an_instances(pair) or (not isinstance(new, Attribute) and _was_value(pair, old))
    if isinstance(new, Attribute):
        if isinstance(old, Function) and old.accessors:
            return False
        if is_plain_value(new) or is_type_expression(pair.new_surface, pair.new):
            return True
        made = class_of_instance(pair.new_surface, pair.new)
        if made is None or isinstance(old, Class):
            return made is not None
        return pair.new_surface.class_member(made, "__call__") is MISSING
    return type(old) is not type(new)


def _was_an_instances(pair: Pair) -> bool:
    """Tell whether a method has the name of what instances had, of a kind that is not known."""
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    return (
        isinstance(old, Attribute)
        and old.scope == "instance"
        and old.annotation is None
        and isinstance(new, Function)
        and not new.accessors
    )


def _was_value(pair: Pair, old: Attribute) -> bool:
    assert pair.new is not None
    new = pair.new.member
    if isinstance(new, Function) and new.accessors:
        return False
    if isinstance(new, Class) and "TypeAlias" in (old.annotation or ""):
        return True
    return is_plain_value(old)
