"""The members of an enumeration and their values, as far as the source tells."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.compare.bases import reaches
from unbroken.compare.members import own_members
from unbroken.model.definitions import Attribute, Function, Member
from unbroken.semantics.literals import value_key
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.standard_classes import ENUMS
from unbroken.semantics.surface import Surface

_FLAGS = ("enum.Flag", "enum.IntFlag")
_NUMBERS = ("enum.IntEnum", "enum.IntFlag", "enum.Flag", "builtins.int")
_STRINGS = ("enum.StrEnum",)
_AUTO = "enum.auto"


class EnumValue(NamedTuple):
    """The value of a member as a literal key; None where the source does not tell."""

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


def enum_values(surface: Surface, owner: Definition) -> dict[str, EnumValue]:
    """Return the values of the members; nothing where `__new__` makes them."""
    members = own_members(owner)
    if isinstance(surface.class_member(owner, "__new__"), Definition):
        return {}
    custom = isinstance(surface.class_member(owner, "_generate_next_value_"), Definition)
    values: dict[str, EnumValue] = {}
    for name, member in members.items():
        if not is_enum_member(member) or isinstance(member, Function):
            continue
        assert isinstance(member, Attribute)
        text = member.value or ""
        at = Definition(owner.module, f"{owner.qualname}.{name}", member)
        if _is_auto(surface, at, text):
            key = None if custom else _generated(surface, owner, name, values)
            values[name] = EnumValue(key, True)
        else:
            values[name] = EnumValue(value_key(surface, at, text), False)
    return values


def _is_auto(surface: Surface, at: Definition, text: str) -> bool:
    """Return whether a value is a call of `enum.auto`, by any name."""
    name, _, arguments = text.partition("(")
    if arguments != ")" or not is_dotted(name):
        return False
    return surface.resolve_name(at, name) == External(_AUTO)


def _generated(
    surface: Surface, owner: Definition, name: str, before: dict[str, EnumValue]
) -> str | None:
    """Compute what `auto()` gives (enum's documentation of `auto`)."""
    if reaches(surface, owner, _STRINGS):
        return repr(name.lower())
    numbers = [int(value.key) for value in before.values() if value.key and value.key.isdecimal()]
    if len(numbers) != len(before):
        return None
    highest = max(numbers, default=0)
    if reaches(surface, owner, _FLAGS):
        return str(1 << highest.bit_length())
    return str(highest + 1)
