"""The lines of a file at which something may break: functions without such a line are skipped."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from unbroken.impact.file_words import words_of_lines
from unbroken.impact.parsed_source import all_statements

_CALLED = re.compile(r"(?<![\w.])(\w+)\s*\(")
_MOST_ROUNDS = 5


class RelevantLines:
    """The lines that mention a broken name, or a name or attribute that was made of one."""

    def __init__(self, text: str, tree: ast.Module, names: frozenset[str]) -> None:
        by_line = words_of_lines(text)
        bindings = list(_bindings(tree, frozenset(_CALLED.findall(text))))
        relevant = set(names)
        for _ in range(_MOST_ROUNDS):
            self._lines = [
                number for number, words in enumerate(by_line, 1) if not words.isdisjoint(relevant)
            ]
            bound = {
                name
                for binding in bindings
                if self.are_in(binding.first, binding.last)
                for name in binding.names
            }
            if bound <= relevant:
                break
            relevant |= bound

    def are_in(self, first: int, last: int) -> bool:
        """Return whether one of the lines lies between two lines, these included."""
        at = bisect_left(self._lines, first)
        return at < len(self._lines) and self._lines[at] <= last


class _Binding(NamedTuple):
    """Lines, and the names and attributes that are bound to what stands in them."""

    first: int
    last: int
    names: frozenset[str]


def _bindings(tree: ast.Module, called: frozenset[str]) -> Iterator[_Binding]:
    """Yield the assignments and classes of a file; methods reach bases by `super` and `cls`.

    `called` are the names that are called somewhere, among them `self`.
    """
    for node in all_statements(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
        if isinstance(node, ast.ClassDef):
            names = frozenset({node.name, "super", *_names_of_class(node, called)})
            last = max(node.lineno, node.body[0].lineno - 1)
            yield _Binding(node.lineno, last, names)
        elif isinstance(node, ast.stmt) and targets:
            names = frozenset(name for target in targets for name in _names(target))
            yield _Binding(node.lineno, node.end_lineno or node.lineno, names)


def _names_of_class(node: ast.ClassDef, called: frozenset[str]) -> Iterator[str]:
    """Yield what methods of a class call the class itself, or an instance where that is called."""
    for method in node.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            is_class_method = method.name == "__new__" or any(
                isinstance(part, ast.Name) and part.id == "classmethod"
                for part in method.decorator_list
            )
            parameters = [*method.args.posonlyargs, *method.args.args]
            if parameters and (is_class_method or parameters[0].arg in called):
                yield parameters[0].arg


def _names(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
