"""Which class is the cause where an inherited constructor accepts other calls than before."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.resolution import MISSING, Definition, Key
from unbroken.semantics.surface import Surface


def class_that_changed_constructor(
    pair: Pair, old: Definition | None, new: Definition | None
) -> Key:
    """Return the place in the baseline of the class that changed, got or lost its constructor.

    `old` and `new` are the `__init__` or `__new__` that calls reached and reach (None: Python's
    own, or a synthesised one).
    """
    lineage = _lineage(pair.old_surface, pair.old)
    before, after = _definer(pair.old_surface, old), _definer(pair.new_surface, new)
    keys = [class_.key for class_ in lineage]
    if after is None or after.key in keys:
        # The nearest of the two decides, because it hides the other one.
        wanted = [definer.key for definer in (before, after) if definer is not None]
        return next((key for key in keys if key in wanted), pair.old.key)
    if before is not None and pair.new_surface.resolve(before.path) is MISSING:
        return before.key
    heirs = (class_ for class_ in reversed(lineage) if _inherits(pair.new_surface, class_, after))
    return next((heir.key for heir in heirs), pair.old.key)


def is_own(pair: Pair, old: Definition | None, new: Definition | None) -> bool:
    """Return whether a class itself changed which constructor it uses."""
    after = _definer(pair.new_surface, new)
    if pair.new is None or after is None or after.key == pair.new.key:
        return False
    before = _definer(pair.old_surface, old)
    return (before is not None and before.key == pair.old.key) or after.key not in {
        class_.key for class_ in _lineage(pair.old_surface, pair.old)
    }


def _definer(surface: Surface, method: Definition | None) -> Definition | None:
    return surface.owner(method) if method is not None else None


def _inherits(surface: Surface, before: Definition, base: Definition) -> bool:
    class_ = class_at(surface, before.path)
    return class_ is not None and any(part.key == base.key for part in _lineage(surface, class_))


def _lineage(surface: Surface, definition: Definition) -> list[Definition]:
    """Return the classes of the package in a class's MRO; none for a class made by a call."""
    if not isinstance(definition.member, Class):
        return []
    return [class_ for class_ in surface.mro(definition) if isinstance(class_, Definition)]
