"""Names that strings bind: `globals()["x"] = 1`, `setattr(A, "x", 1)`, `vars().update(…)`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from unbroken.readers.bindings import bind, delete_member, set_on, unknown_members, unknown_names
from unbroken.readers.expressions import string_value
from unbroken.readers.guards import Branch
from unbroken.readers.loop_values import in_turn, strings_of, turns_of, values_of
from unbroken.readers.own_names import is_own_module, is_own_name, is_own_namespace
from unbroken.readers.scope import Scope


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
    return all(part is not None and string_value(part) is not None for part in parts)


def set_computed(call: ast.Call, scope: Scope, branch: Branch, *, is_deletion: bool) -> None:
    """Apply `setattr(…)` or `delattr(…)`."""
    owner, names = call.args[0], strings_of(call.args[1], scope.loops)
    what = "delattr" if is_deletion else "setattr"
    is_of_module = is_own_module(owner, scope)
    owners = [] if is_of_module else _names_in_turn(owner, scope)
    if names is None and is_of_module:
        unknown_names(call, f"{what}() with a computed name", scope, branch)
    elif names is None:
        for name in dict.fromkeys(owners):
            unknown_members(name, call, f"{what}() with a computed name", scope)
    values = _values(call.args[2] if len(call.args) > 2 else None, names, scope)
    for name, value in zip(names or (), values, strict=True):
        if is_of_module and is_deletion:
            scope.delete(name, branch)
        elif is_of_module:
            bind(name, value, call, scope, branch)
        for owner_name in dict.fromkeys(owners):
            if is_deletion:
                delete_member(scope, owner_name, name, branch)
            else:
                set_on(owner_name, name, value, call, scope, branch)


def _names_in_turn(node: ast.expr, scope: Scope) -> list[str]:
    """Return the names that an expression is, in the turns of the loop around it."""
    if not isinstance(node, ast.Name):
        return []
    turns = [turn.get(node.id) for turn in scope.loops.get(node.id, ())]
    return [part.id for part in turns or [node] if isinstance(part, ast.Name)]


def _values(
    value: ast.expr | None, names: Sequence[str] | None, scope: Scope
) -> list[ast.expr | None]:
    """Return the value of each of some names, where that differs from turn to turn of a loop."""
    count = len(names or ())
    return [None] * count if value is None else values_of(value, scope.loops, count)


def update_names(method: str, call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply `globals().update(…)` and the other methods that change a namespace."""
    arguments = call.args
    if method == "update":
        for argument in arguments:
            if isinstance(argument, ast.DictComp):
                _bind_comprehension(argument, call, scope, branch)
                continue
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
        name = string_value(arguments[0])
        if method == "__setitem__" or name is None or name not in scope.members:
            bind_computed(arguments[0], default, call, scope, branch)
    elif method in ("pop", "__delitem__") and arguments:
        name = string_value(arguments[0])
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
    names = strings_of(key, scope.loops)
    if names is None:
        unknown_names(at, "a name that is computed", scope, branch)
    for name, given in zip(names or (), _values(value, names, scope), strict=True):
        bind(name, given, at, scope, branch)


def _bind_comprehension(node: ast.DictComp, call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Bind the names of `globals().update({name: value for name in names})`."""
    generator = node.generators[0]
    is_plain = len(node.generators) == 1 and not generator.ifs
    turns = turns_of(generator.target, generator.iter, scope.value_of) if is_plain else None
    if turns is None:
        unknown_names(call, "names from a computed mapping", scope, branch)
        return
    for turn in turns:
        bind_computed(in_turn(node.key, turn), in_turn(node.value, turn), call, scope, branch)
