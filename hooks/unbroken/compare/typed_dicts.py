"""The keys of a TypedDict, and which of them must be there (PEP 589, PEP 655)."""

from __future__ import annotations

import ast
from typing import NamedTuple

from unbroken.compare.bases import reaches
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Parameter, ParameterKind
from unbroken.readers.expressions import dotted_name, parsed
from unbroken.semantics.decorators import known_head
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import TYPED_DICTS
from unbroken.semantics.surface import Surface


def is_typed_dict(surface: Surface, owner: Definition | None) -> bool:
    """Return whether a class is a TypedDict."""
    return reaches(surface, owner, TYPED_DICTS)


def stays_typed_dict(pair: Pair, old: Definition | None, new: Definition | None) -> bool:
    """Return whether a class was a TypedDict and still is one: else, its base is the finding."""
    return is_typed_dict(pair.old_surface, old) and is_typed_dict(pair.new_surface, new)


def is_total(owner: Definition) -> bool:
    """Return whether the keys that a TypedDict declares must be there if they do not say."""
    assert isinstance(owner.member, Class)
    return dict(owner.member.keywords).get("total") != "False"


def required_keys(surface: Surface, owner: Definition) -> dict[str, bool]:
    """Return the keys that a TypedDict itself declares, and whether each is required."""
    required = {}
    for name, member in own_members(owner).items():
        if isinstance(member, Attribute) and member.annotation is not None:
            at = Definition(owner.module, f"{owner.qualname}.{name}", member)
            head = known_head(surface, at, member.annotation)
            marked = {"Required": True, "NotRequired": False}.get(head)
            required[name] = is_total(owner) if marked is None else marked
    return required


class UnpackedKey(NamedTuple):
    """A key of a TypedDict as the parameter that it stands for, and the class that declares it."""

    parameter: Parameter
    at: Definition


def unpacked_typed_dict(
    surface: Surface, at: Definition, parameter: Parameter
) -> Definition | None:
    """Return the TypedDict in `**kwargs: Unpack[T]` (PEP 692); None for anything else."""
    node = parsed(parameter.annotation) if parameter.annotation is not None else None
    if not isinstance(node, ast.Subscript):
        return None
    if known_head(surface, at, parameter.annotation) != "Unpack":
        return None
    named = class_named(surface, at, dotted_name(node.slice))
    return named if named is not None and is_typed_dict(surface, named) else None


def unpacked_keys(
    surface: Surface, at: Definition, parameter: Parameter
) -> dict[str, UnpackedKey] | None:
    """Return the keys of `**kwargs: Unpack[T]`.

    It is None where `T` is something else (`*args: Unpack[Ts]`), and where its keys are not known
    (a base from outside, or a call makes it).
    """
    owner = unpacked_typed_dict(surface, at, parameter)
    if owner is None:
        return None
    keys: dict[str, UnpackedKey] = {}
    for class_ in reversed(surface.mro(owner)):
        if isinstance(class_, External):
            if class_.target not in (*TYPED_DICTS, "builtins.object"):
                return None
            continue
        members = own_members(class_)
        for key, is_required in required_keys(surface, class_).items():
            member = members[key]
            assert isinstance(member, Attribute)
            default = None if is_required else "..."
            stands_for = Parameter(key, ParameterKind.KEYWORD_ONLY, default, member.annotation)
            keys[key] = UnpackedKey(stands_for, class_)
    return keys
