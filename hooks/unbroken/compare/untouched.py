"""Pairs in which no rule can find anything: most of them, in most runs."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Function
from unbroken.model.projection import DEFAULT, Projection, looks_same


def is_untouched(pair: Pair, projection: Projection = DEFAULT) -> bool:
    """Return whether both versions look the same to users, wherever they are defined.

    Classes never count as untouched, because their bases matter; nor do values that are computed
    from something else, as `partial(f)` is from `f`.
    """
    new = pair.new
    if new is None or not looks_same(pair.old.member, new.member, projection):
        return False
    if isinstance(pair.old.member, Function):
        return ("." in pair.old.qualname) == ("." in new.qualname)
    return isinstance(pair.old.member, Attribute) and "(" not in (pair.old.member.value or "")
