"""What keeps a failing line from breaking a program: handlers, suppressions and conditions."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from typing import NamedTuple

_ASKING = {"hasattr", "find_spec", "signature", "getfullargspec", "getattr"}
"""Functions that ask what a library has."""


class Guard(NamedTuple):
    """The exceptions that are caught around some statements, and why in words.

    A condition (`is_condition`) also holds for the functions that are defined inside of it.
    """

    caught: frozenset[str]
    reason: str
    is_condition: bool = False

    def catches(self, raised: str) -> bool:
        """Return whether an exception of Python's own is caught."""
        kind = getattr(builtins, raised)
        classes = (getattr(builtins, name, None) for name in self.caught)
        return any(isinstance(caught, type) and issubclass(kind, caught) for caught in classes)


def guard_of_try(node: ast.Try) -> Guard | None:
    """Return what the handlers of a `try` catch for good; None where they catch nothing."""
    caught: set[str] = set()
    for handler in node.handlers:
        if handler.body and isinstance(handler.body[-1], ast.Raise):
            continue
        caught.update(exception_names([handler.type] if handler.type is not None else []))
        if handler.type is None:
            caught.add("BaseException")
    return Guard(frozenset(caught), "an exception handler catches the error") if caught else None


def exception_names(nodes: Iterable[ast.expr]) -> set[str]:
    """Return the names of the exceptions in some expressions, without their modules."""
    names: set[str] = set()
    for node in nodes:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        if isinstance(node, ast.BoolOp):
            parts = node.values  # `except A or B` catches A.
        for part in parts:
            if isinstance(part, ast.Name):
                names.add(part.id)
            elif isinstance(part, ast.Attribute):
                names.add(part.attr)
    return names


def guard_of_test(test: ast.expr) -> Guard | None:
    """Return the guard that a condition is when it asks for a version or for what is there.

    Any name with the word "version" counts: that only makes a site less certain.
    """
    for node in ast.walk(test):
        name = node.id if isinstance(node, ast.Name) else ""
        name = node.attr if isinstance(node, ast.Attribute) else name
        if name in _ASKING or "version" in name.lower().strip("_").split("_"):
            return Guard(frozenset({"BaseException"}), "a condition asks for a version", True)
    return None


def is_type_checking(test: ast.expr) -> bool:
    """Return whether a condition is `TYPE_CHECKING`."""
    name = test.id if isinstance(test, ast.Name) else ""
    name = test.attr if isinstance(test, ast.Attribute) else name
    return name == "TYPE_CHECKING"
