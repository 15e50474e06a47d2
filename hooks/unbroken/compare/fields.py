"""The fields of dataclasses, attrs classes, models and named tuples, as their users see them."""

from __future__ import annotations

import ast

from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, ParameterKind
from unbroken.readers.expressions import dotted_name, parsed
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.instances import given_class
from unbroken.semantics.resolution import UNKNOWN, Definition
from unbroken.semantics.surface import Surface

_FIELD_KINDS = ("dataclass", "attrs", "struct", "ctypes", "model", "namedtuple")


def field_constructor(surface: Surface, owner: Definition) -> Constructor | None:
    """Return the constructor that the fields of a class make; None when they make none."""
    return next(
        (
            constructor
            for constructor in constructors(surface, owner)
            if constructor.kind in _FIELD_KINDS
        ),
        None,
    )


def lost_field(pair: Pair, call_break: CallBreak) -> bool:
    """Return whether a parameter of a constructor went because its field did."""
    if pair.classes is None or pair.new is None or call_break.cause != "parameter-removed":
        return False
    made = field_constructor(pair.old_surface, pair.old)
    if made is None or call_break.parameter not in made.origins:
        return False
    return not isinstance(pair.new_surface.class_member(pair.new, call_break.parameter), Definition)


def refused_field(pair: Pair) -> bool:
    """Return whether a lost attribute is a field that the constructor now refuses, too.

    That break is reported as the constructor's: one cause gives one finding.
    """
    name = field_parameter(pair)
    if name is None or pair.is_of_instance:
        return False  # Users who only get instances do not call the constructor.
    owner = class_now(pair)
    if owner is None:
        return False
    return any(
        not _takes(constructor, name) for constructor in constructors(pair.new_surface, owner)
    )


def field_parameter(pair: Pair) -> str | None:
    """Return the constructor's parameter that an attribute had at the baseline; None if none."""
    owner = class_before(pair)
    member = pair.old.member
    if owner is None or not isinstance(member, Attribute):
        return None
    made = field_constructor(pair.old_surface, owner)
    if made is None:
        return None
    name = alias_of(member) or member.name
    return name if name in made.origins else None


def alias_of(member: Attribute) -> str | None:
    """Return the name by which `field(alias="x")` lets the constructor take a field."""
    if member.value is None or "alias" not in member.value:
        return None
    node = parsed(member.value)
    if not isinstance(node, ast.Call) or not dotted_name(node.func):
        return None
    for name in ("validation_alias", "alias"):
        for keyword in node.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return None


def class_before(pair: Pair) -> Definition | None:
    """Return the class that a member was reached through at the baseline."""
    return _class_at(pair.old_surface, pair.path.rpartition(".")[0])


def class_now(pair: Pair) -> Definition | None:
    """Return the class that a member would be reached through now."""
    return _class_at(pair.new_surface, pair.path.rpartition(".")[0])


def _class_at(surface: Surface, path: str) -> Definition | None:
    """Return the class at a path, or the class whose instance is there."""
    target = surface.resolve(path)
    if target is UNKNOWN:
        around, _, name = path.rpartition(".")
        owner = _class_at(surface, around) if around else None
        target = surface.class_member(owner, name) if owner is not None else target
    target = surface.resolve_alias(target)
    if not isinstance(target, Definition):
        return None
    return target if isinstance(target.member, Class) else given_class(surface, target)


def _takes(constructor: Constructor, name: str) -> bool:
    return any(
        (parameter.kind is ParameterKind.VAR_KEYWORD and constructor.kind != "ctypes")
        or (parameter.name == name and parameter.kind is not ParameterKind.POSITIONAL_ONLY)
        for parameter in constructor.parameters
    )
