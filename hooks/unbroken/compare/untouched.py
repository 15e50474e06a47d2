"""Pairs that no rule can find anything in: most of them, in most runs."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Function


def is_untouched(pair: Pair) -> bool:
    """Return whether both versions say the same, wherever it stands.

    Classes never count as such, as their bases have a say; nor do values that are computed from
    something else, as `partial(f)` is from `f`.
    """
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if isinstance(old, Function) and isinstance(new, Function):
        return (
            old.signature == new.signature
            and old.decorators == new.decorators
            and old.is_async == new.is_async
            and old.is_generator == new.is_generator
            and old.accessors == new.accessors
            and old.overloads == new.overloads
            and old.registered == new.registered
            and old.type_parameters == new.type_parameters
            and ("." in pair.old.qualname) == ("." in _qualname(pair))
        )
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        return (
            old.value == new.value
            and old.annotation == new.annotation
            and old.scope == new.scope
            and "(" not in (old.value or "")
        )
    return False


def _qualname(pair: Pair) -> str:
    return pair.new.qualname if pair.new is not None else ""
