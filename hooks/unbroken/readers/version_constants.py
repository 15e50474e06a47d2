"""The constants that a module assigns, and its imports: enough to find its version.

Nothing is executed.
"""

from __future__ import annotations

import ast
import warnings
from typing import NamedTuple, TypeAlias, Union

from unbroken.readers.constant_folding import NotConstantError, fold
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.readers.expressions import absolute_target

Value: TypeAlias = Union[str, int, "tuple[str | int, ...]"]

_MAX_LENGTH = 200
_MAX_INTEGER = 10**12


class Constant(NamedTuple):
    """A value, and the line that assigns it."""

    value: Value
    line: int


class Constants(NamedTuple):
    """The constants of a module, and its imports: the module and the name there, by name."""

    values: dict[str, Constant]
    imported: dict[str, tuple[str, str]]


def constants_of(source: bytes, module: str, *, is_package: bool) -> Constants:
    """Read the top level of a module; the result is empty for one that does not parse.

    Only the body of a `try` is read, and no `if` or loop.
    """
    constants = Constants({}, {})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(decode(source))
        for outer in tree.body:
            for statement in outer.body if isinstance(outer, ast.Try) else [outer]:
                if isinstance(statement, ast.ImportFrom):
                    _add_imports(statement, constants, module, is_package=is_package)
                else:
                    _add_values(statement, constants)
    except (SyntaxError, UnreadableError, ValueError, RecursionError, MemoryError):
        return Constants({}, {})
    return constants


def _add_imports(
    statement: ast.ImportFrom, constants: Constants, module: str, *, is_package: bool
) -> None:
    source = absolute_target(module, is_package, statement.level, statement.module)
    for alias in statement.names:
        constants.imported[alias.asname or alias.name] = (source, alias.name)


def _add_values(statement: ast.stmt, constants: Constants) -> None:
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
        for name, node in zip(names, values, strict=False):
            if isinstance(name, ast.Name):
                _add_value(name.id, node, statement.lineno, constants.values)


def _add_value(name: str, node: ast.expr, line: int, values: dict[str, Constant]) -> None:
    names = {other: constant.value for other, constant in values.items()}
    try:
        values[name] = Constant(_part_of_version(fold(node, names, max_length=_MAX_LENGTH)), line)
    except NotConstantError:
        values.pop(name, None)


def _part_of_version(value: object) -> Value:
    """Return a value that a version may be made of; raise NotConstantError for any other."""
    if isinstance(value, (tuple, list)):
        return tuple(map(_text_or_number, value))
    return _text_or_number(value)


def _text_or_number(value: object) -> str | int:
    if isinstance(value, str) or (isinstance(value, int) and abs(value) <= _MAX_INTEGER):
        return value
    raise NotConstantError
