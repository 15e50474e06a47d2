"""A constant has another value. Off by default: most constants are meant to change.

Turn it on where users store or send the values. `__version__` is never reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.enums import is_enum
from unbroken.compare.fields import class_before, field_parameter
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_dunder
from unbroken.rules.base import Break, Keep, PairRule, finding
from unbroken.semantics.literals import both_shortened, literal_key

BREAKS = (
    Break("LIMIT = 10", "LIMIT = 20"),
    Break("class A:\n    limit = 10", "class A:\n    limit = 20"),
)

KEEPS = (
    Keep("LIMIT = 1_000", "LIMIT = 1000", "the same value"),
    Keep("__version__ = '1.0'", "__version__ = '1.1'", "a version is there to change"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find constants with another value."""
    old, new = pair.old.member, pair.new.member if pair.new else None
    if not isinstance(old, Attribute) or not isinstance(new, Attribute) or is_dunder(old.name):
        return
    if old.value == new.value or old.scope == "instance":
        return
    was, now = literal_key(old.value), literal_key(new.value)
    if was is None or now is None or was == now:
        return
    if old.scope == "class" and _is_said_elsewhere(pair):
        return
    was, now = both_shortened(was, now)
    yield finding(
        RULE,
        pair,
        f"value of '{old.name}' changed from {was} to {now}",
        f"Keep {was}, or say in the release notes that it changed.",
    )


def _is_said_elsewhere(pair: Pair) -> bool:
    """Return whether the value is the default of a field, or that of an enum member."""
    return field_parameter(pair) is not None or is_enum(pair.old_surface, class_before(pair))


RULE = PairRule(module=__name__, level="off", bump="minor", check=check, breaks=BREAKS, keeps=KEEPS)
