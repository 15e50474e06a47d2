"""The values of constant expressions, computed without running any code.

The source may be hostile: what could grow large is not computed.
"""

from __future__ import annotations

import ast
import operator
import re
from collections import ChainMap
from collections.abc import Callable, Mapping

from unbroken.readers.builtin_names import is_builtin_name

_MAX_LENGTH = 100_000
_MAX_OPERAND = 512
"""The largest base and exponent of a power that is computed."""
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
_NO_LONGER = (
    "capitalize", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip", "split", "strip",
    "swapcase", "title",
)  # fmt: skip
"""The methods of strings that return less, or hardly more, than they get."""
_PLACEHOLDER = re.compile(r"%[sd]|\{\d?\}")


class NotConstantError(Exception):
    """The value of the expression cannot be computed from the source."""


def fold(
    node: ast.expr, names: Mapping[str, object] | None = None, *, max_length: int = _MAX_LENGTH
) -> object:
    """Return the value of a constant expression.

    `names` are the values of the variables that are known. Raises NotConstantError when the
    expression is not constant, or when a text or sequence in it is longer than `max_length`.
    """
    folder = _Folder(names if names is not None else {}, max_length)
    try:
        return folder.fold(node)
    except (ArithmeticError, TypeError, ValueError, LookupError, RecursionError) as error:
        raise NotConstantError from error


class _Folder:
    def __init__(self, names: Mapping[str, object], max_length: int) -> None:
        self.names = names
        self.max_length = max_length

    def fold(self, node: ast.expr) -> object:
        value = self._fold(node)
        if isinstance(value, (str, bytes, tuple, list)) and len(value) > self.max_length:
            raise NotConstantError
        return value

    def _fold(self, node: ast.expr) -> object:
        if isinstance(node, ast.Constant) and node.value is not ...:
            return node.value
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.names[node.id]
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            kinds = {ast.Tuple: tuple, ast.List: list, ast.Set: set}
            return kinds[type(node)](self.fold(element) for element in node.elts)
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [self.fold(key) for key in node.keys if key is not None]
            return dict(zip(keys, map(self.fold, node.values), strict=True))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](_number(self.fold(node.operand)))
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.JoinedStr):
            return "".join(_text(self._part(part)) for part in node.values)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
            return self._comprehension(node)
        if isinstance(node, ast.Call) and not node.keywords:
            return self._call(node)
        raise NotConstantError

    def _part(self, node: ast.expr) -> object:
        """Return the value of one part of an f-string."""
        if not isinstance(node, ast.FormattedValue):
            return self.fold(node)
        if node.format_spec is not None or node.conversion >= 0:
            raise NotConstantError
        return self.fold(node.value)

    def _operation(self, node: ast.BinOp) -> object:
        left, right = self.fold(node.left), self.fold(node.right)
        if isinstance(node.op, ast.Add):
            for kind in (str, tuple, list):
                if isinstance(left, kind) and isinstance(right, kind):
                    return left + right  # type: ignore[operator]
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return _filled(left, right if isinstance(right, tuple) else (right,))
        if type(node.op) not in _OPERATIONS:
            raise NotConstantError
        base, operand = _number(left), _number(right)
        if isinstance(node.op, (ast.Pow, ast.LShift)) and abs(operand) > _MAX_OPERAND:
            raise NotConstantError
        if isinstance(node.op, ast.Pow) and abs(base) > _MAX_OPERAND:
            raise NotConstantError
        return _OPERATIONS[type(node.op)](base, operand)

    def _subscript(self, node: ast.Subscript) -> object:
        items = self.fold(node.value)
        if not isinstance(items, (str, tuple, list)):
            raise NotConstantError
        if not isinstance(node.slice, ast.Slice):
            index = self.fold(node.slice)
            if not isinstance(index, int):
                raise NotConstantError
            return items[index]
        if node.slice.step is not None:
            raise NotConstantError
        return items[self._bound(node.slice.lower) : self._bound(node.slice.upper)]

    def _bound(self, node: ast.expr | None) -> int | None:
        value = None if node is None else self.fold(node)
        if value is None or isinstance(value, int):
            return value
        raise NotConstantError

    def _comprehension(self, node: ast.GeneratorExp | ast.ListComp) -> object:
        """Return the values of `str(item) for item in items`."""
        (loop, *more) = node.generators
        if more or loop.ifs or not isinstance(loop.target, ast.Name):
            raise NotConstantError
        name = loop.target.id
        return [
            _Folder(ChainMap({name: item}, dict(self.names)), self.max_length).fold(node.elt)
            for item in _items(self.fold(loop.iter))
        ]

    def _call(self, node: ast.Call) -> object:
        function, arguments = node.func, node.args
        if isinstance(function, ast.Name):
            if not is_builtin_name(function, *_EMPTY, "map"):
                raise NotConstantError
            if not arguments and function.id in _EMPTY:
                return _EMPTY[function.id]()
            if function.id == "map" and len(arguments) == 2 and _is_str(arguments[0]):
                return [_text(item) for item in _items(self.fold(arguments[1]))]
            if function.id == "str" and len(arguments) == 1:
                return _text(self.fold(arguments[0]))
            if function.id in ("tuple", "list") and len(arguments) == 1:
                items = _items(self.fold(arguments[0]))
                return tuple(items) if function.id == "tuple" else list(items)
        elif isinstance(function, ast.Attribute):
            text = self.fold(function.value)
            values = [self.fold(argument) for argument in arguments]
            if isinstance(text, str) and function.attr == "format":
                return _filled(text, tuple(values))
            if isinstance(text, str) and function.attr == "join" and len(values) == 1:
                return text.join(_text(item) for item in _items(values[0]))
            if isinstance(text, str) and function.attr in _NO_LONGER:
                return getattr(text, function.attr)(*values)
            if isinstance(text, str) and function.attr == "replace" and len(values) == 2:
                before, after = map(_text, values)
                if len(after) <= len(before):
                    return text.replace(before, after)
        raise NotConstantError


def _is_str(node: ast.expr) -> bool:
    return is_builtin_name(node, "str")


def _number(value: object) -> int | float:
    if isinstance(value, (int, float)):
        return value
    raise NotConstantError


def _text(value: object) -> str:
    """Return the text of a string or integer."""
    if isinstance(value, (str, int)):
        return str(value)
    raise NotConstantError


def _items(value: object) -> tuple[object, ...] | list[object]:
    if isinstance(value, (tuple, list)):
        return value
    raise NotConstantError


def _filled(template: str, values: tuple[object, ...]) -> str:
    """Fill the placeholders (`%s`, `%d`, `{}`, `{0}`) of a template; others are not supported."""
    placeholders = _PLACEHOLDER.findall(template)
    indexes = [
        int(placeholder[1:-1]) if placeholder[1:-1].isdigit() else position
        for position, placeholder in enumerate(placeholders)
    ]
    rest = _PLACEHOLDER.sub("", template)
    if "%" in rest or "{" in rest or any(index >= len(values) for index in indexes):
        raise NotConstantError
    remaining = iter(indexes)
    return _PLACEHOLDER.sub(lambda _: _text(values[next(remaining)]), template)
