"""Tables that a module hands to a function of its package, which serves their names.

`__getattr__ = serve_deprecated(__name__, _DEPRECATED)` (as in JAX), and a `__getattr__` that does
nothing but `return serve_deprecated(__name__, _DEPRECATED, name)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from unbroken.model.definitions import Module
from unbroken.readers.builtin_names import is_builtin_name
from unbroken.readers.expressions import absolute_target, dotted_name
from unbroken.readers.lazy.tables import Entries, Tables, both, lists_names

_OWN_NAME = ("__name__", "__package__", "__file__")


def handed_names(
    call: ast.Call, parameter: str, tables: Tables, module: Module, body: Iterable[ast.stmt]
) -> Entries | None:
    """Return the names in the tables that are passed to a function of the package.

    None where nothing says that these are all: the function is from elsewhere, or is passed
    something else that may have more. `parameter` is the variable that holds the name.
    """
    if not _is_of_package(dotted_name(call.func), module, body):
        return None
    names: Entries | None = {}
    has_table = False
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(argument, ast.Constant):
            if _may_be_module(argument.value, module):
                return None
            continue
        if dotted_name(argument) in (*_OWN_NAME, parameter or "__name__"):
            continue
        has_table = True
        names = both(names, _names_of(argument, tables, module))
    return names if has_table else None


def _may_be_module(value: object, module: Module) -> bool:
    """Return whether a value may name another module, which serves more (`"pkg._old"`)."""
    is_name = isinstance(value, str) and all(map(str.isidentifier, value.split(".")))
    return is_name and value != module.name


def only_call(function: ast.FunctionDef) -> ast.Call | None:
    """Return the call whose result a function returns, where it does nothing else."""
    rest = [
        statement
        for statement in function.body
        if not isinstance(statement, (ast.Import, ast.ImportFrom))
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    ]
    only = rest[0] if len(rest) == 1 and not function.decorator_list else None
    value = only.value if isinstance(only, ast.Return) else None
    return value if isinstance(value, ast.Call) else None


def _is_of_package(name: str, module: Module, body: Iterable[ast.stmt]) -> bool:
    """Return whether statements define a function, or import it from the package."""
    root = module.name.partition(".")[0]
    head = name.partition(".")[0]
    for statement in body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return True
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            continue
        for alias in statement.names:
            if (alias.asname or alias.name.partition(".")[0]) != head:
                continue
            source = alias.name
            if isinstance(statement, ast.ImportFrom):
                source = absolute_target(
                    module.name, module.is_package, statement.level, statement.module
                )
            return source.partition(".")[0] == root
    return False


def _makes_dict_of_keys(function: ast.expr) -> bool:
    """Return whether an expression is `dict.fromkeys`."""
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "fromkeys"
        and is_builtin_name(function.value, "dict")
    )


def _names_of(node: ast.expr, tables: Tables, module: Module) -> Entries | None:
    """Return the names that a table serves, with what they lead to; None if it is computed.

    An entry may hold what it serves beside other things (a warning): the last part is that. One
    that ends with None serves nothing (JAX: it raises). One that lists strings may list the names.
    """
    node = tables.value_of(node) or node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left, right = (_names_of(side, tables, module) for side in (node.left, node.right))
        return both(left, right)
    if isinstance(node, ast.Call) and _makes_dict_of_keys(node.func) and node.args:
        return tables.names(node.args[0])
    if not isinstance(node, ast.Dict):
        return None
    names: Entries = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            return None
        if lists_names(value):
            return None
        last = value.elts[-1] if isinstance(value, ast.Tuple) and value.elts else value
        if last is not value and isinstance(last, ast.Constant) and last.value is None:
            continue
        is_text = isinstance(last, ast.Constant) and isinstance(last.value, str)
        path = str(last.value) if is_text else dotted_name(last)  # type: ignore[attr-defined]
        is_bound = path.partition(".")[0] in module.members
        names[key.value] = f"{module.name}.{path}" if is_bound else ""
    return names
