"""Names that are bound again to what decorates them: `f = wrap(f)`, `x = x.setter(_set)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import msgspec

from unbroken.model.definitions import Attribute, Class, Decorator, Function, Member
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import decorator_from_node

_ACCESSORS = ("getter", "setter", "deleter")


def redecorated_member(
    attribute: Attribute, members: Mapping[str, Member]
) -> Function | Class | None:
    """Return the function or class that an assignment decorates once more; None for others.

    `members` are those of the scope so far.
    """
    value = attribute.value or ""
    existing = members.get(attribute.name)
    if not isinstance(existing, (Function, Class)) or f"({attribute.name}" not in value:
        return None
    decorators = _decorators(expressions.parse(value), attribute.name, members)
    if not decorators:
        return None
    return msgspec.structs.replace(existing, decorators=(*decorators, *existing.decorators))


def _decorators(node: ast.expr | None, name: str, members: Mapping[str, Member]) -> list[Decorator]:
    """Return the decorators that nested calls of a name stand for, the outermost first.

    Functions of the module may take more arguments than what they decorate (`f = wrap(f, 1)`); of
    others it is not known what that means (`f = partial(f, 1)`). Empty for other expressions.
    """
    decorators = []
    while isinstance(node, ast.Call) and node.args:
        decorator = decorator_from_node(node.func)
        is_own = isinstance(members.get(decorator.path), Function)
        if not decorator.path or not (is_own or (len(node.args) == 1 and not node.keywords)):
            return []
        decorators.append(decorator)
        node = node.args[0]
    return decorators if isinstance(node, ast.Name) and node.id == name else []


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
