"""How a method is reached: on an instance, on its class, or statically."""

from __future__ import annotations

from typing import Literal, TypeAlias

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.semantics.decorators import has_decorator, unknown_decorators
from unbroken.semantics.known_decorators import CLASS_METHODS, STATIC_METHODS
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

Binding: TypeAlias = Literal["function", "instance", "class", "static"]

# These are called on the class without being decorated (Python reference, "Data model").
_IMPLICIT_CLASS_METHODS = ("__init_subclass__", "__class_getitem__")


def binding_of(surface: Surface, definition: Definition) -> Binding:
    """Return how a function is reached: plainly, on an instance, on its class, or statically."""
    if surface.owner(definition) is None or not isinstance(definition.member, Function):
        return "function"
    if definition.name == "__new__" or has_decorator(surface, definition, STATIC_METHODS):
        return "static"
    if has_decorator(surface, definition, CLASS_METHODS):
        return "class"
    return "class" if definition.name in _IMPLICIT_CLASS_METHODS else "instance"


def became_unbound(pair: Pair) -> bool:
    """Return whether a method that could be called on its class now needs an instance."""
    if pair.functions is None or pair.new is None:
        return False
    old, new = pair.functions
    if old.accessors or new.accessors or unknown_decorators(pair.new_surface, pair.new):
        return False
    return (
        binding_of(pair.old_surface, pair.old) in ("class", "static")
        and binding_of(pair.new_surface, pair.new) == "instance"
    )
