"""A field of a dataclass, attrs class, model or named tuple was removed, and its parameter with it.

Keep the field for a while and warn when it is passed; or keep its parameter (`InitVar` with a
default) and serve the attribute by a property.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.fields import field_constructor, lost_field
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import call_finding
from unbroken.rules.findings.field_code import lost_field_code

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n"

_STRUCTURE = "from ctypes import Structure, py_object\nclass A(Structure):\n    _fields_ = [{}]"

_OWN = "from dataclasses import dataclass\n{making}\n\n\n@record\nclass A:\n    x: int{more}"
_MAKING = (
    "record = dataclass(order=True)",
    "from functools import partial\nrecord = partial(dataclass, order=True)",
    "def record(cls):\n    return dataclass(order=True)(cls)",
    "def record(cls):\n    made = dataclass(cls, order=True)\n    return made",
)
"""Decorators of the package that make data classes."""
_TRANSFORM = (
    "from typing import dataclass_transform\nfrom lib import made\n\n@dataclass_transform()\n"
    "def record(cls): return made(cls)\n\n@record\nclass A:\n    x: int\n    y: int = 0"
)

BREAKS = (
    *(
        Break(
            _OWN.format(making=making, more="\n    y: int = 0"),
            _OWN.format(making=making, more=""),
            "A(x, y=0)",
        )
        for making in _MAKING
    ),
    Break(_DATACLASS + "    y: int = 0", _DATACLASS, "A(x, y=0)"),
    Break(
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\n    y: int = 0",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "A(x, y=0)",
    ),
    Break(
        _STRUCTURE.format("('x', py_object), ('y', py_object)"),
        _STRUCTURE.format("('x', py_object)"),
        "A(x, y)",
    ),
    Break(
        "import msgspec\nclass A(msgspec.Struct):\n    x: int\n    y: int = 0",
        "import msgspec\nclass A(msgspec.Struct):\n    x: int",
        "A(x, y=0)",
    ),
)

KEEPS = (
    *(
        Keep(
            _OWN.format(making=_MAKING[0], more=""),
            _OWN.format(making=making, more=""),
            "both names decorate as dataclass does",
        )
        for making in _MAKING[1:]
    ),
    Keep(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    y: int = 0",
        _TRANSFORM,
        "type checkers are told that the decorator makes data classes",
    ),
    Keep(
        _STRUCTURE.format("('x', py_object)"),
        _STRUCTURE.format("('x', py_object), ('y', py_object)"),
        "a field was added after the others",
    ),
    Keep(
        _STRUCTURE.format("('x', py_object)"),
        "from ctypes import Structure\nclass A(Structure):\n    _fields_ = make()",
        "computed fields may have it",
    ),
    Keep(
        "import msgspec\nclass A(msgspec.Struct):\n    x: int",
        "import msgspec\nclass A(msgspec.Struct):\n    x: int\n    y: int = 0",
        "a field with a default was added after the others",
    ),
    Keep(
        _DATACLASS + "    _y: int = 0",
        _DATACLASS + "    _y: int = 0\n    z: int = 0",
        "a field with a default was added after the others",
    ),
)

REMEDIES = (
    Remedy(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    y: int = 0",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    y: int = 0\n"
        "    def __post_init__(self): ...",
        "assert A(1, y=2).y == 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters of constructors that went with their fields."""
    for broken in call_breaks(pair) if pair.classes is not None else ():
        if lost_field(pair, broken.call_break):
            name = broken.call_break.parameter
            yield call_finding(
                RULE,
                pair,
                broken,
                f"field '{name}' was removed",
                f"Keep '{name}' with a default, warn when it is passed or read, and remove it in "
                "the next major release.",
                code=_code(pair, name),
            )


def _code(pair: Pair, name: str) -> Code | None:
    assert pair.new is not None
    old = field_constructor(pair.old_surface, pair.old)
    new = field_constructor(pair.new_surface, pair.new)
    return lost_field_code(pair, old, new, name) if old is not None else None


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
