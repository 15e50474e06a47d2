"""The bases of a class in both versions: what kind of class it is, and which bases it lost."""

from __future__ import annotations

import abc
import builtins
import collections.abc
import contextlib
import enum
import typing
from collections.abc import Iterator
from typing import TypeAlias

from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.mro import is_plain
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import NAMED_TUPLES, TYPED_DICTS
from unbroken.semantics.surface import Surface

Base: TypeAlias = Definition | External

# Classes of the standard library that are what they replace (its documentation).
_DERIVED = {
    "enum.IntEnum": ("enum.Enum", "builtins.int", "enum.ReprEnum"),
    "enum.StrEnum": ("enum.Enum", "builtins.str", "enum.ReprEnum"),
    "enum.Flag": ("enum.Enum",),
    "enum.IntFlag": ("enum.Flag", "enum.Enum", "builtins.int", "enum.ReprEnum"),
    "collections.OrderedDict": ("builtins.dict",),
    "collections.defaultdict": ("builtins.dict",),
    "collections.Counter": ("builtins.dict",),
    **dict.fromkeys(TYPED_DICTS, ("builtins.dict",)),
    **dict.fromkeys(NAMED_TUPLES, ("builtins.tuple",)),
    "json.JSONDecodeError": ("builtins.ValueError",),
    "subprocess.CalledProcessError": ("subprocess.SubprocessError",),
    "subprocess.TimeoutExpired": ("subprocess.SubprocessError",),
    # What is announced as pending is a deprecation one day, and then for all to see (PEP 565).
    "builtins.DeprecationWarning": ("builtins.PendingDeprecationWarning",),
    "builtins.FutureWarning": ("builtins.PendingDeprecationWarning", "builtins.DeprecationWarning"),
}

# Modules whose classes are asked what they inherit from, or are registered for.
_STANDARD_MODULES = {
    module.__name__: module
    for module in (abc, builtins, collections, collections.abc, contextlib, enum, typing)
}

# Of these two modules can have the same class: one took it from the other.
_SHARED = (
    "builtins", "collections", "collections.abc", "exceptiongroup", "typing", "typing_extensions",
)  # fmt: skip


def public_ancestors(pair: Pair) -> Iterator[tuple[Definition, Definition]]:
    """Yield the public bases of a class, direct or not, that both versions have, as pairs.

    What they got is reported for them. Those that are new have no version before.
    """
    assert pair.new is not None
    for now in pair.new_surface.mro(pair.new)[1:]:
        if isinstance(now, Definition) and is_public(pair.new_surface, now):
            before = pair.old_surface.resolve(now.path)
            if isinstance(before, Definition):
                yield before, now


def reaches(surface: Surface, owner: Definition | None, targets: tuple[str, ...]) -> bool:
    """Return whether a class inherits, directly or not, from one of some external classes."""
    return owner is not None and any(
        isinstance(base, External) and base.target in targets for base in surface.marked_mro(owner)
    )


def lost_bases(pair: Pair, old: Definition, new: Definition, *, own: bool = True) -> list[Base]:
    """Return the bases, direct or not, that a class has no longer and that users know.

    A base that is private, or that says nothing about instances (`Generic`, `ABC`), is none of
    them. With `own`, nor is one that went because a public base between lost it: that is to be
    said of that base.
    """
    if pair.old_surface.mro_keys(old)[1:] == pair.new_surface.mro_keys(new)[1:]:
        return []
    kept = {_mark(base) for base in pair.new_surface.mro(new)}
    lost = [
        base
        for base in pair.old_surface.mro(old)[1:]
        if _mark(base) not in kept
        and _is_known(pair.old_surface, base)
        and not _has(pair, new, base)
    ]
    if not own or not lost:
        return lost
    between = [
        base
        for base in pair.old_surface.mro(old)[1:]
        if isinstance(base, Definition)
        and is_public(pair.old_surface, base)
        and _has(pair, new, base)
    ]
    inherited = {_mark(base) for class_ in between for base in pair.old_surface.mro(class_)[1:]}
    return [base for base in lost if _mark(base) not in inherited]


def lost_with_base(pair: Pair) -> bool:
    """Return whether a lost member went because the class lost the base that defines it."""
    definer = pair.old_surface.owner(pair.old)
    before, after = class_before(pair), class_now(pair)
    if definer is None or before is None or after is None or definer.key == before.key:
        return False
    return any(
        isinstance(base, Definition) and definer in pair.old_surface.mro(base)
        for base in lost_bases(pair, before, after, own=False)
    )


def came_unknown(pair: Pair, old: Definition, new: Definition) -> bool:
    """Return whether a class got an external base of which nothing is known."""
    before = {_mark(base) for base in pair.old_surface.mro(old)}
    return any(
        isinstance(base, External)
        and _mark(base) not in before
        and not is_plain(base)
        and base.target not in _DERIVED
        and not base.target.startswith("builtins.")
        and _standard(base) is None
        for base in pair.new_surface.mro(new)
    )


def shown(base: Base) -> str:
    """Return the name of a base, for messages."""
    return base.name if isinstance(base, Definition) else base.target.removeprefix("builtins.")


def counterpart(pair: Pair, base: Definition) -> Definition | None:
    """Return the class of the new version that a class of the baseline is now."""
    return class_at(pair.new_surface, base.path)


def _is_known(surface: Surface, base: Base) -> bool:
    if isinstance(base, Definition):
        return is_public(surface, base)
    return not is_plain(base) and not base.target.startswith("?.")


def _has(pair: Pair, new: Definition, base: Base) -> bool:
    lineage = pair.new_surface.mro(new)
    if isinstance(base, External):
        return any(_is_a(class_, base) for class_ in lineage if isinstance(class_, External))
    after = counterpart(pair, base)
    if after is not None and _decides_about_instances(pair.new_surface, after):
        return True
    if after is not None:
        return any(isinstance(class_, Definition) and class_.key == after.key for class_ in lineage)
    # It may have moved without leaving anything behind: that is another finding.
    return any(isinstance(class_, Definition) and class_.name == base.name for class_ in lineage)


def _decides_about_instances(surface: Surface, base: Definition) -> bool:
    """Return whether a metaclass decides which classes and instances a base has (`isinstance`)."""
    metaclass = metaclass_of(surface, base)
    return metaclass is not None and any(
        isinstance(surface.class_member(metaclass, name), Definition)
        for name in ("__instancecheck__", "__subclasscheck__")
    )


def _is_a(base: External, wanted: External) -> bool:
    if _mark(base) == _mark(wanted) or wanted.target in _DERIVED.get(base.target, ()):
        return True
    if _is_handed_on(base.target, wanted.target) or _is_handed_on(wanted.target, base.target):
        return True
    classes = [_standard(external) for external in (base, wanted)]
    return all(classes) and issubclass(*(class_ for class_ in classes if class_))


def _is_handed_on(path: str, other: str) -> bool:
    """Return whether a package most likely exports as `path` what is `other` inside it."""
    outer, _, name = path.rpartition(".")
    return other.startswith(f"{outer}.") and other.endswith(f".{name}") and outer != ""


def _standard(base: External) -> type | None:
    """Return a class of the standard library that this Python has; None where it is another one."""
    module, _, name = base.target.rpartition(".")
    value = getattr(_STANDARD_MODULES.get(module), name, None)
    value = getattr(value, "__origin__", value)  # `typing.Mapping` is that of `collections.abc`.
    return value if isinstance(value, type) else None


def _mark(base: Base) -> object:
    """Return what distinguishes two bases; generic aliases of one class are the same."""
    if isinstance(base, Definition):
        return base.key
    module, _, name = base.target.rpartition(".")
    if module in _SHARED:
        return name.lower()
    return base.target


def public_bases(surface: Surface, owner: Definition) -> Iterator[Definition]:
    """Return the bases of a class that users can reach."""
    for base in surface.mro(owner)[1:]:
        if isinstance(base, Definition) and is_public(surface, base):
            yield base
