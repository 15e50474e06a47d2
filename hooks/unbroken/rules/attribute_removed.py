"""An attribute or property was removed: from a module, from a class, or from its instances.

Keep it and deprecate it first: a property (or a module's `__getattr__`, PEP 562) can warn and
still return the value.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from unbroken.compare.bases import reaches
from unbroken.compare.fields import class_before, class_now, refused_field
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule
from unbroken.rules.findings.removals import is_lost, removal_finding
from unbroken.semantics.resolution import Definition
from unbroken.semantics.standard_classes import ENUMS, TYPED_DICTS

BREAKS = (
    Break("X = 1\nY = 2", "Y = 2"),
    Break("class A:\n    x = 1", "class A: ..."),
    Break(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self): ...",
    ),
    Break("class A:\n    @property\n    def x(self): ...", "class A: ..."),
    Break("class A:\n    __slots__ = ('x', 'y')", "class A:\n    __slots__ = ('y',)"),
    Break("class A: ...\nOld = A", "class A: ..."),
    Break(
        "class A:\n    X = 1\n    def __init__(self, a): ...",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    a: int",
    ),
    Break("import typing\nT = typing.TypeVar('T')", "import typing", level="warning"),
    Break(
        "from pydantic import BaseModel\nclass A(BaseModel):\n    x: int = 0\n    y: int = 0",
        "from pydantic import BaseModel\nclass A(BaseModel):\n    y: int = 0",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    __slots__ = ('x', '_y')",
        "class A:\n    __slots__ = ['_z', 'x']",
        "a slot with a leading underscore is private",
    ),
    Keep(
        "class A:\n    __slots__ = 'x'",
        "class B:\n    __slots__ = {'x': 'what it is'}\nclass A(B): ...",
        "instances still have it, by a slot of their base",
    ),
    Keep(
        "class A:\n    __slots__ = ('x',)",
        "class A:\n    def load(self, data):\n        self.x = data",
        "a method assigns it now",
    ),
    Keep("_X = 1\nY = 2", "Y = 2", "a leading underscore makes it private"),
    Keep("X: int\nY = 2", "Y = 2", "an annotation alone binds nothing"),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    x = 1",
        "instances still have it",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class B:\n    def __init__(self):\n        self.x = 1\nclass A(B): ...",
        "instances still have it, by their base",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        self._set_up()\n"
        "    def _set_up(self):\n        self.x = 1",
        "another method assigns it now",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        def later():\n            self.x = 1",
        "a function inside assigns it now",
    ),
    Keep(
        "import logging\nlogger = logging.getLogger(__name__)\nX = 1",
        "X = 1",
        "a module's logger is its own",
    ),
    Keep("X = 1", "def __getattr__(name): ...", "the module's `__getattr__` may serve it"),
)


_TYPE_VARIABLES = ("TypeVar", "ParamSpec", "TypeVarTuple")


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes that are gone."""
    member = pair.old.member
    if pair.removal is None or not _is_attribute(member) or not is_lost(pair):
        return
    if isinstance(member, Attribute):
        if member.scope == "module" and (member.value is None or _is_logger(member)):
            return
        before = class_before(pair) if member.scope != "module" else None
        if reaches(pair.old_surface, before, (*ENUMS, *TYPED_DICTS)) or refused_field(pair):
            return
        if _has_slot(before, member.name) and not _has_slot(class_now(pair)):
            return  # Anything can be set now.
    found = removal_finding(RULE, pair, "attribute")
    yield msgspec.structs.replace(found, level="warning") if _is_type_variable(member) else found


def _has_slot(owner: Definition | None, name: str = "") -> bool:
    """Return whether a class has a slot of a name, or any."""
    members = owner.member.members if owner and isinstance(owner.member, Class) else {}
    slots = members.get("__slots__")
    return isinstance(slots, Attribute) and (not name or f"'{name}'" in (slots.value or ""))


def _is_attribute(member: object) -> bool:
    return isinstance(member, Attribute) or (
        isinstance(member, Function) and bool(member.accessors)
    )


def _is_type_variable(member: object) -> bool:
    """Return whether a name is a type variable, which hardly anyone imports and no call uses."""
    value = member.value if isinstance(member, Attribute) else None
    return (value or "").partition("(")[0].rpartition(".")[2] in _TYPE_VARIABLES


def _is_logger(member: Attribute) -> bool:
    return (member.value or "").partition("(")[0].rpartition(".")[2] == "getLogger"


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
)
