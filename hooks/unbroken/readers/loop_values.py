"""The strings that the variables of loops have: `for name in ("a", "b"): globals()[name] = 1`."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Mapping

from unbroken.readers.constant_folding import NotConstantError, fold

ValueOf = Callable[[str], "ast.expr | None"]
"""Returns the expression that is assigned to a name; None when it is not known."""


def loop_strings(loop: ast.For, value_of: ValueOf) -> tuple[str, tuple[str, ...]] | None:
    """Return the variable of a loop over strings that the source lists, and the strings in turn.

    They may be in a constant of the module, or the keys of a dictionary. None for other loops.
    """
    target, items = loop.target, _constant(loop.iter, value_of)
    if isinstance(items, ast.Call) and isinstance(items.func, ast.Attribute) and not items.args:
        if items.func.attr == "items" and isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        elif items.func.attr != "keys":
            return None
        items = _constant(items.func.value, value_of)
        if not isinstance(items, ast.Dict):
            return None
    if not isinstance(target, ast.Name):
        return None
    with contextlib.suppress(NotConstantError):
        values = _keys(items) if isinstance(items, ast.Dict) else fold(items)
        if isinstance(values, (list, tuple)):
            texts = tuple(value for value in values if isinstance(value, str))
            return (target.id, texts) if len(texts) == len(values) else None
    return None


def _constant(node: ast.expr, value_of: ValueOf) -> ast.expr:
    return (value_of(node.id) or node) if isinstance(node, ast.Name) else node


def _keys(node: ast.Dict) -> list[object]:
    if None in node.keys:
        raise NotConstantError
    return [fold(key) for key in node.keys if key is not None]


def strings_of(node: ast.expr, loops: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Return the strings that an expression has, one for each turn of the loop around it.

    `loops` are the strings of the variables of loops. None where the strings are not known.
    """
    used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} & loops.keys()
    if len(used) > 1:
        return None
    turns: list[dict[str, object]] = [{name: text} for name in used for text in loops[name]]
    try:
        values = [fold(node, names) for names in turns or ([] if used else [{}])]
    except NotConstantError:
        return None
    texts = [value for value in values if isinstance(value, str)]
    return texts if len(texts) == len(values) else None
