"""What a module imports while it is imported itself: what then is an attribute of its package.

Imports in functions do not count, and neither do those that only type checkers see.
"""

from __future__ import annotations

import ast

from unbroken.model.definitions import COMPUTED
from unbroken.readers.expressions import absolute_target, dotted_name
from unbroken.readers.guards import Branch
from unbroken.readers.scope import Scope

_IMPORTERS = ("importlib.import_module", "builtins.__import__")


def add_imports(statement: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Record what an import statement, or a call that imports a module, imports of the package."""
    if branch.typing_only:
        return
    if isinstance(statement, ast.ImportFrom):
        _add_submodules(statement, scope)
    if branch.before_python is not None:
        return  # No Python that the package supports gets there.
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        _add(_names_of(statement, scope.module), scope)
    elif isinstance(statement, (ast.Expr, ast.Assign)) and isinstance(statement.value, ast.Call):
        _add_called(statement.value, scope)


def _add_submodules(statement: ast.ImportFrom, scope: Scope) -> None:
    """Record the submodules that a package imports from itself (`from . import name`)."""
    package = scope.module
    if not package.is_package:
        return
    source = absolute_target(package.name, package.is_package, statement.level, statement.module)
    if source == package.name:
        names = (alias.name for alias in statement.names if alias.asname in (None, alias.name))
        package.submodules.update(name for name in names if name != "*")


def _names_of(statement: ast.Import | ast.ImportFrom, module: Scope) -> list[str]:
    """Return what a statement imports, as dotted names; what is no module may be among them."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    base = absolute_target(module.name, module.is_package, statement.level, statement.module)
    names = [alias.name for alias in statement.names]
    return [base if name == "*" else f"{base}.{name}" for name in names]


def _add_called(call: ast.Call, scope: Scope) -> None:
    written = dotted_name(call.func)
    if not written or scope.resolve(written) not in _IMPORTERS or not call.args:
        return
    name = call.args[0]
    if isinstance(name, ast.Starred):
        _state(name.value, scope.module)
    elif isinstance(name, ast.Constant) and isinstance(name.value, str):
        rest = name.value.lstrip(".")
        level = len(name.value) - len(rest)
        module = scope.module
        _add([absolute_target(module.name, module.is_package, level, rest or None)], scope)
    else:
        scope.module.imports.add(COMPUTED)


def _add(names: list[str], scope: Scope) -> None:
    module = scope.module
    root = module.name.partition(".")[0]
    module.imports.update(name for name in names if name.partition(".")[0] == root)


def _state(names: ast.expr, module: Scope) -> None:
    """Take the word of a snapshot for all that a module imports (`__import__(*[...])`)."""
    if isinstance(names, ast.List):
        module.imports = {
            part.value
            for part in names.elts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }


def shortest(names: set[str]) -> tuple[str, ...]:
    """Return some dotted names without those that others imply, sorted: `a` is part of `a.b`."""
    outer = set()
    for name in names:
        while name := name.rpartition(".")[0]:
            outer.add(name)
    return tuple(sorted(names - outer))
