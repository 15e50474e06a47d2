"""Names that are bound again to what decorates them: `f = wrap(f)`, `x = x.setter(_set)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import msgspec

from unbroken.model.definitions import Attribute, Class, Function, Member
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import decorator_from_node

_ACCESSORS = ("getter", "setter", "deleter")


def redecorated(attribute: Attribute, members: Mapping[str, Member]) -> Function | Class | None:
    """Return the function or class that an assignment decorates once more; None for others.

    `members` are those of the scope so far.
    """
    value = attribute.value or ""
    existing = members.get(attribute.name)
    if not isinstance(existing, (Function, Class)) or not value.endswith(f"({attribute.name})"):
        return None
    node = expressions.parse(value)
    if not isinstance(node, ast.Call):
        return None
    is_plain = len(node.args) == 1 and isinstance(node.args[0], ast.Name) and not node.keywords
    decorator = decorator_from_node(node.func) if is_plain else None
    if decorator is None or not decorator.path:
        return None
    return msgspec.structs.replace(existing, decorators=(decorator, *existing.decorators))


def with_accessor(attribute: Attribute, members: Mapping[str, Member]) -> Function | None:
    """Return the property that `x = x.setter(_set)` makes of one; None for other assignments."""
    name, _, accessor = (attribute.value or "").partition("(")[0].rpartition(".")
    existing = members.get(name)
    if accessor not in _ACCESSORS or not isinstance(existing, Function) or not existing.accessors:
        return None
    accessors = tuple(dict.fromkeys((*existing.accessors, accessor)))
    return msgspec.structs.replace(existing, name=attribute.name, accessors=accessors)


def may_be_itself(attribute: Attribute) -> bool:
    """Return whether a name is bound to what it stands for, or maybe to that: `f = f or g`."""
    value = attribute.value or ""
    if value == attribute.name:
        return True
    is_choice = " if " in value or " or " in value or " and " in value
    node = expressions.parse(value) if is_choice and attribute.name in value else None
    if isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    else:
        parts = node.values if isinstance(node, ast.BoolOp) else []
    return any(isinstance(part, ast.Name) and part.id == attribute.name for part in parts)
