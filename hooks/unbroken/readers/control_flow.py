"""Which statements importing a module runs, and in which branches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unbroken.model.builtin_names import is_always_builtin
from unbroken.readers.builtin_names import is_builtin_name
from unbroken.readers.guards import PLAIN, Branch, if_branches
from unbroken.readers.own_names import resolved
from unbroken.readers.scope import Scope

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def inner_blocks(
    statement: ast.stmt, branch: Branch, scope: Scope
) -> Iterator[tuple[list[ast.stmt], Branch]]:
    """Yield the blocks of a compound statement, each with the branch that it stands in.

    A block that importing the module never runs (`if __name__ == "__main__":`) is left out.
    """
    conditional = branch._replace(conditional=True)
    if isinstance(statement, ast.If):
        body, orelse = if_branches(statement.test, branch, scope.names)
        if body is not None:
            yield statement.body, body
        if orelse is not None:
            yield statement.orelse, orelse
    elif isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
        body, handlers = try_branches(statement, branch)  # type: ignore[arg-type]
        yield statement.body, body  # type: ignore[attr-defined]
        for handler, inner in zip(statement.handlers, handlers, strict=True):  # type: ignore[attr-defined]
            if inner is not None:
                yield handler.body, inner
        yield statement.orelse, body  # type: ignore[attr-defined]
        yield statement.finalbody, branch  # type: ignore[attr-defined]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        yield statement.body, branch
    elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
        yield statement.body, branch
        yield statement.orelse, branch
    elif type(statement).__name__ == "Match":
        for case in statement.cases:  # type: ignore[attr-defined]
            yield case.body, conditional


def try_branches(statement: ast.Try, branch: Branch) -> tuple[Branch, list[Branch | None]]:
    """Return the branch of the body of a `try`, and those of its handlers.

    None means that importing the module never runs the handler.
    """
    if _looks_up_builtins(statement):
        return branch, [None] * len(statement.handlers)
    count = len(statement.handlers) + 1
    if count == 1:
        return branch, []
    conditional = branch._replace(conditional=True)
    place = f"try {statement.lineno}:{statement.col_offset}"
    handlers = [conditional.in_arm(place, number, count) for number in range(1, count)]
    return branch.in_arm(place, 0, count), [*handlers]


def _looks_up_builtins(statement: ast.Try) -> bool:
    """Return whether a `try` only asks for names that every Python has, in case they are missing.

    `try: FileNotFoundError` with an `except NameError` was written for Python 2.
    """
    return all(
        is_builtin_name(handler.type, "NameError") for handler in statement.handlers
    ) and all(
        isinstance(part, (ast.Expr, ast.Assign))
        and isinstance(part.value, ast.Name)
        and is_always_builtin(part.value.id)
        for part in statement.body
    )


def ends_module(statement: ast.stmt, scope: Scope) -> bool:
    """Return whether a statement leaves the module: by an exception, or with the program."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return resolved(statement.value.func, scope) in _EXITS
    return isinstance(statement, ast.Raise)


_EXITS = ("builtins.exit", "builtins.quit", "os._exit", "sys.exit")


def walk(
    body: list[ast.stmt], scope: Scope, branch: Branch = PLAIN
) -> Iterator[tuple[ast.stmt, Branch]]:
    """Yield the statements of a module or class body and its blocks, with their branches.

    A condition is evaluated when the statements before it were handled by the caller.
    """
    if body and branch.arms and ends_module(body[-1], scope):
        scope.closed_arms.add(branch.arms[-1])
    for statement in body:
        yield statement, branch
        if not isinstance(statement, DEFINITIONS):
            for block, inner_branch in inner_blocks(statement, branch, scope):
                yield from walk(block, scope, inner_branch)
