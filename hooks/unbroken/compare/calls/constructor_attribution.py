"""At which class a broken constructor is reported: one change may break those of many classes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from unbroken.compare.calls.call_break import AttributedBreak
from unbroken.compare.calls.constructors import ConstructorBreak, constructor_breaks
from unbroken.compare.pair import Pair
from unbroken.model.finding import Identity
from unbroken.semantics.constructors.constructor import constructors


def with_constructor_breaks(
    pairs: Sequence[Pair], pre_existing: Collection[Identity] = ()
) -> list[Pair]:
    """Return the pairs with the constructor calls that no longer work, each cause at one pair.

    One change may break the constructors of many classes: the break belongs to the class that
    declares the parameter (or defines the `__init__`), the others are affected. What is in
    `pre_existing` is kept apart from what is not.
    """
    owners = {
        pair.old.key: pair for pair in pairs if pair.classes is not None and not pair.is_of_instance
    }
    groups: dict[object, list[tuple[Pair, ConstructorBreak]]] = {}
    for pair in owners.values():
        for broken in constructor_breaks(pair):
            cause, parameter = broken.call_break.cause, broken.call_break.parameter
            paths = (pair.path, *pair.affects)
            is_known = all((cause, path, parameter) in pre_existing for path in paths)
            key = (cause, parameter, broken.origin, is_known)
            groups.setdefault(key, []).append((pair, broken))
    attributed: dict[Pair, list[AttributedBreak]] = {}
    for group in groups.values():
        leader, broken = min(group, key=lambda item: _leading(*item))
        declaring = owners.get(broken.origin, leader)
        if all(pair is not declaring for pair, _ in group) and _is_called(declaring):
            declaring = leader  # The class is called as before: it did not cause the break.
        affected = {path for pair, _ in group for path in (pair.path, *pair.affects)}
        affects = tuple(sorted(affected - {declaring.path, *declaring.affects}))
        attributed.setdefault(declaring, []).append(
            AttributedBreak(broken.call_break, affects, broken.rejected_by)
        )
    return [
        msgspec.structs.replace(pair, constructor_breaks=tuple(attributed[pair]))
        if pair in attributed
        else pair
        for pair in pairs
    ]


def _is_called(pair: Pair) -> bool:
    """Return whether it is known on both sides how a class is called."""
    return all(constructors(surface, owner) for surface, owner in pair.sides)


def _leading(pair: Pair, broken: ConstructorBreak) -> tuple[bool, int, int, str]:
    """Return the sort key by which one break of several with the same cause is shown."""
    return (pair.old.key != broken.origin, pair.path.count("."), len(pair.path), pair.path)
