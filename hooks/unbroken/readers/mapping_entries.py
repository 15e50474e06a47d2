"""The entries of dictionaries that the source writes out: `{"x": 1}`, `dict(x=1)`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from unbroken.readers.expressions import dotted_name

IsDict = Callable[[str], bool]
"""Returns whether a dotted name means the built-in class `dict` where it is written."""

Entry = tuple["str | None", ast.expr]
"""A key and its value; the key is None for what may have any keys."""


def entries_of(node: ast.expr, is_dict: IsDict) -> Iterator[Entry]:
    """Yield the entries of a mapping, in order, with those of the mappings unpacked in it."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                yield from entries_of(value, is_dict)
            else:
                name = key.value if isinstance(key, ast.Constant) else None
                yield name if isinstance(name, str) else None, value
    elif isinstance(node, ast.Call) and is_dict(dotted_name(node.func)):
        yield from entries_of_arguments(node, is_dict)
    else:
        yield None, node


def entries_of_arguments(call: ast.Call, is_dict: IsDict) -> Iterator[Entry]:
    """Yield the entries that `dict` makes of the arguments of a call."""
    for argument in call.args:
        yield from entries_of(argument, is_dict)
    for keyword in call.keywords:
        if keyword.arg is None:
            yield from entries_of(keyword.value, is_dict)
        else:
            yield keyword.arg, keyword.value
