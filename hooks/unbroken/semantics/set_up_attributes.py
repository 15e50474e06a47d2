"""Attributes that methods set for a constructor: `self._set_up()`, wherever they are defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unbroken.model.definitions import Class, Function
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


@remembered(in_cycle=dict)
def set_up_attributes(surface: Surface, owner: Definition) -> Mapping[str, Definition]:
    """Return what the methods set that the constructor of a class calls, with these methods.

    They may be inherited, or take the place of what the constructor of a base class calls.
    """
    constructor = surface.class_member(owner, "__init__")
    if not isinstance(constructor, Definition) or not isinstance(constructor.member, Function):
        return {}
    return {
        name: method
        for helper in constructor.member.sets_up_by
        for method in _called(surface, owner, helper)
        if isinstance(method.member, Function)
        for name in method.member.assigns
    }


def _called(surface: Surface, owner: Definition, name: str) -> Iterator[Definition]:
    """Yield the method of a name, and those of base classes that it calls by `super()`."""
    for part in surface.mro(owner):
        member = (
            part.member.members.get(name)
            if isinstance(part, Definition) and isinstance(part.member, Class)
            else None
        )
        if member is None or not isinstance(part, Definition):
            continue
        if not isinstance(member, Function) or member.decorators or member.is_generator:
            return
        yield Definition(part.module, f"{part.qualname}.{name}", member)
        if not member.calls_super:
            return
