"""Attributes that the decorators of a class set on it: `cls.x = 1; return cls`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unbroken.model.definitions import Class, Function
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


@remembered(in_cycle=dict)
def set_by_decorators(surface: Surface, owner: Definition) -> Mapping[str, Definition]:
    """Return the attributes that functions of the package set on the class that they decorate.

    The value is the decorator. Those of base classes are inherited.
    """
    return {
        name: decorator
        for part in reversed(surface.marked_mro(owner))
        if isinstance(part, Definition)
        for decorator in decorating_functions(surface, part)
        if isinstance(decorator.member, Function)
        for name in decorator.member.assigns
    }


def decorating_functions(surface: Surface, owner: Definition) -> Iterator[Definition]:
    """Yield the functions of the package that decorate a class, and are not called for it."""
    for decorator in owner.member.decorators if isinstance(owner.member, Class) else ():
        if decorator.called or not decorator.path:
            continue
        target = surface.resolve_alias(surface.resolve_name(owner, decorator.path))
        if isinstance(target, Definition) and isinstance(target.member, Function):
            yield target
