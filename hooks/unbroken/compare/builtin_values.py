"""Values of built-in types, as far as an expression shows the type."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from typing import cast

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
_MADE_BY = {
    "compiled pattern": "re.compile",
    "logger": "logging.getLogger",
    "mapping": "collections.ChainMap collections.Counter collections.OrderedDict "
    "collections.defaultdict types.MappingProxyType",
    "path": "pathlib.Path pathlib.PosixPath pathlib.PurePath pathlib.PurePosixPath "
    "pathlib.PureWindowsPath pathlib.WindowsPath pathlib.Path.cwd pathlib.Path.home",
    "string": "os.getcwd os.path.abspath os.path.basename os.path.dirname os.path.expanduser "
    "os.path.join os.path.normpath os.path.realpath tempfile.gettempdir",
    "time span": "datetime.timedelta",
}
_KIND_BY_MAKER = {
    **{path: kind for kind, paths in _MADE_BY.items() for path in paths.split()},
    **{f"builtins.{made.__name__}": kind for made, kind in _KINDS.items() if made is not complex},
}
_PROPERTIES = {
    ("path", "parent"): "path", ("path", "name"): "string", ("path", "stem"): "string",
}  # fmt: skip
_METHODS = {
    **{("path", name): "path" for name in (
        "absolute", "expanduser", "joinpath", "relative_to", "resolve", "with_name", "with_suffix",
    )},
    **{("path", name): "string" for name in ("as_posix", "as_uri", "read_text")},
    **{("string", name): "string" for name in (
        "format", "join", "lower", "replace", "rstrip", "strip", "upper",
    )},
}  # fmt: skip
_FARTHEST = 3
"""How many names are followed: constants of modules are made of others near them."""
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


def mutable_type(surface: Surface, definition: Definition) -> str | None:
    """Return the name of the type of a list, dictionary or set; None for all else."""
    made = builtin_type(surface, definition)
    return made.__name__ if made in (dict, list, set) else None


def immutable_type(surface: Surface, definition: Definition) -> str | None:
    """Return the name of the type of a collection that cannot be changed; None for all else."""
    made = builtin_type(surface, definition)
    if made in (frozenset, tuple):
        return made.__name__
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parse(value) if value not in (None, "...") else None
    name = dotted_name(node.func) if isinstance(node, ast.Call) else None
    target = surface.resolve_name(definition, name) if name else None
    is_proxy = target == External("types.MappingProxyType")
    return "MappingProxyType" if is_proxy else None


def value_kind(surface: Surface, definition: Definition) -> str | None:
    """Return the kind of value that an attribute surely holds; None for None and all else.

    The kinds are "number", "string", "bytes object", "sequence", "set", "mapping", "path" and
    others that the standard library makes: what is done with one of them fails with another.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parse(value) if value not in (None, "...") else None
    return _kind(surface, definition, node, _FARTHEST) if node is not None else None


def _kind(surface: Surface, at: Definition, node: ast.expr, depth: int) -> str | None:
    """Return the kind of value of an expression; `depth` is how many names are followed."""
    if isinstance(node, ast.Constant):
        return _KINDS.get(type(node.value))
    if isinstance(node, ast.UnaryOp):
        return _kind(surface, at, node.operand, depth)
    if isinstance(node, ast.Call):
        target = surface.resolve_name(at, dotted_name(node.func) or "?")
        if isinstance(target, External):
            return _KIND_BY_MAKER.get(target.target)
        return _kind_of_member(surface, at, node.func, _METHODS, depth)
    if isinstance(node, ast.BinOp):
        return _kind_of_operation(surface, at, node, depth)
    if isinstance(node, ast.Name):
        return _kind_of_name(surface, at, node.id, depth)
    if isinstance(node, ast.Attribute):
        return _kind_of_member(surface, at, node, _PROPERTIES, depth)
    made = _TYPES.get(type(node))
    return _KINDS.get(made) if made is not None else None


def _kind_of_name(surface: Surface, at: Definition, name: str, depth: int) -> str | None:
    """Return the kind of value that a name of the same module surely has."""
    named = surface.resolve_name(at, name)
    if not depth or not isinstance(named, Definition) or named.module is not at.module:
        return None
    member = named.member
    if not isinstance(member, Attribute) or member.alternatives:
        return None
    results = surface.memo.setdefault(_kind_of_name, {})
    key = (named.key, (str(depth), ""))
    if key not in results:
        node = parse(member.value) if member.value not in (None, "...") else None
        results[key] = None if node is None else _kind(surface, named, node, depth - 1)
    return cast("str | None", results[key])


def _kind_of_member(
    surface: Surface,
    at: Definition,
    node: ast.expr,
    members: Mapping[tuple[str, str], str],
    depth: int,
) -> str | None:
    """Return the kind of what a known value has under a name, or its method returns."""
    if not isinstance(node, ast.Attribute):
        return None
    return members.get((_kind(surface, at, node.value, depth) or "", node.attr))


def _kind_of_operation(surface: Surface, at: Definition, node: ast.BinOp, depth: int) -> str | None:
    left = _kind(surface, at, node.left, depth)
    if isinstance(node.op, ast.Div):
        right = _kind(surface, at, node.right, depth)
        return "path" if "path" in (left, right) else None
    if left == "string" and isinstance(node.op, (ast.Add, ast.Mod)):
        return "string"
    right = _kind(surface, at, node.right, depth) if left == "number" else None
    return "number" if right == "number" else None
