"""Examples as running code: each call returns which argument arrived where."""

from __future__ import annotations

import ast
import ctypes
import sys
import types
from typing import Any

import msgspec

from unbroken.compare.calls.call_text import instance_name


class _ReturnArguments(ast.NodeTransformer):
    """Replaces `...` bodies: functions return their arguments, constructors keep them."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        text = "vars(self).update(locals())" if node.name == "__init__" else "return locals()"
        if _is_constant(node.body[0]):
            node.body = ast.parse(text).body
        elif _is_constant(node.body[-1]):
            node.body[-1:] = ast.parse(text).body
        return node


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class _Arguments(dict[str, Any]):
    """The names of a call: what is defined, instances of classes, else a stub of the name."""

    def __missing__(self, name: str) -> object:
        for value in list(self.values()):
            if isinstance(value, type) and instance_name(value.__name__) == name:
                return object.__new__(value)
        return f"<{name}>"


def namespace_of(source: str) -> dict[str, Any]:
    """Run an example as a module and return its namespace."""
    tree = ast.fix_missing_locations(_ReturnArguments().visit(ast.parse(source)))
    module = types.ModuleType("example")
    sys.modules["example"] = module  # dataclasses look their module up
    try:
        exec(compile(tree, "example", "exec"), vars(module))
    finally:
        del sys.modules["example"]
    return vars(module)


def outcome(call: str, namespace: dict[str, Any]) -> object:
    """Make a call; return which argument arrived where, or the TypeError that rejected it."""
    try:
        result = eval(call, {}, _Arguments(namespace))
    except TypeError as error:
        return error
    return {name: value for name, value in _kept(result).items() if name not in ("self", "cls")}


def _kept(result: Any) -> dict[str, Any]:
    """Return the arguments that a function returned, or that an instance keeps."""
    if isinstance(result, ctypes.Structure):
        return {name: getattr(result, name) for name, _ in result._fields_}
    if isinstance(result, msgspec.Struct):
        return msgspec.structs.asdict(result)
    if isinstance(result, tuple):
        return result._asdict()  # type: ignore[attr-defined]
    return result if isinstance(result, dict) else vars(result)
