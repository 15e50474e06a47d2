"""What a module imports, read without its definitions: a third of the time of reading it all.

Conditions are judged as the readers judge them, by what the imports and constants before them say.
"""

from __future__ import annotations

import ast
import warnings

from unbroken.model.definitions import Import
from unbroken.readers.ast_definitions import attributes_from_node
from unbroken.readers.control_flow import walk
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.readers.expressions import absolute_target
from unbroken.readers.guards import Branch
from unbroken.readers.imported_modules import add_imports, shortest
from unbroken.readers.scope import Scope


def imports_of(source: bytes, name: str, *, is_package: bool) -> tuple[str, ...] | None:
    """Return the `imports` of the module that a text is; None when it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(decode(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError, UnreadableError):
        return None
    scope = Scope(name=name)
    scope.is_package = is_package
    _read(body, scope)
    return shortest(scope.imports)


def _read(body: list[ast.stmt], scope: Scope) -> None:
    for statement, branch in walk(body, scope):
        if isinstance(statement, ast.ClassDef):
            _read(statement.body, Scope(scope, statement.name))
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            _bind(statement, scope, branch)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            for attribute in attributes_from_node(statement, in_class=scope.outer is not None):
                scope.define(attribute, branch)
        add_imports(statement, scope, branch)


def _bind(statement: ast.Import | ast.ImportFrom, scope: Scope, branch: Branch) -> None:
    module = scope.module
    for alias in statement.names:
        head = alias.name if alias.asname else alias.name.partition(".")[0]
        target = head
        if isinstance(statement, ast.ImportFrom):
            level, source = statement.level, statement.module
            base = absolute_target(module.name, module.is_package, level, source)
            target = f"{base}.{alias.name}"
        bound = Import(
            name=alias.asname or head,
            line=statement.lineno,
            column=statement.col_offset + 1,
            end_line=statement.end_lineno or statement.lineno,
            target=target,
        )
        scope.define(bound, branch)
