"""The parts of a function's body that belong to its own scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

BLOCKS_IN_ORDER = ("body", "handlers", "cases", "orelse", "finalbody")


def own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body, without those of nested scopes."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


def own_statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and its blocks, in order, without nested definitions."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, ast.stmt):
            yield node
        inner = [part for name in BLOCKS_IN_ORDER for part in getattr(node, name, ())]
        pending.extend(reversed(inner))


def scope_statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of a body and its blocks, in order, without those of nested scopes."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        statement = pending.pop()
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = [part for name in BLOCKS_IN_ORDER for part in getattr(statement, name, ())]
            pending.extend(reversed(inner))
