"""A member of an enumeration has another value than the one that users stored or sent.

Give new members new values, and keep those of existing members. Put new members after all others
where `auto()` counts. A plain `Enum` whose `auto()` values only shifted is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.enums import enum_values, is_enum, is_number
from unbroken.compare.members import member_pair
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_ENUM = "from enum import Enum, IntEnum, auto\nclass A(Enum):\n"

BREAKS = (
    Break(_ENUM + "    X = 1", _ENUM + "    X = 2"),
    Break(_ENUM + "    X = 'x'", _ENUM + "    X = 'X'"),
    Break(
        "from enum import Enum\nclass _N(int):\n"
        "    def __new__(cls, *args): return super().__new__(cls, *args)\n"
        "class _E(_N, Enum): ...\nclass A(_E):\n    X = 1\n    Y = 3",
        "from enum import Enum\nclass _N(int):\n"
        "    def __new__(cls, *args): return super().__new__(cls, *args)\n"
        "class _E(_N, Enum): ...\nclass A(_E):\n    X = 2\n    Y = 3",
    ),
    Break(
        "from enum import IntEnum, auto\nclass A(IntEnum):\n    X = auto()\n    Z = auto()",
        "from enum import IntEnum, auto\nclass A(IntEnum):\n"
        "    X = auto()\n    Y = auto()\n    Z = auto()",
    ),
    Break(
        _ENUM + "    X = auto()\n    Z = auto()",
        _ENUM + "    X = auto()\n    Y = auto()\n    Z = auto()",
        level="warning",
    ),
    Break(
        _ENUM + "    def _generate_next_value_(name, *args): return name\n    X = auto()",
        _ENUM + "    X = auto()",
        level="warning",
    ),
)

KEEPS = (
    Keep(
        _ENUM + "    def _generate_next_value_(name, *args): return name\n    X = 'X'",
        _ENUM + "    X = 'X'",
        "it made no value",
    ),
    Keep(_ENUM + "    X = auto()", _ENUM + "    X = auto()\n    Y = auto()", "it is at the end"),
    Keep(_ENUM + "    X = auto()", _ENUM + "    X = 1", "the same value"),
    *(
        Keep(
            f"from enum import Enum\nclass _L{base}:\n    def __new__(cls, value, label):\n"
            "        made = object.__new__(cls)\n        made._value_ = value\n"
            f"        return made\nclass A({bases}):\n    X = 1, 'a'",
            f"from enum import Enum\nclass _L{base}:\n    def __new__(cls, value, label):\n"
            "        made = object.__new__(cls)\n        made._value_ = value\n"
            f"        return made\nclass A({bases}):\n    X = 1, 'b'",
            "what `__new__` makes of several arguments is not known",
        )
        for base, bases in (("", "_L, Enum"), ("(Enum)", "_L"))
    ),
    Keep(_ENUM + "    X = 0x10", _ENUM + "    X = 16", "the same value"),
    Keep(
        "from enum import StrEnum, auto\nclass A(StrEnum):\n    X = auto()",
        "from enum import StrEnum, auto\nclass A(StrEnum):\n    W = auto()\n    X = 'x'",
        "the same value: a StrEnum counts by names",
    ),
    Keep(
        _ENUM + "    X = make(1)",
        _ENUM + "    X = make(2)",
        "the source does not show what the value is",
    ),
)

REMEDIES = (
    Remedy(
        "from enum import Enum\nclass A(Enum):\n    X = 1",
        "from enum import Enum\nclass A(Enum):\n    X = 1\n    Y = 2",
        "assert A(1) is A.X",
    ),
)


def _value_code(pair: Pair, value: str | None) -> Code | None:
    if pair.new is None:
        return None
    return code_at(pair.new, "statement", [f"{pair.old.name} = {value}"])


def _is_made(surface: Surface, owner: Definition) -> bool:
    """Return whether code of the package makes the values of `auto()`."""
    return isinstance(surface.class_member(owner, "_generate_next_value_"), Definition)


def check(pair: Pair) -> Iterator[Finding]:
    """Find members of enumerations with other values."""
    if pair.classes is None or pair.new is None or pair.classes[0] == pair.classes[1]:
        return
    if not is_enum(pair.old_surface, pair.old) or not is_enum(pair.new_surface, pair.new):
        return
    old = enum_values(pair.old_surface, pair.old)
    new = enum_values(pair.new_surface, pair.new)
    changed = [
        name
        for name in old
        if name in new and None not in (old[name].key, new[name].key)
        if old[name].key != new[name].key
    ]
    shifted = [name for name in changed if old[name].is_auto and new[name].is_auto]
    for name in changed:
        if name not in shifted:
            yield finding(
                RULE,
                member_pair(pair, name),
                f"value of enum member '{name}' changed from {old[name].key} to {new[name].key}",
                f"Keep the value {old[name].key}, and give a new member the new one.",
                code=_value_code(member_pair(pair, name), old[name].key),
            )
    generated = [name for name in old if name in new and old[name].is_auto and new[name].is_auto]
    if generated:
        yield from _made_otherwise(pair, generated)
    if shifted:
        first, one = shifted[0], len(shifted) == 1
        yield finding(
            RULE,
            member_pair(pair, first),
            f"value of enum member '{first}' moved from {old[first].key} to {new[first].key}, "
            "because auto() counts on",
            "Put new members behind those that are there, or write their values out.",
            affects=tuple(f"{pair.path}.{name}" for name in shifted[1:]),
            code=_value_code(member_pair(pair, first), old[first].key) if one else None,
            level=None if is_number(pair.new_surface, pair.new) else "warning",
        )


def _made_otherwise(pair: Pair, generated: list[str]) -> Iterator[Finding]:
    """Find members whose values code of the package makes now, or no longer makes."""
    was_made, is_made = (_is_made(surface, owner) for surface, owner in pair.sides)
    if was_made is is_made:
        return
    first, *others = generated
    yield finding(
        RULE,
        member_pair(pair, first),
        f"value of enum member '{first}' is now made "
        f"{'by' if is_made else 'without'} '_generate_next_value_'",
        "Write the values out as they were.",
        affects=tuple(f"{pair.path}.{name}" for name in others),
        level="warning",
    )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
