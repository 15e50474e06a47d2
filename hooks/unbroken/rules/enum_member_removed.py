"""A member of an enumeration was removed: code that names it or stored its value fails.

Keep it; after a renaming, the old name can be an alias (`OLD = NEW` with the same value).
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.enums import EnumValue, enum_values, is_enum, is_enum_member
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.removals import is_lost

_ENUM = "from enum import Enum, Flag, auto\nclass A(Enum):\n    X = 1\n"

BREAKS = (
    Break(_ENUM + "    Y = 2", _ENUM),
    Break(_ENUM + "    Y = 2", _ENUM + "    Z = 2"),
    Break(
        "from enum import Flag, auto\nclass A(Flag):\n    X = auto()\n    Y = auto()",
        "from enum import Flag, auto\nclass A(Flag):\n    X = auto()",
    ),
)

KEEPS = (
    Keep(_ENUM, _ENUM + "    Y = 2", "a member was added"),
    Keep(_ENUM + "    Y = 2", _ENUM + "    Z = 2\n    Y = 2", "the old name is an alias"),
)

REMEDIES = (
    Remedy(
        "from enum import Enum\nclass A(Enum):\n    X = 1\n    Y = 2",
        "from enum import Enum\nclass A(Enum):\n    X = 1\n    Z = 2\n    Y = 2",
        "assert A.Y.value == 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find members of enumerations that are gone."""
    if pair.removal is None or not is_enum_member(pair.old.member) or not is_lost(pair):
        return
    before, now = class_before(pair), class_now(pair)
    if before is None or now is None or not is_enum(pair.old_surface, before):
        return
    name = pair.old.name
    old, new = enum_values(pair.old_surface, before), enum_values(pair.new_surface, now)
    renamed = _renamed(name, old, new)
    value = renamed or (old[name].key if name in old else None)
    code = code_at(now, "class", [f"{name} = {value}"]) if value is not None else None
    if renamed is None:
        yield finding(
            RULE,
            pair,
            f"enum member '{name}' was removed",
            f"Keep '{name}' until the release that its deprecation announces.",
            code=code,
        )
    else:
        yield finding(
            RULE,
            pair,
            f"enum member '{name}' was renamed to '{renamed}'",
            f"Keep '{name}' as an alias: give it the value of '{renamed}'.",
            code=code,
        )


def _renamed(name: str, old: dict[str, EnumValue], new: dict[str, EnumValue]) -> str | None:
    """Return the new name of a member: one that came, and has its value."""
    value = old.get(name)
    if value is None or value.key is None:
        return None
    # Where `auto()` counts anew, another member may have got the number.
    counts_anew = any(
        member in new and new[member].key != before.key for member, before in old.items()
    )
    for member, now in new.items():
        if member not in old and now.key == value.key and not (now.is_auto and counts_anew):
            return member
    return None


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
