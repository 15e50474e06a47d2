"""What a module assigns, as far as it can be known without running it: its version, mostly.

Only what builds a version out of literals is understood. The source may be hostile: nothing is
executed, and what would grow large is given up.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import ChainMap
from collections.abc import MutableMapping
from typing import NamedTuple, TypeAlias, Union

from unbroken.readers.decoding import UnreadableError, decode
from unbroken.readers.expressions import absolute_target

Value: TypeAlias = Union[str, int, "tuple[Value, ...]"]

_LONGEST = 200
_LARGEST = 10**12
_PLACE = re.compile(r"%[sd]|\{\d?\}")


class Constant(NamedTuple):
    """A value, and the line that assigns it."""

    value: Value
    line: int


class Constants(NamedTuple):
    """What a module assigns, and what it imports: the module and the name there, by name."""

    values: dict[str, Constant]
    imported: dict[str, tuple[str, str]]


class _UnknownError(Exception):
    """It takes running the code to tell."""


def constants_of(source: bytes, module: str, *, is_package: bool) -> Constants:
    """Read the top level of a module; nothing is known of one that does not parse.

    Of a `try` the first branch counts; what an `if` or a loop assigns is not known.
    """
    found = Constants({}, {})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(decode(source))
        for statement in tree.body:
            for each in statement.body if isinstance(statement, ast.Try) else [statement]:
                _take(each, found, module, is_package)
    except (SyntaxError, UnreadableError, ValueError, RecursionError, MemoryError):
        return Constants({}, {})
    return found


def _take(statement: ast.stmt, found: Constants, module: str, is_package: bool) -> None:
    if isinstance(statement, ast.ImportFrom):
        origin = absolute_target(module, is_package, statement.level, statement.module)
        for alias in statement.names:
            found.imported[alias.asname or alias.name] = (origin, alias.name)
        return
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets, value = [statement.target], statement.value
    elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        left = ast.Name(statement.target.id, ast.Load())
        targets, value = [statement.target], ast.BinOp(left, statement.op, statement.value)
    for target in targets:
        names = [target]
        values: list[ast.expr] = [value]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            names, values = target.elts, value.elts
        for name, each in zip(names, values, strict=False):
            if isinstance(name, ast.Name):
                try:
                    known = _bounded(_value(each, found.values))
                except _UnknownError:
                    found.values.pop(name.id, None)
                else:
                    found.values[name.id] = Constant(known, statement.lineno)


def _bounded(value: Value) -> Value:
    """Give up what is no part of a version, before anything is built of it that fills memory."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise _UnknownError
    if isinstance(value, (str, tuple)) and len(value) > _LONGEST:
        raise _UnknownError
    return value


def _value(node: ast.expr, known: MutableMapping[str, Constant]) -> Value:
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)):
        return _bounded(node.value)
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id].value
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) < _LONGEST:
        return tuple(_value(each, known) for each in node.elts)
    if isinstance(node, ast.JoinedStr):
        return _bounded("".join(_text(_part(each, known)) for each in node.values))
    if isinstance(node, ast.BinOp):
        return _bounded(_operation(node, known))
    if isinstance(node, ast.Subscript):
        return _subscript(node, known)
    if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        return _as_texts(node, known)
    if isinstance(node, ast.Call) and not node.keywords:
        return _bounded(_called(node, known))
    raise _UnknownError


def _part(node: ast.expr, known: MutableMapping[str, Constant]) -> Value:
    if isinstance(node, ast.FormattedValue) and node.format_spec is None and node.conversion < 0:
        return _value(node.value, known)
    return _value(node, known)


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        raise _UnknownError
    return str(value)


def _items(value: Value) -> tuple[Value, ...]:
    if not isinstance(value, tuple):
        raise _UnknownError
    return value


def _operation(node: ast.BinOp, known: MutableMapping[str, Constant]) -> Value:
    left, right = _value(node.left, known), _value(node.right, known)
    if isinstance(node.op, ast.Add):
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
    if isinstance(node.op, ast.Mod) and isinstance(left, str):
        return _filled(left, right if isinstance(right, tuple) else (right,))
    raise _UnknownError


def _subscript(node: ast.Subscript, known: MutableMapping[str, Constant]) -> Value:
    items = _value(node.value, known)
    if isinstance(items, int):
        raise _UnknownError
    if isinstance(node.slice, ast.Slice):
        bounds = [
            _value(each, known) if each is not None else None
            for each in (node.slice.lower, node.slice.upper)
        ]
        first, last = (each if isinstance(each, int) else None for each in bounds)
        if node.slice.step is None:
            return items[first:last]
    else:
        at = _value(node.slice, known)
        if isinstance(at, int) and at < len(items):
            return items[at]
    raise _UnknownError


def _as_texts(node: ast.GeneratorExp | ast.ListComp, known: MutableMapping[str, Constant]) -> Value:
    """Work out `str(each) for each in items`."""
    (loop, *more) = node.generators
    if more or loop.ifs or not isinstance(loop.target, ast.Name):
        raise _UnknownError
    at = loop.target.id
    items = _items(_value(loop.iter, known))
    return tuple(_value(node.elt, ChainMap({at: Constant(each, 0)}, known)) for each in items)


def _called(node: ast.Call, known: MutableMapping[str, Constant]) -> Value:
    function, given = node.func, node.args
    if isinstance(function, ast.Name):
        if function.id == "map" and len(given) == 2 and ast.unparse(given[0]) == "str":
            return tuple(_text(each) for each in _items(_value(given[1], known)))
        if len(given) == 1:
            value = _value(given[0], known)
            if function.id == "str":
                return _text(value)
            if function.id in ("tuple", "list"):
                return _items(value)
    elif isinstance(function, ast.Attribute):
        text = _value(function.value, known)
        arguments = [_value(each, known) for each in given]
        if isinstance(text, str) and function.attr == "format":
            return _filled(text, tuple(arguments))
        if isinstance(text, str) and function.attr == "join" and len(arguments) == 1:
            return text.join(_text(each) for each in _items(arguments[0]))
    raise _UnknownError


def _filled(text: str, values: tuple[Value, ...]) -> str:
    """Fill the places (`%s`, `%d`, `{}`, `{0}`) of a text; any others are not understood."""
    places = _PLACE.findall(text)
    numbers = [int(each[1:-1]) if each[1:-1].isdigit() else at for at, each in enumerate(places)]
    rest = _PLACE.sub("", text)
    if "%" in rest or "{" in rest or any(each >= len(values) for each in numbers):
        raise _UnknownError
    filled = iter(numbers)
    return _PLACE.sub(lambda _: _text(values[next(filled)]), text)
