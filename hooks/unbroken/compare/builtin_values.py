"""Values of built-in types, as far as an expression shows the type."""

from __future__ import annotations

import ast
import builtins

from unbroken.model.definitions import Attribute
from unbroken.readers.expressions import dotted_name, parse
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_TYPES: dict[type[ast.expr], type] = {
    ast.Dict: dict, ast.DictComp: dict, ast.JoinedStr: str, ast.List: list, ast.ListComp: list,
    ast.Set: set, ast.SetComp: set, ast.Tuple: tuple,
}  # fmt: skip
_KINDS: dict[type, str] = {
    bool: "number", bytes: "bytes object", complex: "number", dict: "mapping", float: "number",
    frozenset: "set", int: "number", list: "sequence", set: "set", str: "string",
    tuple: "sequence",
}  # fmt: skip
_MADE = ("bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple")


def builtin_type(surface: Surface, definition: Definition) -> type | None:
    """Return the built-in type of what an attribute surely holds; None for anything else."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parse(value) if value not in (None, "...") else None
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant):
        return type(node.value)
    if isinstance(node, ast.Call):
        target = surface.resolve_name(definition, dotted_name(node.func) or "?")
        path = target.target if isinstance(target, External) else ""
        module, _, name = path.rpartition(".")
        return getattr(builtins, name) if module == "builtins" and name in _MADE else None
    return _TYPES.get(type(node)) if node is not None else None


def value_kind(surface: Surface, definition: Definition) -> str | None:
    """Return the kind of value that an attribute surely holds; None for None and all else.

    The kinds are "number", "string", "bytes object", "sequence", "set" and "mapping": what is done
    with one of them fails with another.
    """
    made = builtin_type(surface, definition)
    return _KINDS.get(made) if made is not None else None
