"""Whether a name in the syntax tree is that of a built-in, or one that the source binds itself.

`setattr(self, "x", 1)` sets an attribute; but not in a module that defines its own `setattr`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from unbroken.model.builtin_names import is_builtin
from unbroken.readers.assigned_names import bound_names
from unbroken.readers.own_parts import FunctionNode, all_nodes, scope_statements

_BOUND = "is_bound_here"
"""The attribute of a name's node that is bound by the source."""
_SAME_NAMES = ("builtins", "future.builtins", "six.moves", "six.moves.builtins")
"""The modules from which built-ins are imported under their own names."""


def is_builtin_name(node: ast.AST | None, *names: str) -> bool:
    """Return whether an expression is one of some built-ins, called by its name."""
    return isinstance(node, ast.Name) and node.id in names and _BOUND not in vars(node)


def calls_builtin(node: ast.AST | None, *names: str) -> TypeGuard[ast.Call]:
    """Return whether an expression calls one of some built-ins by its name."""
    return isinstance(node, ast.Call) and is_builtin_name(node.func, *names)


def names_any_builtin(node: ast.AST) -> bool:
    """Return whether an expression is the name of a built-in, whichever it is."""
    return isinstance(node, ast.Name) and is_builtin(node.id) and _BOUND not in vars(node)


def mark_bound_names(node: ast.Module | FunctionNode) -> None:
    """Mark what is named like a built-in in a module or function that binds the name itself.

    What is bound under a condition counts as bound: then it is not known what the name means.
    """
    bound = set(filter(is_builtin, _bound_in(node)))
    for part in all_nodes(node) if bound else ():
        if isinstance(part, ast.Name) and part.id in bound:
            vars(part)[_BOUND] = True


def _bound_in(node: ast.Module | FunctionNode) -> Iterator[str]:
    """Yield the names that the statements of a scope bind, and its parameters."""
    if not isinstance(node, ast.Module):
        arguments = node.args
        named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for parameter in (*named, arguments.vararg, arguments.kwarg):
            if parameter is not None:
                yield parameter.arg
    for statement in scope_statements(node.body):
        if not isinstance(statement, ast.ImportFrom) or statement.module not in _SAME_NAMES:
            yield from bound_names(statement)
