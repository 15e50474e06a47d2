"""Classes that were registered with an abstract one (`Base.register(Other)`), and are no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.semantics.abstract_methods import is_abstract_base, is_known_abstract_base
from unbroken.semantics.decorators import Side
from unbroken.semantics.mro import is_plain
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.public_api import has_public_path
from unbroken.semantics.resolution import MISSING, Definition, External

_Registration: TypeAlias = tuple[str, str]
"""The paths of an abstract class, and of one that counts as a subclass of it."""


_STRUCTURAL = (
    *(
        f"collections.abc.{name}"
        for name in (
            "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Buffer", "Callable",
            "Collection", "Container", "Coroutine", "Generator", "Hashable", "Iterable", "Iterator",
            "Reversible", "Sized",
        )
    ),
    "contextlib.AbstractAsyncContextManager", "contextlib.AbstractContextManager", "os.PathLike",
)  # fmt: skip
"""The abstract classes that take any class with certain methods for a subclass."""


def lost_registrations(pair: Pair) -> Iterator[_Registration]:
    """Yield the names of both classes of registrations that are gone, as they were written.

    Where one of the classes is gone, or not public, that says it all.
    """
    if pair.classes is None or pair.new is None or pair.is_of_instance:
        return
    old, new = pair.sides
    for (base, other), written in _registrations(old).items():
        if not _is_abstract(old, base) or not _is_public(old, base):
            continue
        now = {path: _found(new, path) for path in (base, other) if old[0].inside(path)}
        classes = [class_ for class_ in now.values() if class_ is not None]
        if len(classes) < len(now):
            continue
        is_registered = any((base, other) in _registrations((new[0], part)) for part in classes)
        subclass = now.get(other)
        lineage = new[0].mro(subclass) if subclass is not None else ()
        if base in _STRUCTURAL or any(map(_is_outside, lineage)):
            continue  # What it has, or inherits, may count as well.
        if not is_registered and base not in map(_path, lineage):
            yield written


def _registrations(side: Side) -> dict[_Registration, tuple[str, str]]:
    """Return the registrations beside a class, and those by its decorators, as they are written."""
    surface, owner = side
    member = owner.member
    if not isinstance(member, Class):
        return {}
    written = [*member.registrations]
    for decorator in member.decorators:
        base, _, method = decorator.path.rpartition(".")
        if base and method == "register" and not decorator.called:
            written.append((base, owner.name))
    registrations = {}
    for base, other in written:
        targets = [surface.resolve_name(owner, name) for name in (base, other)]
        targets = [surface.resolve_alias(part) for part in targets]
        paths = [_path(part) for part in targets if isinstance(part, (Definition, External))]
        if len(paths) == len(targets):
            registrations[paths[0], paths[1]] = (base, other)
    return registrations


def _is_outside(part: Definition | External) -> bool:
    """Return whether a base is from outside, and not one that adds nothing (`object`)."""
    return isinstance(part, External) and not is_plain(part)


def _path(part: Definition | External) -> str:
    return part.path if isinstance(part, Definition) else part.target


def _found(side: Side, path: str) -> Definition | None:
    """Return the class of the package at a path."""
    return class_at(side[0], path) if side[0].inside(path) else None


def _is_abstract(side: Side, path: str) -> bool:
    """Return whether a class is known to have the `register` of `abc.ABCMeta`.

    That of anything else (`admin.site.register(A)`) may mean anything.
    """
    if not side[0].inside(path):
        return path in _STRUCTURAL or is_known_abstract_base(path)
    base = _found(side, path)
    if base is None or side[0].class_member(base, "register") is not MISSING:
        return False
    return is_abstract_base(side[0], base) is True


def _is_public(side: Side, path: str) -> bool:
    target = _found(side, path)
    return not side[0].inside(path) or (target is not None and has_public_path(side[0], target))
