"""Functions that set attributes on a class: its decorators, and others that it is passed to.

`cls.x = 1; return cls` in a decorator, `install(A)` beside the class, and the `__init_subclass__`
of a base class (Python reference, "Customizing class creation").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from unbroken.model.definitions import Class, Decorator, Function
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


class ClassSetter(NamedTuple):
    """A function of the package that gets a class, and what it sets on it.

    `sets_unknown` is whether it sets attributes whose names are computed.
    """

    function: Definition
    names: frozenset[str]
    sets_unknown: bool


@remembered(in_cycle=dict)
def set_on_class(surface: Surface, owner: Definition) -> Mapping[str, Definition]:
    """Return the attributes that functions of the package set on a class, with the functions.

    Those of base classes are inherited.
    """
    found: dict[str, Definition] = {}
    for part in reversed(surface.marked_mro(owner)):
        if not isinstance(part, Definition):
            continue
        setters = [*class_setters(surface, part)]
        if part.key != owner.key:
            setters += _of_subclasses(part)
        found |= {name: setter.function for setter in setters for name in setter.names}
    return found


def class_setters(surface: Surface, owner: Definition) -> Iterator[ClassSetter]:
    """Yield the functions that a class itself is passed to when it is made, or right after."""
    class_ = owner.member
    if not isinstance(class_, Class):
        return
    for decorator in class_.decorators:
        setter = decorator_setter(surface, owner, decorator)
        if setter is not None:
            yield setter
    for written in class_.passed_to:
        target = surface.resolve_alias(surface.resolve_name(owner, written))
        if isinstance(target, Definition) and isinstance(target.member, Function):
            yield _setter(target, target.member)


def decorator_setter(
    surface: Surface, owner: Definition, decorator: Decorator
) -> ClassSetter | None:
    """Return what a decorator sets on its class; None if it is no function of the package.

    Of a decorator that is called first (`@add("x")`), it is what the functions do that it returns.
    """
    if not decorator.path:
        return None
    target = surface.resolve_alias(surface.resolve_name(owner, decorator.path))
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return None
    if not decorator.called:
        return _setter(target, target.member)
    wrappers = [returned.wrapper for returned in target.member.returned_functions]
    known = [wrapper for wrapper in wrappers if wrapper is not None]
    if not known or len(known) < len(wrappers):
        return None
    return ClassSetter(
        target,
        frozenset().union(*(wrapper.assigns for wrapper in known)),
        any(wrapper.assigns_unknown for wrapper in known),
    )


def _setter(target: Definition, member: Function) -> ClassSetter:
    return ClassSetter(target, frozenset(member.assigns), member.assigns_unknown)


def _of_subclasses(base: Definition) -> Iterator[ClassSetter]:
    """Yield what a class sets on its subclasses."""
    assert isinstance(base.member, Class)
    hook = base.member.members.get("__init_subclass__")
    if isinstance(hook, Function):
        yield _setter(Definition(base.module, f"{base.qualname}.{hook.name}", hook), hook)
