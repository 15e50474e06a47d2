"""Attributes that methods set for a constructor: `self._set_up()`, wherever they are defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unbroken.model.definitions import Class, Function
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface


@remembered(in_cycle=dict)
def set_up_attributes(surface: Surface, owner: Definition) -> Mapping[str, Definition]:
    """Return what the methods set that the constructor of a class calls, with these methods.

    They may be inherited, or take the place of what the constructor of a base class calls, which
    the constructor of the class may call by `super()`.
    """
    constructors = list(_called(surface, owner, "__init__"))
    methods = [
        method
        for helper in set_up_methods_of(surface, owner)
        for method in _called(surface, owner, helper)
    ]
    return {
        **{
            name: setter
            for method in (*constructors, *methods)
            for name, setter in _set_by_functions(surface, method)
        },
        **{name: method for method in methods for name in _assigned_by(method)},
    }


def set_up_methods_of(surface: Surface, owner: Definition) -> tuple[str, ...]:
    """Return the names of the methods that the constructor of a class, or of a base, calls."""
    constructors = (made.member for made in _called(surface, owner, "__init__"))
    names = (made.sets_up_by for made in constructors if isinstance(made, Function))
    return tuple(dict.fromkeys(name for made in names for name in made))


def _assigned_by(function: Definition) -> tuple[str, ...]:
    return function.member.assigns if isinstance(function.member, Function) else ()


_SETTERS = (External("builtins.setattr"), External("builtins.object.__setattr__"))


def _set_by_functions(surface: Surface, method: Definition) -> Iterator[tuple[str, Definition]]:
    """Yield the attributes that functions set on the instance that a method passes them.

    Functions of the package that it is passed to first are looked into, but not those that they
    call in turn. With other names for `setattr`, it is the method that sets the attribute.
    """
    member = method.member
    for callee, name in member.passes_instance if isinstance(member, Function) else ():
        target = surface.resolve_alias(surface.resolve_name(method, callee))
        if target in _SETTERS and name:
            yield name, method
        elif isinstance(target, Definition) and _is_plain_function(surface, target):
            yield from ((assigned, target) for assigned in _assigned_by(target))


def _is_plain_function(surface: Surface, target: Definition) -> bool:
    """Return whether a function of a module runs when it is called, as it is written."""
    member = target.member
    if not isinstance(member, Function) or surface.owner(target) is not None:
        return False
    return not (member.decorators or member.is_async or member.is_generator)


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
        if not isinstance(member, Function) or member.is_generator:
            return
        if member.decorators and name != "__init__":
            return
        yield Definition(part.module, f"{part.qualname}.{name}", member)
        if not member.calls_super:
            return
