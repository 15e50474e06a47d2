"""What the variables of loops have in each turn: `for name in ("a", "b"): globals()[name] = 1`."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from unbroken.readers.builtin_names import is_builtin_name
from unbroken.readers.constant_folding import NotConstantError, fold
from unbroken.readers.expressions import expression_text, parse
from unbroken.readers.own_parts import own_nodes
from unbroken.readers.private_names import is_private_string

ValueOf = Callable[[str], "ast.expr | None"]
"""Returns the expression that is assigned to a name; None when it is not known."""

Turns: TypeAlias = "Sequence[Mapping[str, ast.expr]]"
"""What the variables of one loop are in each of its turns, in order."""

Loops: TypeAlias = "Mapping[str, Turns]"
"""The turns of the loop that each variable belongs to."""

_MAX_TURNS = 1000


def turns_of(target: ast.expr, iterable: ast.expr, value_of: ValueOf) -> Turns | None:
    """Return what a loop over things that the source lists assigns, turn by turn.

    They may be in a constant of the module, in a dictionary, or behind `zip` and `enumerate`. None
    for other loops.
    """
    items = _items(iterable, value_of)
    if items is None or len(items) > _MAX_TURNS:
        return None
    turns = []
    for item in items:
        turn = dict(_assigned(target, item))
        if None in turn.values():
            return None
        turns.append({name: value for name, value in turn.items() if value is not None})
    return turns


def _assigned(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield what an assignment of a value binds; None is a value that is not known."""
    if isinstance(target, ast.Name):
        yield target.id, value
        return
    targets = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    starred = any(isinstance(part, ast.Starred) for part in (*targets, *values))
    if not targets or starred or len(targets) != len(values):
        yield "", None
        return
    for part, inner in zip(targets, values, strict=True):
        yield from _assigned(part, inner)


def _items(node: ast.expr, value_of: ValueOf) -> list[ast.expr] | None:
    """Return the expressions that an iterable yields; None where they are not known."""
    if isinstance(node, ast.Name):
        value_of, node = _value_of_others(node.id, value_of), value_of(node.id) or node
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return None if any(isinstance(part, ast.Starred) for part in node.elts) else [*node.elts]
    if isinstance(node, ast.Dict):
        return None if None in node.keys else [key for key in node.keys if key is not None]
    if isinstance(node, ast.Call):
        items = _items_of_call(node, value_of)
        if items is not None:
            return items
    with contextlib.suppress(NotConstantError):
        values = fold(node)
        if isinstance(values, (list, tuple, str)):
            texts = (ast.Constant(value) for value in values if isinstance(value, str))
            return [ast.copy_location(text, node) for text in texts]
    return None


def _value_of_others(name: str, value_of: ValueOf) -> ValueOf:
    """Return `value_of` without a name: `names = sorted(names)` does not say what it was before."""
    return lambda other: None if other == name else value_of(other)


def _items_of_call(call: ast.Call, value_of: ValueOf) -> list[ast.expr] | None:
    """Return what `table.items()`, `zip(names, values)` and `enumerate(names)` yield."""
    function = call.func
    if isinstance(function, ast.Attribute) and not call.args:
        table = function.value
        table = (value_of(table.id) or table) if isinstance(table, ast.Name) else table
        if not isinstance(table, ast.Dict) or None in table.keys:
            return None
        keys = [key for key in table.keys if key is not None]
        pairs: list[ast.expr] = [
            ast.Tuple([*pair], ast.Load()) for pair in zip(keys, table.values, strict=True)
        ]
        return {"items": pairs, "keys": [*keys], "values": [*table.values]}.get(function.attr)
    if not isinstance(function, ast.Name):
        return None
    columns = [_items(argument, value_of) for argument in call.args]
    known = [column for column in columns if column is not None]
    if len(known) != len(columns) or not known:
        return None
    if is_builtin_name(function, "zip"):
        return [ast.Tuple([*parts], ast.Load()) for parts in zip(*known, strict=False)]
    if is_builtin_name(function, "enumerate") and len(known) == 1:
        number = ast.copy_location(ast.Constant(...), call)  # It may not count from 0.
        return [ast.Tuple([number, part], ast.Load()) for part in known[0]]
    return known[0] if is_builtin_name(function, *_SAME_ITEMS) and len(known) == 1 else None


_SAME_ITEMS = ("frozenset", "list", "reversed", "set", "sorted", "tuple")


def strings_of(node: ast.expr, loops: Loops) -> list[str] | None:
    """Return the names that an expression has, one for each turn of the loop around it.

    Empty where they are not known, but private; None where nothing is known of them.
    """
    unknown: list[str] | None = [] if is_private_string(node) else None
    turns = _turns_around(node, loops)
    try:
        values = None if turns is None else [_folded(node, turn) for turn in turns]
    except NotConstantError:
        return unknown
    texts = [value for value in values or () if isinstance(value, str)]
    return texts if values is not None and len(texts) == len(values) else unknown


def in_turns(node: ast.expr, loops: Loops) -> list[ast.expr]:
    """Return what an expression is in each turn of the loop around it; itself if not known."""
    return [in_turn(node, turn) for turn in _turns_around(node, loops) or [{}]]


def values_of(node: ast.expr, loops: Loops, count: int) -> list[ast.expr | None]:
    """Return what an expression is in each of some turns of the loop around it, None if unknown."""
    turns = _turns_around(node, loops)
    if turns is None or len(turns) not in (1, count):
        return [None] * count
    values: list[ast.expr | None] = [in_turn(node, turn) for turn in turns]
    return values if len(values) == count else values * count


def _turns_around(node: ast.expr, loops: Loops) -> Turns | None:
    """Return the turns of the loop whose variables an expression uses; None if it uses several."""
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    used = [loops[name] for name in names if name in loops]
    if not used:
        return [{}]
    return used[0] if all(turns is used[0] for turns in used) else None


def _folded(node: ast.expr, turn: Mapping[str, ast.expr]) -> object:
    constants = {name: part.value for name, part in turn.items() if isinstance(part, ast.Constant)}
    # Most names are constants; to put other expressions in their place takes much longer.
    if len(constants) == len(turn):
        return fold(node, constants)
    return fold(in_turn(node, turn))


def in_turn(node: ast.expr, turn: Mapping[str, ast.expr]) -> ast.expr:
    """Return an expression with the values that the variables of its loop have in one turn.

    The `__name__` of a function or class that is written by its name is that name.
    """
    if not turn:
        return node
    changed = _InTurn(turn).visit(_copy(node))
    assert isinstance(changed, ast.expr)
    return changed


def _copy(node: ast.expr) -> ast.expr:
    return parse(expression_text(node)) or node


class _InTurn(ast.NodeTransformer):
    def __init__(self, turn: Mapping[str, ast.expr]) -> None:
        self.turn = turn

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.turn.get(node.id, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self.visit(node.value)
        if node.attr == "__name__" and isinstance(value, ast.Name) and value is not node.value:
            return ast.Constant(value.id)
        return ast.Attribute(value, node.attr, node.ctx)


class LoopsOf:
    """The loops of one function over things that its source lists."""

    def __init__(self, body: Sequence[ast.AST]) -> None:
        self._body = body
        self._loops: dict[str, Turns] | None = None

    def strings(self, node: ast.expr) -> Sequence[str | None]:
        """Return the names that an expression has in turn; None alone if nothing is known."""
        if isinstance(node, ast.Constant):
            return [node.value if isinstance(node.value, str) else None]
        if self._loops is None:
            self._loops = dict(self._find())
        names = strings_of(node, self._loops)
        return [None] if names is None else names

    def _find(self) -> Iterator[tuple[str, Turns]]:
        """Yield the variables of loops; one that is bound elsewhere, too, is not known."""
        bound: dict[str, int] = {}
        loops: dict[str, Turns] = {}
        for node in own_nodes(self._body):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound[node.id] = bound.get(node.id, 0) + 1
            elif isinstance(node, (ast.For, ast.comprehension)):
                is_all = not getattr(node, "ifs", ())
                turns = turns_of(node.target, node.iter, lambda name: None) if is_all else None
                loops |= dict.fromkeys((turns or [{}])[0], turns or ())
        return ((name, turns) for name, turns in loops.items() if bound[name] == 1)
