"""Classes that became another kind of class: an enumeration, a typed dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.bases import reaches
from unbroken.compare.enums import enum_values, is_enum, is_enum_member
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import is_typed_dict
from unbroken.model.definitions import Attribute, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Rule, finding
from unbroken.rules.findings.words import listed
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import CLASS_METHODS, STATIC_METHODS
from unbroken.semantics.literals import literal_key
from unbroken.semantics.resolution import Definition
from unbroken.semantics.standard_classes import TYPED_DICTS

# What Python itself makes equal to its value.
_MIXED = ("enum.IntEnum", "enum.StrEnum", "enum.IntFlag", "builtins.int", "builtins.str",
          "builtins.float", "builtins.bytes", "builtins.tuple")  # fmt: skip


def of_class(rule: Rule, pair: Pair) -> Iterator[Finding]:
    """Say of a class that it became an enumeration or a typed dictionary."""
    if pair.classes is None or pair.new is None:
        return
    name = pair.path.rpartition(".")[2]
    if is_typed_dict(pair.new_surface, pair.new):
        if not reaches(pair.old_surface, pair.old, ("builtins.dict", *TYPED_DICTS)):
            yield finding(
                rule,
                pair,
                f"class '{name}' became a typed dictionary: its instances are plain dictionaries",
                "Keep the class, and give the typed dictionary another name.",
            )
    elif is_enum(pair.new_surface, pair.new) and not is_enum(pair.old_surface, pair.old):
        yield from _of_enum(rule, pair, name)


def _of_enum(rule: Rule, pair: Pair, name: str) -> Iterator[Finding]:
    assert pair.new is not None
    if _has_instances(pair):
        yield finding(
            rule,
            pair,
            f"class '{name}' became an enumeration: calls of it only look members up",
            "Keep the class, and give the enumeration another name.",
        )
        return
    changed = _unequal(pair, pair.new)
    if changed:
        names = listed([f"'{name}'" for name in changed])
        many = (
            "do not equal the values that they had"
            if len(changed) > 1
            else "does not equal its value"
        )
        yield finding(
            rule,
            pair,
            f"class '{name}' became an enumeration, of which {names} {many}",
            "Mix the type of the values in, as 'IntEnum' and 'class E(str, Enum)' do, or give the "
            "enumeration another name.",
        )


def _has_instances(pair: Pair) -> bool:
    """Return whether a class was there to make instances, and not only to hold constants."""
    made = constructors(pair.old_surface, pair.old)
    if any(constructor.kind != "builtin" for constructor in made):
        return True
    return any(
        isinstance(member, Function)
        and not has_decorator(
            pair.old_surface,
            Definition(ancestor.module, f"{ancestor.qualname}.{name}", member),
            STATIC_METHODS | CLASS_METHODS,
        )
        for ancestor in pair.old_surface.mro(pair.old)
        if isinstance(ancestor, Definition)
        for name, member in own_members(ancestor).items()
    )


def _unequal(pair: Pair, new: Definition) -> list[str]:
    """Return the constants of a class that are members now, which no value equals."""
    mixed = reaches(pair.new_surface, new, _MIXED)
    values = enum_values(pair.new_surface, new)
    now = own_members(new)
    unequal = []
    for name, member in own_members(pair.old).items():
        if not isinstance(member, Attribute) or name not in values or not is_enum_member(now[name]):
            continue
        was = literal_key(member.value)
        if was is not None and not (mixed and values[name].key in (was, None)):
            unequal.append(name)
    return unequal
