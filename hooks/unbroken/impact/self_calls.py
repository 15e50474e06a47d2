"""How the methods of a library call other methods of their instance."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from unbroken.impact.arguments import Arguments, arguments_of
from unbroken.impact.parsed_source import all_statements, parsed
from unbroken.model.definitions import Function, Module
from unbroken.semantics.resolution import Definition


class SelfCall(NamedTuple):
    """A call `self.name(…)`."""

    name: str
    arguments: Arguments


class SelfCalls:
    """Reads the bodies of methods; `source_of` returns the bytes of a module's file."""

    def __init__(self, source_of: Callable[[Module], bytes | None]) -> None:
        self._source_of = source_of
        self._functions: dict[str, dict[int, ast.FunctionDef | ast.AsyncFunctionDef]] = {}

    def of(self, method: Definition) -> list[SelfCall]:
        """Return the calls in the body of a method whose errors nobody handles there."""
        assert isinstance(method.member, Function)
        node = self._in_module(method.module).get(method.member.line)
        parameters = [*node.args.posonlyargs, *node.args.args] if node is not None else []
        if node is None or not parameters:
            return []
        return [
            SelfCall(call.func.attr, arguments_of(call))
            for call in _calls(node)
            if isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == parameters[0].arg
        ]

    def _in_module(self, module: Module) -> dict[int, ast.FunctionDef | ast.AsyncFunctionDef]:
        if module.name not in self._functions:
            source = self._source_of(module)
            tree = parsed(source) if source is not None else ast.Module([], [])
            self._functions[module.name] = {
                line: node
                for node in all_statements(tree)
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
                for line in (node.lineno, *(part.lineno for part in node.decorator_list))
            }
        return self._functions[module.name]


def _calls(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            yield node
        is_inner = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        is_handled = isinstance(node, ast.Try) and bool(node.handlers)
        if not is_inner and not is_handled and not isinstance(node, ast.Lambda):
            pending.extend(ast.iter_child_nodes(node))
