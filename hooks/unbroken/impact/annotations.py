"""The instances that annotations promise, from the syntax of the file that has them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from unbroken.impact.values import NOTHING_KNOWN, Instance, SubclassOf, Value, Values
from unbroken.model.definitions import Class
from unbroken.semantics.resolution import UNKNOWN, Definition, External

_UNIONS = {"typing.Optional", "typing.Union", "typing_extensions.Optional"}
_WRAPPERS = {
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("Annotated", "ClassVar", "Final")
}

TYPES = {"builtins.type", "typing.Type", "typing_extensions.Type"}


def annotated_values(node: ast.expr, evaluate: Callable[[ast.expr], Values]) -> Values:
    """Return what an annotation promises, an instance of one class or (`type[…]`) that class.

    `evaluate` returns what a name or attribute in the annotation stands for.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return annotated_values(ast.parse(node.value, mode="eval").body, evaluate)
        except (SyntaxError, ValueError):
            return NOTHING_KNOWN
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _one_of([node.left, node.right], evaluate)
    if isinstance(node, ast.Subscript):
        head = evaluate(node.value).old
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if isinstance(head, External):
            if head.target in _UNIONS:
                return _one_of(parts, evaluate)
            if head.target in TYPES:
                return Values(*map(_class_itself, annotated_values(parts[0], evaluate)))
            return (
                annotated_values(parts[0], evaluate) if head.target in _WRAPPERS else NOTHING_KNOWN
            )
        node = node.value
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return NOTHING_KNOWN
    return Values(*map(_instance, evaluate(node)))


def _class_itself(value: Value) -> Value:
    return SubclassOf(value.owner) if isinstance(value, Instance) else UNKNOWN


def _one_of(parts: Sequence[ast.expr], evaluate: Callable[[ast.expr], Values]) -> Values:
    named = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)]
    return annotated_values(named[0], evaluate) if len(named) == 1 else NOTHING_KNOWN


def _instance(value: Value) -> Value:
    if isinstance(value, Definition) and isinstance(value.member, Class):
        return Instance(value, exact=False)
    return UNKNOWN
