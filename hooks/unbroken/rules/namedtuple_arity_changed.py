"""A named tuple has another number of fields, so that unpacking it (`a, b = result`) fails.

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
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_TUPLE = "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\n"

BREAKS = (Break(_TUPLE, _TUPLE + "    y: int = 0"),)

KEEPS = (Keep(_TUPLE, _TUPLE + "    @property\n    def y(self): ...", "a property is not a field"),)

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
