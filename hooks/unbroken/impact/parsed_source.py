"""A source file to its syntax, whatever it holds."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from unbroken.readers.decoding import UnreadableError, decode


def parsed(source: bytes) -> ast.Module:
    """Return the syntax of a source; an empty module where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(decode(source))
    except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
_WITHOUT_BLOCKS = {ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Raise}
"""The frequent statements without blocks."""


def blocks_of(statement: ast.AST) -> list[ast.AST]:
    """Return the statements in a module or statement, and its handlers and cases.

    Their expressions, which are most of a tree, are not visited.
    """
    if type(statement) in _WITHOUT_BLOCKS:
        return []
    return [inner for name in _BLOCKS for inner in getattr(statement, name, ())]


def all_statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield all statements of a module, in no order, with the handlers and cases in them."""
    pending: list[ast.AST] = [tree]
    while pending:
        statement = pending.pop()
        yield statement
        pending += blocks_of(statement)
