"""Which class is to blame where an inherited constructor takes other calls than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.model.definitions import Class
from unbroken.semantics.resolution import MISSING, Definition
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.compare.pair import Pair

Key = tuple[str, str]


def class_that_changed_constructor(
    pair: Pair, old: Definition | None, new: Definition | None
) -> Key:
    """Name the class that changed its constructor, got one or lost one, by its place before.

    `old` and `new` are the `__init__` or `__new__` that calls reached and reach (None: Python's
    own, or a synthesised one).
    """
    lineage = _lineage(pair.old_surface, pair.old)
    before, now = _definer(pair.old_surface, old), _definer(pair.new_surface, new)
    keys = [each.key for each in lineage]
    if now is None or now.key in keys:
        # The nearest of the two decides: what is behind it was hidden, or is.
        wanted = [each.key for each in (before, now) if each is not None]
        return next((each for each in keys if each in wanted), pair.old.key)
    if before is not None and pair.new_surface.resolve(before.path) is MISSING:
        return before.key
    heirs = (each for each in reversed(lineage) if _inherits(pair.new_surface, each, now))
    return next((each.key for each in heirs), pair.old.key)


def is_own(pair: Pair, old: Definition | None, new: Definition | None) -> bool:
    """Tell whether a class itself changed who makes its instances, and not the one that does."""
    now = _definer(pair.new_surface, new)
    if pair.new is None or now is None or now.key == pair.new.key:
        return False
    before = _definer(pair.old_surface, old)
    return (before is not None and before.key == pair.old.key) or now.key not in {
        each.key for each in _lineage(pair.old_surface, pair.old)
    }


def _definer(surface: Surface, method: Definition | None) -> Definition | None:
    return surface.owner(method) if method is not None else None


def _inherits(surface: Surface, before: Definition, base: Definition) -> bool:
    found = surface.resolve(before.path)
    found = surface.resolve_alias(found) if isinstance(found, Definition) else found
    return isinstance(found, Definition) and any(
        each.key == base.key for each in _lineage(surface, found)
    )


def _lineage(surface: Surface, found: Definition) -> list[Definition]:
    """Give the classes of the package that a class is made of; none of what a call makes."""
    if not isinstance(found.member, Class):
        return []
    return [each for each in surface.mro(found) if isinstance(each, Definition)]
