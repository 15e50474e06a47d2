"""Findings about annotations: which relation of old and new breaks type checking."""

from __future__ import annotations

from holdfast.compare.annotations import Side
from holdfast.compare.pair import Pair
from holdfast.compare.types import Relation, relation
from holdfast.read.resolve import Object
from holdfast.rules.shared.functions import redecorated
from holdfast.rules.shared.values import shortened


def related(
    pair: Pair, old: str | None, new: str | None, scopes: tuple[Object, Object] | None = None
) -> Relation:
    """Tell how an annotation changed, with names looked up where each one stands."""
    assert pair.new is not None
    before, after = scopes or (pair.old, pair.new)
    return relation(old, new, Side(pair.old_surface, before), Side(pair.new_surface, after))


def change_text(how: Relation, old: str | None, new: str | None) -> str:
    """Say a change of type: `changed from int to str`."""
    return f"{how} from {shortened(str(old))} to {shortened(str(new))}"


def is_seen(pair: Pair) -> bool:
    """Tell whether type checkers see a function's own annotations, on both sides.

    They see the overloads where there are any, and what unknown decorators make of it.
    """
    if pair.functions is None:
        return True
    old, new = pair.functions
    return not (old.overloads or new.overloads or redecorated(old, new))
