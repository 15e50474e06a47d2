"""How a method is reached: on an instance, on its class, or statically."""

from __future__ import annotations

from unbroken.compare.calls.callables import binding_of
from unbroken.compare.pair import Pair
from unbroken.semantics.decorators import unknown_decorators


def became_unbound(pair: Pair) -> bool:
    """Tell whether a method that could be called on its class now needs an instance."""
    if pair.functions is None or pair.new is None:
        return False
    old, new = pair.functions
    if old.accessors or new.accessors or unknown_decorators(new):
        return False
    return (
        binding_of(pair.old_surface, pair.old) in ("class", "static")
        and binding_of(pair.new_surface, pair.new) == "instance"
    )
