"""Walks through the nodes of functions: those of their own scope, or of the scopes inside as well.

Every body is walked several times, so these walks look only where a node of some type has others.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (*_DEFINITIONS, ast.Lambda)
_WITH_STATEMENTS = frozenset({"body", "handlers", "cases", "orelse", "finalbody"})
_WITHOUT_NODES = frozenset({"id", "attr", "arg", "name", "module", "kind", "ctx", "op", "ops"})
"""Fields of texts, and of nodes that say how an expression is used: no walk yields these."""


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """Which fields of each type of node are looked into."""

    def __init__(self, is_looked_into: Callable[[type[ast.AST], str], bool]) -> None:
        super().__init__()
        self._is_looked_into = is_looked_into

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = tuple(name for name in kind._fields if self._is_looked_into(kind, name))
        return self[kind]


_FIELDS = _Fields(lambda kind, name: name not in _WITHOUT_NODES)
BLOCKS = _Fields(lambda kind, name: name in _WITH_STATEMENTS)
"""The fields in which statements of each type have other statements, in order."""
_OWN_BLOCKS = _Fields(
    lambda kind, name: name in _WITH_STATEMENTS and not issubclass(kind, _DEFINITIONS)
)


def child_nodes(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly inside a node, in order, without contexts and operators."""
    children: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            children.append(value)
        elif isinstance(value, list):
            children += [part for part in value if isinstance(part, ast.AST)]
    return children


def all_nodes(node: ast.AST) -> list[ast.AST]:
    """Return a node and all inside it, outer ones first, without contexts and operators."""
    nodes = [node]
    for outer in nodes:
        nodes += child_nodes(outer)
    return nodes


def own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body, without those of nested scopes."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _SCOPES):
            pending += child_nodes(node)


def own_statements(body: Sequence[ast.AST]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and its blocks, in order, without nested definitions."""
    for statement in scope_statements(body):
        if isinstance(statement, ast.stmt) and not isinstance(statement, _DEFINITIONS):
            yield statement


def scope_statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of a body and its blocks, in order, without those of nested scopes."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        statement = pending.pop()
        yield statement
        blocks = _OWN_BLOCKS[type(statement)]
        if blocks:
            inner = [part for name in blocks for part in getattr(statement, name)]
            pending += reversed(inner)


def function_statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of a body, of its blocks and of nested functions, but not of classes."""
    pending: list[ast.AST] = list(body)
    while pending:
        statement = pending.pop()
        yield statement
        if not isinstance(statement, ast.ClassDef):
            for name in BLOCKS[type(statement)]:
                pending += getattr(statement, name)


def leaves(statement: ast.AST) -> bool:
    """Return whether a statement, or one inside it, is a `return` or a `raise`."""
    pending = [statement]
    while pending:
        inner = pending.pop()
        if isinstance(inner, (ast.Return, ast.Raise)):
            return True
        for name in BLOCKS[type(inner)]:
            pending += getattr(inner, name)
    return False
