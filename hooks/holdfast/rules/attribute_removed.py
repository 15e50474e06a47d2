"""An attribute or property is gone: of a module, of a class, or of its instances.

Keep it and deprecate it first: a property (or a module's `__getattr__`, PEP 562) can warn and
still give the value.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule
from holdfast.rules.shared.fields import class_before, refused_field
from holdfast.rules.shared.lineage import ENUMS, TYPED_DICTS, reaches
from holdfast.rules.shared.removed import is_lost, removal_finding
from holdfast.surface import Attribute, Function

RULE = Rule(level="error")

BREAKS = (
    Break("X = 1\nY = 2", "Y = 2"),
    Break("class A:\n    x = 1", "class A: ..."),
    Break(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self): ...",
    ),
    Break("class A:\n    @property\n    def x(self): ...", "class A: ..."),
    Break("class A: ...\nOld = A", "class A: ..."),
    Break("import typing\nT = typing.TypeVar('T')", "import typing", level="warning"),
    Break(
        "from pydantic import BaseModel\nclass A(BaseModel):\n    x: int = 0\n    y: int = 0",
        "from pydantic import BaseModel\nclass A(BaseModel):\n    y: int = 0",
    ),
)

KEEPS = (
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
    Keep("X = 1", "def __getattr__(name): ...", "the module answers for names by itself now"),
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
    found = removal_finding(pair, "attribute")
    yield msgspec.structs.replace(found, level="warning") if _is_type_variable(member) else found


def _is_attribute(member: object) -> bool:
    return isinstance(member, Attribute) or (
        isinstance(member, Function) and bool(member.accessors)
    )


def _is_type_variable(member: object) -> bool:
    """Tell whether a name is a type variable, which hardly anyone imports and no call uses."""
    value = member.value if isinstance(member, Attribute) else None
    return (value or "").partition("(")[0].rpartition(".")[2] in _TYPE_VARIABLES


def _is_logger(member: Attribute) -> bool:
    return (member.value or "").partition("(")[0].rpartition(".")[2] == "getLogger"
