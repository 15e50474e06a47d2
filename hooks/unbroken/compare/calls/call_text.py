"""How users write what they call."""

from __future__ import annotations

import re

from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.resolution import Definition


def callee_text(pair: Pair, path: str) -> str:
    """Return what a caller calls: `f`, `Model.create`, `model.fit`, `model` for `__call__`."""
    *outer, name = path.split(".")
    binding = binding_of(pair.old_surface, pair.old)
    if pair.old_surface.owner(pair.old) is None:
        return name
    class_name = outer[-1]
    if pair.is_of_instance and _is_attribute(pair, outer):
        return class_name if name == "__call__" else f"{class_name}.{name}"
    if binding != "instance" or _is_of_metaclass(pair, outer):
        return f"{class_name}.{name}"
    instance = instance_name(class_name)
    return instance if name == "__call__" else f"{instance}.{name}"


def _is_of_metaclass(pair: Pair, path: list[str]) -> bool:
    """Return whether the class at a path has a member from its metaclass."""
    surface, owner = pair.old_surface, pair.old_surface.owner(pair.old)
    class_ = class_at(surface, ".".join(path)) if pair.is_of_instance else None
    return class_ is not None and owner not in surface.mro(class_)


def _is_attribute(pair: Pair, path: list[str]) -> bool:
    """Return whether a path leads to an attribute, which holds an instance."""
    target = pair.old_surface.resolve(".".join(path))
    return isinstance(target, Definition) and isinstance(target.member, Attribute)


def instance_name(class_name: str) -> str:
    """Return a name for an instance as users choose them: `moe_layer` for `MoELayer`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", class_name.lstrip("_"))
    name = words.lower()
    return name if name.isidentifier() and name != class_name else f"{name}_instance"
