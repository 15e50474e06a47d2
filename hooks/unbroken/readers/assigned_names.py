"""What statements assign, and which variables they bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def iter_targets(target: ast.expr) -> Iterator[ast.expr]:
    """Yield the single targets of an assignment, those inside tuples and lists included."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from iter_targets(element)
    elif isinstance(target, ast.Starred):
        yield from iter_targets(target.value)
    else:
        yield target


def targets_of(statement: ast.AST) -> Sequence[ast.expr]:
    """Return the targets that a statement assigns."""
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return (statement.target,)
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return ()


def bound_names(statement: ast.AST) -> Iterator[str]:
    """Yield the variables that a statement assigns, imports or defines."""
    for target in targets_of(statement):
        for part in iter_targets(target):
            if isinstance(part, ast.Name):
                yield part.id
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
