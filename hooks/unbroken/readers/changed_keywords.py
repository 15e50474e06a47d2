"""What a body does with single keywords of its `**kwargs`."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from unbroken.readers.expressions import is_name

_CHANGING = ("update", "clear", "popitem")


class ChangedKeywords(NamedTuple):
    """The keywords that a body takes out of its `**kwargs` and puts into it, both sorted.

    What it takes out under another name is not put in: one of the two has to be passed.

    `is_computed` is whether it may do the same to others. `understood` is how many of the uses of
    the name `kwargs` do this, or only look at one keyword. `last_accept` is the place (line and
    column) where the last keyword is taken out.
    """

    accepts: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    is_computed: bool = False
    understood: int = 0
    last_accept: tuple[int, int] = (0, 0)


def changed_keywords(parts: Sequence[ast.AST], kwargs: str) -> ChangedKeywords:
    """Return what the nodes of a body do with single keywords of the parameter `**kwargs`."""
    uses = keyword_uses(parts, kwargs)
    tested = {use.key for use in uses if use.effect == "test"}
    taken = [use for use in uses if use.effect == "accept"]
    put_in = {use.key for use in uses if use.effect == "set" and use.key is not None}
    return ChangedKeywords(
        accepts=tuple(sorted({use.key for use in taken if use.key is not None})),
        sets=tuple(sorted(put_in - _moved(parts, kwargs))),
        is_computed=any(use.effect == "other" for use in uses),
        # Without a default, a keyword that nothing tests must be passed.
        understood=sum(
            use.effect != "other" and (not use.needs_key or use.key in tested) for use in uses
        ),
        last_accept=max((use.place for use in taken), default=(0, 0)),
    )


def _moved(parts: Sequence[ast.AST], kwargs: str) -> set[str]:
    """Return the keywords that only get what was passed as another one: `k["b"] = k.pop("a")`."""
    moved: set[str] = set()
    others: set[str] = set()
    for part in parts:
        for target in part.targets if isinstance(part, ast.Assign) else ():
            use = _use_of(target, kwargs)
            if isinstance(part, ast.Assign) and use is not None and use.key is not None:
                given = _use_of(part.value, kwargs)
                (others if given is None else moved).add(use.key)
    return moved - others


def keyword_uses(parts: Sequence[ast.AST], kwargs: str) -> list[KeywordUse]:
    """Return what some nodes do with single keywords of the parameter `**kwargs`."""
    return [use for part in parts if (use := _use_of(part, kwargs)) is not None]


class KeywordUse(NamedTuple):
    """A use of `**kwargs` that is about one keyword (`key`; None: a computed one)."""

    effect: str
    """`accept`, `set`, `test` or `read`; `other` for a change of keywords that are not known."""
    key: str | None
    place: tuple[int, int]
    needs_key: bool = False
    """Whether it fails if the keyword was not passed."""
    is_negated: bool = False
    """Whether it tests that the keyword was not passed."""


def _use_of(part: ast.AST, kwargs: str) -> KeywordUse | None:
    """Return what a node does with a keyword of `**kwargs`; None if it does nothing with one."""
    if isinstance(part, ast.Subscript) and is_name(part.value, kwargs):
        effect = {ast.Store: "set", ast.Del: "accept", ast.Load: "read"}[type(part.ctx)]
        return _use(part, effect, part.slice, needs_key=effect != "set")
    if isinstance(part, ast.Compare) and len(part.ops) == 1:
        if isinstance(part.ops[0], (ast.In, ast.NotIn)) and is_name(part.comparators[0], kwargs):
            use = _use(part, "test", part.left)
            return use._replace(is_negated=isinstance(part.ops[0], ast.NotIn))
        return None
    if not (isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)):
        return None
    if not is_name(part.func.value, kwargs):
        return None
    method = part.func.attr
    if method in _CHANGING:
        return KeywordUse("other", None, _place(part))
    effect = {"pop": "accept", "setdefault": "set", "get": "read"}.get(method, "")
    if not effect:
        return None
    key = part.args[0] if part.args else None
    return _use(part, effect, key, needs_key=method == "pop" and len(part.args) == 1)


def _use(
    node: ast.expr, effect: str, key: ast.expr | None, *, needs_key: bool = False
) -> KeywordUse:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return KeywordUse(effect, key.value, _place(node), needs_key)
    changes = effect in ("accept", "set")
    return KeywordUse("other" if changes else effect, None, _place(node), needs_key)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset
