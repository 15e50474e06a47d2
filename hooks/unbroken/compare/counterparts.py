"""What a member of a class, or an alias, leads to in one version of the package."""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.loading.stdlib import base_has_member
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.identifiers import is_dunder
from unbroken.semantics.class_setters import class_setters
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.public_api import has_public_path
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External, ResolvedName
from unbroken.semantics.surface import Surface


def named(surface: Surface, definition: Definition) -> Definition:
    """Return what an alias names, unless it is something else under that name.

    A function that a class takes from outside (`m = function`) is a method there: its first
    parameter is bound, which the function itself does not show. What a class takes as the value of
    an attribute (`size = SIZE`) is no longer the variable of the module. A class that is the value
    of a class attribute (`factory = Model`) has a public path of its own, where it is judged, or
    else is judged here.
    """
    if not isinstance(definition.member, Attribute):
        return definition
    target = surface.resolve_alias(definition)
    borrowed = surface.owner(definition) is not None and surface.owner(target) is None
    if isinstance(target.member, Class) and borrowed and not has_public_path(surface, target):
        return target
    return definition if borrowed else target


def member_now(
    old: Surface,
    new: Surface,
    old_owner: Definition,
    new_owner: Definition,
    member: Definition,
) -> ResolvedName:
    """Return what a member of a class leads to in the new version of the class.

    A base from outside the package may have the name, too. That counts as unknown where there
    is reason to think so: the name is the language's own (`__repr__`), the method called `super()`
    for it, or the base is a known class that has it. Code that is not
    understood may add members, but if it was there before it added others than this one.
    """
    resolved = new.class_member(new_owner, member.name)
    if resolved is not UNKNOWN:
        return MISSING if _is_disabled(old, member, resolved) else resolved
    if is_dunder(member.name) or (_is_open(new, new_owner) and not _is_open(old, old_owner)):
        return UNKNOWN
    if isinstance(member.member, Function) and member.member.calls_super:
        return UNKNOWN
    if any(base_has_member(base, member.name) for base in externals(new, new_owner)):
        return UNKNOWN
    return UNKNOWN if _is_tuple_field(new, new_owner, member.name) else MISSING


def _is_tuple_field(surface: Surface, owner: Definition, name: str) -> bool:
    """Return whether a name is a field of the named tuple that a class is."""
    return any(
        made.kind == "namedtuple" and any(name == field.name for field in made.parameters)
        for made in constructors(surface, owner)
    )


def _is_disabled(old: Surface, member: Definition, now: ResolvedName) -> bool:
    """Return whether a method is `None` now: Python takes that for no such operator."""
    if not isinstance(now, Definition) or not isinstance(now.member, Attribute):
        return False
    if now.member.value != "None" or now.name == "__hash__":
        return False
    before = named(old, member).member
    return isinstance(before, Function) and not before.accessors


def _is_open(surface: Surface, owner: Definition) -> bool:
    """Return whether code that is not understood may add members to a class of the package."""
    return any(
        isinstance(part, Definition)
        and isinstance(part.member, Class)
        and part.member.has_unknown_members
        for part in surface.marked_mro(owner)
    )


def doubt_of_missing_member(surface: Surface, owner: Definition, name: str) -> str | None:
    """Return the doubt that a member is missing, where a base or metaclass may have it."""
    metaclass = metaclass_of(surface, owner)
    if metaclass is not None and any(
        isinstance(surface.class_member(metaclass, provider), Definition)
        for provider in (name, "__getattr__")
    ):
        return f"the metaclass '{metaclass.name}' may still provide it on the class"
    for base in externals(surface, owner):
        if base_has_member(base, name) is None:
            text = base.target.removeprefix("?.")
            return f"its base class '{text}' from outside the package may still provide it"
    return None


def doubt_of_new_decorator(
    old: Surface, new: Surface, old_owner: Definition, new_owner: Definition
) -> str | None:
    """Return the doubt that a member is missing, where a new class decorator may provide it."""
    known = _unknown_class_decorators(old, old_owner)
    for decorator in _unknown_class_decorators(new, new_owner):
        if decorator not in known:
            return f"the decorator '{decorator.rpartition('.')[2]}' may still provide it"
    return None


def _unknown_class_decorators(surface: Surface, owner: Definition) -> list[str]:
    """Return the decorators of a class and its bases of which it is not known what they set."""
    found: list[str] = []
    for part in surface.marked_mro(owner):
        if isinstance(part, Definition):
            understood = {
                setter.function.path
                for setter in class_setters(surface, part)
                if not setter.sets_unknown
            }
            found += sorted(unknown_decorators(surface, part) - understood)
    return found


def externals(surface: Surface, owner: Definition) -> Iterator[External]:
    """Return the bases of a class, direct or not, that come from outside the package."""
    return (base for base in surface.marked_mro(owner) if isinstance(base, External))
