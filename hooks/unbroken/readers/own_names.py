"""Expressions that stand for the module or class body that they are written in."""

from __future__ import annotations

import ast
import re

from unbroken.model.definitions import Attribute, Import
from unbroken.readers.expressions import dotted_name, parse
from unbroken.readers.scope import Scope

_NAMESPACE = re.compile(r"[\w.]+\((?:sys\.modules\[__name__\])?\)$")
"""What `globals()` and the like look like, under whatever name."""


def is_own_namespace(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression is the dictionary of the scope's own names, or holds it."""
    if isinstance(node, ast.Name):
        held = scope.members.get(node.id)
        text = held.value if isinstance(held, Attribute) else None
        parsed = parse(text) if text is not None and _NAMESPACE.match(text) else None
        return isinstance(parsed, ast.Call) and is_own_namespace(parsed, scope)
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return is_own_module(node.value, scope)
    if not isinstance(node, ast.Call) or node.keywords:
        return False
    path = resolved(node.func, scope)
    if path == "builtins.vars" and len(node.args) == 1:
        return is_own_module(node.args[0], scope)
    if node.args:
        return False
    if scope.outer is None:
        return path in ("builtins.globals", "builtins.vars", "builtins.locals")
    return path in ("builtins.vars", "builtins.locals")


def is_own_module(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression is `sys.modules[__name__]`, or a variable that holds it."""
    if scope.outer is not None:
        return False
    if isinstance(node, ast.Name):
        value = scope.members.get(node.id)
        text = value.value if isinstance(value, Attribute) else None
        parsed = parse(text) if text is not None and "__name__" in text else None
        return (
            parsed is not None and not isinstance(parsed, ast.Name) and is_own_module(parsed, scope)
        )
    if isinstance(node, ast.Subscript):
        return resolved(node.value, scope) == "sys.modules" and is_own_name(node.slice)
    if isinstance(node, ast.Call) and len(node.args) == 1 and is_own_name(node.args[0]):
        return resolved(node.func, scope) in ("importlib.import_module", "builtins.__import__")
    return False


def is_own_name(node: ast.expr) -> bool:
    """Return whether an expression is the name of the module."""
    return isinstance(node, ast.Name) and node.id == "__name__"


def resolved(node: ast.expr, scope: Scope) -> str:
    """Return the path that a dotted name resolves to; "" for other expressions."""
    name = dotted_name(node)
    return scope.resolve(name) if name else ""


def path_elsewhere(target: ast.Attribute, scope: Scope) -> str | None:
    """Return the path of an attribute of something imported from the package; None for others."""
    written = dotted_name(target)
    head = written.partition(".")[0]
    if head in scope.module.submodules and scope.lookup(head) is None:
        return f"{scope.module.name}.{written}"
    path = scope.resolve(written) if written else ""
    is_own = path.partition(".")[0] == scope.module.name.partition(".")[0]
    return path if is_own and isinstance(scope.lookup(head), Import) else None
