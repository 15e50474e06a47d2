"""Names that strings bind: `globals()["x"] = 1`, `setattr(A, "x", 1)`, `vars().update(…)`."""

from __future__ import annotations

import ast
import sys

from unbroken.readers.bindings import bind, set_on, unknown_members, unknown_names
from unbroken.readers.guards import Branch
from unbroken.readers.loop_values import strings_of
from unbroken.readers.own_names import is_own_module, is_own_name, is_own_namespace, string_in
from unbroken.readers.scope import Scope, delete_member


def gives_away_names(call: ast.Call, path: str, scope: Scope) -> bool:
    """Return whether a call passes the scope's names to code that may change them.

    The standard library does not. A dictionary of strings beside `globals()` is a table of lazy
    imports, which `readers.lazy` reads.
    """
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if path.partition(".")[0] in sys.stdlib_module_names or path.startswith("builtins."):
        return False
    if any(isinstance(value, ast.Dict) and _is_string_table(value) for value in values):
        is_table = any(is_own_namespace(value, scope) for value in values)
        if is_table:
            return False
    return any(
        is_own_namespace(value, scope)
        or (scope.outer is None and (is_own_name(value) or is_own_module(value, scope)))
        for value in values
    )


def _is_string_table(node: ast.Dict) -> bool:
    parts = [*node.keys, *node.values]
    return all(part is not None and string_in(part) is not None for part in parts)


def set_computed(call: ast.Call, scope: Scope, branch: Branch, *, is_deletion: bool) -> None:
    """Apply `setattr(…)` or `delattr(…)`."""
    owner, names = call.args[0], strings_of(call.args[1], scope.loop_strings)
    value = call.args[2] if len(call.args) > 2 else None
    what = "delattr" if is_deletion else "setattr"
    is_of_module = is_own_module(owner, scope)
    if names is None and is_of_module:
        unknown_names(call, f"{what}() with a computed name", scope, branch)
    elif names is None and isinstance(owner, ast.Name):
        unknown_members(owner.id, call, f"{what}() with a computed name", scope)
    for name in names or ():
        if is_of_module and is_deletion:
            scope.delete(name, branch)
        elif is_of_module:
            bind(name, value, call, scope, branch)
        elif isinstance(owner, ast.Name) and is_deletion:
            delete_member(scope, owner.id, name, branch)
        elif isinstance(owner, ast.Name):
            set_on(owner.id, name, value, call, scope, branch)


def update_names(method: str, call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply `globals().update(…)` and the other methods that change a namespace."""
    arguments = call.args
    if method == "update":
        for argument in arguments:
            if not isinstance(argument, ast.Dict):
                unknown_names(call, "names from a computed mapping", scope, branch)
                continue
            for key, value in zip(argument.keys, argument.values, strict=True):
                if key is None:
                    unknown_names(call, "names from a computed mapping", scope, branch)
                else:
                    bind_computed(key, value, call, scope, branch)
        for keyword in call.keywords:
            if keyword.arg is None:
                unknown_names(call, "names from a computed mapping", scope, branch)
            else:
                bind(keyword.arg, keyword.value, call, scope, branch)
    elif method in ("setdefault", "__setitem__") and arguments:
        default = arguments[1] if len(arguments) > 1 else None
        name = string_in(arguments[0])
        if method == "__setitem__" or name is None or name not in scope.members:
            bind_computed(arguments[0], default, call, scope, branch)
    elif method in ("pop", "__delitem__") and arguments:
        name = string_in(arguments[0])
        if name is not None:
            scope.delete(name, branch)


def bind_computed(
    key: ast.expr,
    value: ast.expr | None,
    at: ast.stmt | ast.expr,
    scope: Scope,
    branch: Branch,
) -> None:
    """Bind the names that a key of a namespace stands for."""
    names = strings_of(key, scope.loop_strings)
    if names is None:
        unknown_names(at, "a name that is computed", scope, branch)
    for name in names or ():
        bind(name, value, at, scope, branch)
