"""A named tuple has another number of fields, or is none: unpacking it (`a, b = result`) fails.

Keep the fields. New information can be a property of a subclass, or a class that is not a tuple.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.calls import constructor_texts
from unbroken.rules.findings.code_text import annotation_at, code_at
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_TUPLE = "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\n"

_CALL = "from collections import namedtuple\nA = namedtuple('A', 'x y')"

BREAKS = (
    Break(_TUPLE, _TUPLE + "    y: int = 0"),
    Break(_CALL, "class A:\n    def __init__(self, x, y):\n        self.x, self.y = x, y"),
)

KEEPS = (
    Keep(_TUPLE, _TUPLE + "    @property\n    def y(self): ...", "a property is not a field"),
    Keep(
        _CALL,
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\n    y: int",
        "it is a named tuple as before",
    ),
    Keep(
        _CALL,
        "import lib\nclass A(lib.Record):\n    x: int\n    y: int",
        "the base may be a tuple",
    ),
)

REMEDIES = (
    Remedy(
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\n    @property\n"
        "    def y(self): return 0",
        "(x,) = A(1)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find named tuples that are taken apart in another way."""
    if pair.new is None or call_breaks(pair):
        return
    old, new = _fields(pair.old_surface, pair.old), _fields(pair.new_surface, pair.new)
    if old is not None and isinstance(pair.old.member, Attribute) and _is_no_tuple(pair):
        yield finding(
            RULE,
            pair,
            f"'{pair.old.name}' is no longer a named tuple: unpacking and indexing it fail",
            f"Keep '{pair.old.name}' a named tuple, and give the class another name.",
        )
    if old is None or new is None or len(old.parameters) == len(new.parameters):
        return
    was, now = len(old.parameters), len(new.parameters)
    old_text, new_text = constructor_texts(pair, old, new)
    yield finding(
        RULE,
        pair,
        f"named tuple '{pair.old.name}' has {now} fields instead of {was}",
        f"Keep the fields of '{pair.old.name}' as they were: users unpack it.",
        old=old_text,
        new=new_text,
        code=_as_property(pair.new, old, new),
    )


def _is_no_tuple(pair: Pair) -> bool:
    """Return whether what a call made a named tuple is a class that surely is none."""
    return (
        pair.new is not None
        and isinstance(pair.new.member, Class)
        and not pair.new.member.has_unknown_members
        and not {"__iter__", "__getitem__"} & pair.new.member.members.keys()
        and all(
            is_plain(part)
            for part in pair.new_surface.marked_mro(pair.new)
            if isinstance(part, External)
        )
    )


def _as_property(at: Definition, old: Constructor, new: Constructor) -> Code | None:
    """Return an added field as a property, which is no part of the tuple."""
    before = {parameter.name for parameter in old.parameters}
    added = [parameter for parameter in new.parameters if parameter.name not in before]
    if len(added) != 1 or added[0].default is None:
        return None
    (parameter,) = added
    field = own_members(at).get(parameter.name)
    if not isinstance(field, Attribute) or field.annotation is None:
        return None
    place = Definition(at.module, f"{at.qualname}.{field.name}", field)
    lines = [
        "@property",
        f"def {field.name}(self) -> {annotation_at(place, field.annotation)}:",
        f"    return {parameter.default}",
    ]
    return code_at(place, "statement", lines)


def _fields(surface: Surface, owner: Definition) -> Constructor | None:
    constructors_ = (
        constructors(surface, owner) if isinstance(owner.member, (Class, Attribute)) else ()
    )
    return next((made for made in constructors_ if made.kind == "namedtuple"), None)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
