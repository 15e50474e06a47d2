"""Attributes that a method set for the constructor of another class, and that nothing sets now.

What a class and its own constructor set are members, which have pairs of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Function
from unbroken.model.identifiers import is_dunder, is_private
from unbroken.semantics.class_setters import class_setters, set_on_class
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import MISSING, Definition
from unbroken.semantics.set_up_attributes import set_up_attributes, set_up_methods_of


def no_longer_set_up(pair: Pair) -> Iterator[tuple[str, Definition]]:
    """Yield the names of such attributes of a class, with the methods that set them."""
    if pair.classes is None or pair.new is None:
        return
    (old_surface, old), (new_surface, new) = pair.sides
    before = set_up_attributes(old_surface, old)
    lost = before.keys() - set_up_attributes(new_surface, new).keys() if before else ()
    for name in sorted(lost):
        if is_private(name) or not _is_set_up_only(pair, new, name):
            continue
        if _is_answered(pair, new):
            continue
        if before[name].key not in {setter.key for setter in _set_up_by_bases(pair, name)}:
            yield name, before[name]


def no_longer_decorated(pair: Pair) -> Iterator[tuple[str, Definition]]:
    """Yield the attributes that a decorator no longer sets on its class, with the decorators."""
    if pair.classes is None or pair.new is None or pair.is_of_instance:
        return
    (old_surface, old), (new_surface, new) = pair.sides
    before, after = set_on_class(old_surface, old), set_on_class(new_surface, new)
    if before.keys() <= after.keys() or _may_be_decorated(pair, new):
        return
    if metaclass_of(new_surface, new) is not None and metaclass_of(old_surface, old) is None:
        return  # The class may have it from its metaclass.
    inherited = {
        name
        for base in old_surface.mro(old)[1:]
        if isinstance(base, Definition) and is_public(old_surface, base)
        for name in set_on_class(old_surface, base)
    }
    for name in sorted(before.keys() - after.keys() - inherited):
        if old_surface.class_member(old, name) is not MISSING:
            continue  # As a member of the class, it is said to be gone.
        is_kept = new_surface.class_member(new, name) is not MISSING or _is_assigned(
            pair, new, name
        )
        if not is_private(name) and not is_dunder(name) and not is_kept:
            yield name, before[name]


def _may_be_decorated(pair: Pair, new: Definition) -> bool:
    """Return whether a decorator that is not understood, and is new, may set attributes."""
    fresh = unknown_decorators(pair.new_surface, new) - unknown_decorators(
        pair.old_surface, pair.old
    )
    setters = list(class_setters(pair.new_surface, new))
    understood = {setter.function.path for setter in setters if not setter.sets_unknown}
    return bool(fresh - understood) or any(setter.sets_unknown for setter in setters)


def _is_answered(pair: Pair, new: Definition) -> bool:
    """Return whether a method that was not there before answers for any attribute."""
    return any(
        isinstance(pair.new_surface.class_member(new, name), Definition)
        and not isinstance(pair.old_surface.class_member(pair.old, name), Definition)
        for name in ("__getattr__", "__getattribute__")
    )


def _is_set_up_only(pair: Pair, new: Definition, name: str) -> bool:
    """Return whether nothing in the new version of a class provides an attribute.

    A method that a subclass replaces, and does not call, sets nothing.
    """
    surface = pair.new_surface
    now = surface.class_member(new, name)
    if now is MISSING:
        # As a member of the class, it is said to be gone.
        was_member = pair.old_surface.class_member(pair.old, name) is not MISSING
        return not was_member and not _is_assigned(pair, new, name)
    if not isinstance(now, Definition) or not isinstance(now.member, Attribute):
        return False
    replaced = set_up_methods_of(surface, new)
    return now.member.scope == "instance" and not _is_assigned(pair, new, name, replaced)


def _is_assigned(pair: Pair, new: Definition, name: str, replaced: tuple[str, ...] = ()) -> bool:
    """Return whether a method sets an attribute; those of `replaced` names are known not to."""
    return any(
        isinstance(member, Function)
        and (name in member.assigns or member.assigns_unknown)
        and member.name not in replaced
        for ancestor in pair.new_surface.mro(new)
        if isinstance(ancestor, Definition)
        for member in own_members(ancestor).values()
    )


def _set_up_by_bases(pair: Pair, name: str) -> Iterator[Definition]:
    """Yield the methods that set an attribute for public bases, of which that is said, too."""
    for base in pair.old_surface.mro(pair.old)[1:]:
        if isinstance(base, Definition) and is_public(pair.old_surface, base):
            setter = set_up_attributes(pair.old_surface, base).get(name)
            now = pair.new_surface.definition(*base.key)
            kept = set_up_attributes(pair.new_surface, now) if now is not None else {}
            if setter is not None and name not in kept:
                yield setter
