"""Values that are known from the source, and whether two of them are equal."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from unbroken.model.definitions import Attribute
from unbroken.readers.expressions import parse
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_LONGEST = 60
_LARGEST = 512
_OPERATIONS: dict[type[ast.operator], Callable[..., object]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_, ast.Pow: operator.pow,
}  # fmt: skip
_SIGNS: dict[type[ast.unaryop], Callable[..., object]] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert,
}  # fmt: skip
_EMPTY: dict[str, Callable[[], object]] = {
    "dict": dict, "list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "str": str,
}  # fmt: skip


class _NoLiteralError(Exception):
    """The value is not a literal."""


def literal_key(text: str | None) -> str | None:
    """Return a text that equal literals share (`1_000` and `1000`); None for anything else."""
    node = parse(text) if text is not None and text != "..." else None
    if node is None:
        return None
    try:
        return _key(_folded(node))
    except (_NoLiteralError, ArithmeticError, TypeError, ValueError, RecursionError):
        return None


def _key(value: object) -> str:
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(map(_key, value))})"
    if isinstance(value, dict):
        return f"dict({sorted((_key(name), _key(item)) for name, item in value.items())})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({[_key(item) for item in value]})"
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def _folded(node: ast.expr) -> object:
    if isinstance(node, ast.Constant) and node.value is not ...:
        return node.value
    if isinstance(node, ast.Tuple):
        return tuple(map(_folded, node.elts))
    if isinstance(node, ast.List):
        return list(map(_folded, node.elts))
    if isinstance(node, ast.Set):
        return set(map(_folded, node.elts))
    if isinstance(node, ast.Dict) and None not in node.keys:
        keys = [_folded(key_node) for key_node in node.keys if key_node is not None]
        return dict(zip(keys, map(_folded, node.values), strict=True))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_number(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _computed(node.op, _number(node.left), _number(node.right))
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        return _empty(node.func)
    raise _NoLiteralError


def _empty(function: ast.expr) -> object:
    if isinstance(function, ast.Name) and function.id in _EMPTY:
        return _EMPTY[function.id]()
    raise _NoLiteralError


def _number(node: ast.expr) -> int | float:
    value = _folded(node)
    if isinstance(value, (int, float)):
        return value
    raise _NoLiteralError


def _computed(operation: ast.operator, left: float, right: float) -> object:
    """Return the result of an operation; raise _NoLiteralError where it may be huge."""
    if isinstance(operation, (ast.Pow, ast.LShift)) and not -_LARGEST <= right <= _LARGEST:
        raise _NoLiteralError
    if isinstance(operation, ast.Pow) and abs(left) > _LARGEST:
        raise _NoLiteralError
    return _OPERATIONS[type(operation)](left, right)


def value_key(surface: Surface, at: Definition, text: str) -> str | None:
    """Return the key of a literal, or of the literal that a constant of the package stands for."""
    key = literal_key(text)
    if key is not None or not is_dotted(text):
        return key
    found = surface.resolve_name(at, text)
    constant = found.member if isinstance(found, Definition) else None
    if isinstance(constant, Attribute) and constant.scope == "module":
        return literal_key(constant.value)
    return None


def is_class_constant(surface: Surface, at: Definition, text: str) -> bool:
    """Return whether an expression names a constant of a class (`Mode.FAST`)."""
    found = surface.resolve_name(at, text) if is_dotted(text) else None
    constant = found.member if isinstance(found, Definition) else None
    return isinstance(constant, Attribute) and constant.scope == "class"


def meaning(surface: Surface, at: Definition, text: str) -> str:
    """Return a text that expressions of the same meaning share, as far as the source shows it."""
    key = value_key(surface, at, text)
    if key is not None or not is_dotted(text):
        return key or text
    found = surface.resolve_name(at, text)
    if isinstance(found, External):
        return found.target
    return found.path if isinstance(found, Definition) else text


def shortened(text: str) -> str:
    """Shorten a long value for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def both_shortened(old: str, new: str) -> tuple[str, str]:
    """Shorten two values so that their first difference is still visible."""
    was, now = shortened(old), shortened(new)
    if was != now or old == new:
        return was, now
    same = next(i for i, (a, b) in enumerate(zip(f"{old}\0", f"{new}\0", strict=False)) if a != b)
    near = range(same - _LONGEST // 2, same)
    start = next((i for i in near if not old[i].isalnum() and old[i] not in "._"), near[0])
    return shortened(f"…{old[start:]}"), shortened(f"…{new[start:]}")
