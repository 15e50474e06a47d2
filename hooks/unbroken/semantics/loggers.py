"""The loggers of modules, which are for the modules themselves and not for users."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Attribute, Function
from unbroken.readers.expressions import dotted_name, parsed
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_LOGGER = External("logging.Logger")
_GET_LOGGER = External("logging.getLogger")


def is_logger(surface: Surface, definition: Definition) -> bool:
    """Return whether an attribute holds a logger, which a function of the package may return."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parsed(value) if value is not None and value.endswith(")") else None
    if not isinstance(node, ast.Call):
        return False
    maker = surface.resolve_alias(surface.resolve_name(definition, dotted_name(node.func) or "?"))
    if isinstance(maker, Definition) and isinstance(maker.member, Function):
        returns, gives = maker.member.signature.returns, maker.member.gives
        if returns is not None:
            return surface.resolve_name(maker, returns) == _LOGGER
        return surface.resolve_name(maker, gives.removesuffix("()") or "?") == _GET_LOGGER
    return maker == _GET_LOGGER
