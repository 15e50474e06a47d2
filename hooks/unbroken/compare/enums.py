"""The members of an enumeration and their values, as far as the source shows."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.compare.bases import reaches
from unbroken.compare.members import own_members
from unbroken.model.definitions import Attribute, Function, Member
from unbroken.semantics.literals import value_key
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.standard_classes import ENUMS
from unbroken.semantics.surface import Surface

_FLAGS = ("enum.Flag", "enum.IntFlag")
_NUMBERS = ("enum.IntEnum", "enum.IntFlag", "enum.Flag", "builtins.int")
_STRINGS = ("enum.StrEnum",)
_AUTO = "enum.auto"


class EnumValue(NamedTuple):
    """The value of a member as a literal key; None where the source does not show it."""

    key: str | None
    is_auto: bool


def is_enum(surface: Surface, owner: Definition | None) -> bool:
    """Return whether a class is an enumeration."""
    return reaches(surface, owner, ENUMS)


def is_number(surface: Surface, owner: Definition) -> bool:
    """Return whether the members of an enumeration are (or combine as) numbers."""
    return reaches(surface, owner, _NUMBERS)


def is_enum_member(member: Member | None) -> bool:
    """Return whether what stands in the body of an enumeration makes a member."""
    return (
        isinstance(member, Attribute)
        and member.scope == "class"
        and member.value is not None
        and not member.name.startswith("_")
    )


@remembered(in_cycle=dict)
def enum_values(surface: Surface, owner: Definition) -> dict[str, EnumValue]:
    """Return the values of the members; nothing where `__new__` of an enumeration makes them.

    That of a type which is mixed in (`class A(Number, Enum)`) is called with the number or string
    that is written, and makes the value of it.
    """
    members = own_members(owner)
    maker = surface.class_member(owner, "__new__")
    is_made = isinstance(maker, Definition)
    if isinstance(maker, Definition) and is_enum(surface, surface.owner(maker)):
        return {}
    custom = isinstance(surface.class_member(owner, "_generate_next_value_"), Definition)
    values: dict[str, EnumValue] = {}
    highest: int | None = 0
    for name, member in members.items():
        if not is_enum_member(member) or isinstance(member, Function):
            continue
        assert isinstance(member, Attribute)
        text = member.value or ""
        at = Definition(owner.module, f"{owner.qualname}.{name}", member)
        if _is_auto(surface, at, text):
            key = None if custom else _generated(surface, owner, name, highest)
            values[name] = EnumValue(key, True)
        else:
            key = value_key(surface, at, text)
            is_simple = key is not None and key[0] in "-0123456789'\""
            values[name] = EnumValue(key if is_simple or not is_made else None, False)
        highest = _highest(highest, values[name].key)
    return values


def _highest(before: int | None, key: str | None) -> int | None:
    """Return the highest number so far; None where a value is not known to be a number."""
    if before is None or not key or not key.isdecimal():
        return None
    return max(before, int(key))


def _is_auto(surface: Surface, at: Definition, text: str) -> bool:
    """Return whether a value is a call of `enum.auto`, by any name."""
    name, _, arguments = text.partition("(")
    if arguments != ")" or not is_dotted(name):
        return False
    return surface.resolve_name(at, name) == External(_AUTO)


def _generated(surface: Surface, owner: Definition, name: str, highest: int | None) -> str | None:
    """Compute what `auto()` gives after the highest number (enum's documentation of `auto`)."""
    if reaches(surface, owner, _STRINGS):
        return repr(name.lower())
    if highest is None:
        return None
    if reaches(surface, owner, _FLAGS):
        return str(1 << highest.bit_length())
    return str(highest + 1)
