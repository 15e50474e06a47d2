"""Pairs of classes of which users only get instances.

`api = _Api()` makes `api.get` public, and so does `def connect() -> _Api`. What a metaclass
without a public name has is reached through its classes, which are its instances.
"""

from __future__ import annotations

from collections.abc import Callable

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function, Import
from unbroken.semantics.instances import contained_class, given_class, instance_of
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import has_public_path, own_public_path, public_paths
from unbroken.semantics.resolution import MISSING, Definition, External, ResolvedName
from unbroken.semantics.surface import Surface

_COMPARED_ON_THE_INSTANCE = (
    "__call__", "__class_getitem__", "__init_subclass__", "__instancecheck__", "__prepare__",
    "__subclasscheck__",
)  # fmt: skip
"""Members that say nothing of instances, or that are compared where the instance is."""


def instance_pair(pair: Pair) -> Pair | None:
    """Return the pair of the classes whose instances both sides of a pair give.

    What an attribute holds is certain, and its members have its path. What a function returns, or
    what a container holds, has the path of its class. None where the class is not known or is
    compared anyway.
    """
    is_attribute = isinstance(pair.old.member, Attribute)
    given = _given_classes(pair, given_class)
    if given is None:
        is_attribute = False  # It has no attribute of what it contains.
        given = _given_classes(pair, contained_class)
    if given is None:
        return None
    old, new = given
    return Pair(
        path=pair.path if is_attribute else old.path,
        affects=pair.affects if is_attribute else (),
        old=old,
        new=new,
        old_surface=pair.old_surface,
        new_surface=pair.new_surface,
        doubt=pair.doubt if is_attribute else f"users get instances of it from '{pair.path}'",
        is_of_instance=True,
    )


def _given_classes(
    pair: Pair, given: Callable[[Surface, Definition], Definition | None]
) -> tuple[Definition, Definition] | None:
    """Return the classes whose instances a pair gives, unless they are compared anyway.

    `given` returns that of one version.
    """
    if pair.new is None or isinstance(pair.old.member, (Class, Import)):
        return None
    if _is_annotated(pair.old) != _is_annotated(pair.new):
        return None  # What is called may be a descriptor, which gives something else.
    old = given(pair.old_surface, pair.old)
    if old is None or pair.old_surface.is_module_exempt(old.module):
        return None
    new = given(pair.new_surface, pair.new)
    if new is None or is_protocol(pair.new_surface, new):
        return None  # A protocol says only a part of what an instance has.
    own = own_public_path(pair.old_surface, old)
    if own is not None and _leads_to(pair.new_surface, own, new):
        return None
    paths = public_paths(pair.old_surface, old)
    if paths and "." not in old.qualname:
        is_compared = _leads_to(pair.new_surface, paths[0], new)
        # An annotation that names another public class has another meaning, which is a finding:
        # the instance may be one that callers pass, or one of a subclass.
        is_reported = is_compared or (_is_annotated(pair.old) and not _is_made(pair))
        return None if is_reported or given is contained_class else (old, new)
    if "." in old.qualname:
        return None  # A class in a class is reached through that one.
    is_annotated = isinstance(pair.old.member, Function) and _is_annotated(pair.old)
    if is_annotated and has_public_path(pair.new_surface, new):
        return None  # The annotation has another meaning, which is a finding.
    return old, new


def _leads_to(surface: Surface, path: str, class_: Definition) -> bool:
    """Return whether a dotted path leads to a class."""
    target = surface.resolve_alias(surface.resolve(path))
    return isinstance(target, Definition) and target.key == class_.key


def _is_made(pair: Pair) -> bool:
    """Return whether both sides make the instance there and then, by a call of the class."""
    return pair.new is not None and (
        instance_of(pair.old_surface, pair.old) is not None
        and instance_of(pair.new_surface, pair.new) is not None
    )


def _is_annotated(definition: Definition) -> bool:
    member = definition.member
    if isinstance(member, Function):
        return member.signature.returns is not None
    return isinstance(member, Attribute) and member.annotation is not None


def metaclass_pair(pair: Pair) -> Pair | None:
    """Return the pair of the metaclasses of a class, if they have no public name of their own.

    `C.name` is what the metaclass has, unless the class has it itself.
    """
    if pair.classes is None or pair.new is None or pair.is_of_instance:
        return None
    old = metaclass_of(pair.old_surface, pair.old)
    new = metaclass_of(pair.new_surface, pair.new)
    if old is None or new is None or "." in old.qualname or has_public_path(pair.old_surface, old):
        return None
    return Pair(
        path=pair.path,
        affects=pair.affects,
        old=old,
        new=new,
        old_surface=pair.old_surface,
        new_surface=pair.new_surface,
        doubt=pair.doubt,
        is_of_instance=True,
    )


def is_compared_elsewhere(pair: Pair, name: str, now: ResolvedName) -> bool:
    """Return whether a member of a class says nothing of instances, or is compared with these.

    Calls of the instance are, but that it can no longer be called is a loss of the member.
    """
    if name == "__call__" and now is MISSING:
        return External("builtins.type") in pair.old_surface.mro(pair.old)
    return name in _COMPARED_ON_THE_INSTANCE


def is_hidden_by_class(pair: Pair, path: str, name: str) -> bool:
    """Return whether the class at `path` has a member of its own, beside that of its metaclass."""
    for surface in (pair.old_surface, pair.new_surface):
        class_ = class_at(surface, path)
        if class_ is None:
            continue
        is_class_of_it = class_.key != pair.old.key and metaclass_of(surface, class_) is not None
        if is_class_of_it and surface.class_member(class_, name) is not MISSING:
            return True
    return False
