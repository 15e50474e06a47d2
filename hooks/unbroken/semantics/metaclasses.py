"""The metaclasses of a package, and what they make of a call of their classes."""

from __future__ import annotations

from unbroken.model.definitions import Class, Function, ParameterKind
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


def metaclass_of(surface: Surface, owner: Definition) -> Definition | None:
    """Return the package's own metaclass of a class; None where there is none."""
    for part in surface.marked_mro(owner):
        if not isinstance(part, Definition) or not isinstance(part.member, Class):
            continue
        name = dict(part.member.keywords).get("metaclass", "")
        metaclass = class_named(surface, part, name)
        if metaclass is not None:
            return metaclass
    return None


def metaclass_call(surface: Surface, owner: Definition) -> Definition | None:
    """Return the `__call__` of a metaclass that decides how a class is called.

    None where there is none, and where it takes any arguments: it passes them on to the
    constructor (Python reference, "Metaclasses": `type.__call__`), unless it only raises.
    """
    metaclass = metaclass_of(surface, owner)
    call = None if metaclass is None else surface.class_member(metaclass, "__call__")
    if not isinstance(call, Definition) or not isinstance(call.member, Function):
        return None
    kinds = tuple(parameter.kind for parameter in call.member.signature.parameters[1:])
    return None if kinds == _VARIADIC and not call.member.only_raises else call
