"""Attributes that hold an instance of a class of the package: `settings = _Settings()`."""

from __future__ import annotations

import ast
import sys

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers import expressions
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import MISSING, Definition, External
from unbroken.semantics.surface import Surface

_METACLASSES = ("builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType")


def instance_of(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class whose instance an attribute surely holds; None where that is not known.

    A call of a class makes an instance of it, unless a metaclass, `__new__` or a decorator has
    other plans.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = expressions.parse(value) if value is not None and value.endswith(")") else None
    if not isinstance(node, ast.Call):
        return None
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    target = surface.resolve_name(definition, expressions.dotted_name(function) or "?")
    target = surface.resolve_alias(target) if isinstance(target, Definition) else target
    if not isinstance(target, Definition) or not isinstance(target.member, Class):
        return None
    return target if all(_is_ordinary(surface, part) for part in surface.mro(target)) else None


def _is_ordinary(surface: Surface, part: Definition | External) -> bool:
    if isinstance(part, External):
        inner = part.target.partition(".")[0] in (*sys.stdlib_module_names, "typing_extensions")
        return is_plain(part) or (inner and part.target not in _METACLASSES)
    assert isinstance(part.member, Class)
    return (
        "__new__" not in part.member.members
        and all(
            surface.resolve_name(part, value) == External("abc.ABCMeta")
            for name, value in part.member.keywords
            if name == "metaclass"
        )
        and not unknown_decorators(surface, part)
    )


def bound_method(surface: Surface, definition: Definition) -> Definition | None:
    """Return the method that an attribute holds, bound to an instance (`go = _instance.go`).

    None where the attribute holds something else, or the class of the instance is not known.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    instance, _, name = (value or "").rpartition(".")
    if not instance.isidentifier() or not name.isidentifier():
        return None
    holder = surface.resolve_name(definition, instance)
    owner = instance_of(surface, holder) if isinstance(holder, Definition) else None
    method = surface.class_member(owner, name) if owner is not None else None
    is_method = isinstance(method, Definition) and isinstance(method.member, Function)
    return method if is_method and isinstance(method, Definition) else None


def call_of(surface: Surface, owner: Definition) -> Definition | bool | None:
    """Return the `__call__` of the instances of a class; False for none, None if it is not known.

    An attribute of a class that is a descriptor is not what is called.
    """
    if surface.class_member(owner, "__get__") is not MISSING:
        return None
    member = surface.class_member(owner, "__call__")
    if member is MISSING:
        return False
    return (
        member if isinstance(member, Definition) and isinstance(member.member, Function) else None
    )
