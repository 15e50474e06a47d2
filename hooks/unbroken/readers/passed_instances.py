"""The functions that a method passes its instance to: `_set_up(self)`, `_set(self, "x", 1)`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from unbroken.readers.builtin_names import names_any_builtin
from unbroken.readers.expressions import dotted_name, string_value

if TYPE_CHECKING:
    from unbroken.model.definitions import PassedInstance


def passed_instances(
    statements: Sequence[ast.AST], instances: Collection[str]
) -> tuple[PassedInstance, ...]:
    """Return the functions that statements call with an instance as the first argument, sorted.

    `instances` are the variables that hold it. Functions of Python's own (`print(self)`) set no
    attributes, but for `setattr`, which is read where it is called by its name. Methods of the
    instance, and those of other classes (`Base.__init__(self)`), are read elsewhere.
    """
    held = _held(statements)
    found = set()
    for statement in statements:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not call.args or not _is_in(call.args[0], instances):
            continue
        written = dotted_name(call.func)
        head, dot, rest = written.partition(".")
        if not written or head in instances or rest.startswith("__"):
            continue
        if names_any_builtin(call.func):
            continue
        path = f"{held.get(head, head)}{dot}{rest}"
        second = call.args[1] if len(call.args) > 1 else None
        if path:
            found.add((path, string_value(second) or ""))
    return tuple(sorted(found))


def _is_in(node: ast.expr, names: Collection[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _held(statements: Sequence[ast.AST]) -> dict[str, str]:
    """Return the dotted names that variables are assigned; "" for variables with other values."""
    held: dict[str, str] = {}
    for statement in statements:
        if isinstance(statement, ast.Assign):
            name = dotted_name(statement.value)
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    held[target.id] = name if target.id not in held else ""
    return held
