"""How the body of a function ends: with which kinds of values, or always with an exception."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from unbroken.readers.builtin_names import is_builtin_name
from unbroken.readers.own_parts import scope_statements

_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom)
_KINDS = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.JoinedStr: "constant",
}

VAGUE_KINDS = frozenset({"value", "self", "constant"})
"""The kinds that say nothing about a new version; they count as unknown."""


def body_only_raises(body: Sequence[ast.stmt]) -> bool:
    """Return whether a body does nothing but raise an exception that is not NotImplementedError."""
    if not body or not isinstance(body[-1], ast.Raise):
        return False
    return not raises_not_implemented(body[-1]) and all(
        isinstance(statement, _SIMPLE) for statement in body[:-1]
    )


def raises_not_implemented(statement: ast.stmt) -> bool:
    """Return whether a statement is `raise NotImplementedError`, with or without a message."""
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return is_builtin_name(raised, "NotImplementedError")


def returned_kinds(body: Sequence[ast.stmt], instances: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of values that a body returns, sorted; "None" alone if it returns none.

    The kinds are "None", "self", "list", "dict", "set", "constant", "tuple of N", and "value" for
    everything else. `instances` are the variables that hold the instance in a method. The result
    is empty for a body that is a stub (`...`).
    """
    if all(map(_is_empty, body)) and any(map(_is_ellipsis, body)):
        return ()
    return tuple(sorted({_kind(value, instances) for value in _returns(body)} or {"None"}))


def _is_empty(statement: ast.stmt) -> bool:
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or is_constant


def _is_ellipsis(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is ...
    )


def _returns(body: Sequence[ast.AST]) -> Iterator[ast.expr | None]:
    """Yield the values of the `return` statements of a body, those of inner functions left out."""
    for statement in scope_statements(body):
        if isinstance(statement, ast.Return):
            yield statement.value


def _kind(value: ast.expr | None, instances: Collection[str]) -> str:
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return "None"
    if isinstance(value, ast.Tuple):
        is_open = any(isinstance(element, ast.Starred) for element in value.elts)
        return "value" if is_open else f"tuple of {len(value.elts)}"
    if isinstance(value, ast.Constant):
        return "constant"
    if isinstance(value, ast.Name) and value.id in instances:
        return "self"
    return _KINDS.get(type(value), "value")
