"""What a function does with single keywords that its `**kwargs` collects."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from unbroken.readers.changed_keywords import KeywordUse, keyword_uses
from unbroken.readers.expressions import is_name
from unbroken.readers.own_parts import FunctionNode, all_nodes, child_nodes
from unbroken.readers.refused_parameters import ends_in_raise

if TYPE_CHECKING:
    from unbroken.model.definitions import CollectedKeywords

_STRAIGHT = (
    *(ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom),
    *(ast.Pass, ast.If, ast.Assert, ast.Return),
)
"""The statements after which the next one runs, unless one of them leaves the function."""
_CONDITIONAL = (
    *(ast.IfExp, ast.BoolOp, ast.Lambda, ast.If),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""The nodes in which not everything is evaluated, or only later."""


def collected_keywords(node: FunctionNode, body: Sequence[ast.stmt]) -> CollectedKeywords | None:
    """Return what a body does with the keywords in its `**kwargs`.

    None where it has none or does not use it, and where a use is not understood: it is passed on,
    or a key is computed. `body` is without the docstring.
    """
    if node.args.kwarg is None:
        return None
    name = node.args.kwarg.arg
    parts = [part for statement in body for part in all_nodes(statement)]
    names = sum(is_name(part, name) for part in parts)
    if not names:
        return None
    straight = list(_straight(body))
    refusal = next((part for part in straight if _refuses_all(part, name)), None)
    refusing = set(all_nodes(refusal)) if refusal is not None else set()
    uses = keyword_uses([part for part in parts if part not in refusing], name)
    understood = len(uses) + sum(is_name(part, name) for part in refusing)
    if understood < names or any(use.key is None for use in uses):
        return None
    from unbroken.model.definitions import CollectedKeywords

    taken = {use.key: use.place for use in reversed(uses) if use.effect == "accept"}
    refused = {
        key
        for part in straight
        for key in _refused_key(part, name)
        if taken.get(key, (part.lineno, 0)) >= (part.lineno, 0)
    }
    if refusal is None:
        reads = {use.key for use in uses}
    else:
        before = (refusal.lineno, refusal.col_offset)
        reads = {use.key for use in uses if use.effect == "accept" and use.place < before}
    return CollectedKeywords(
        reads=_sorted(reads - refused),
        needs=_sorted(_needed(straight, uses, name) - refused),
        refuses=_sorted(refused),
        refuses_others=refusal is not None,
    )


def _sorted(keys: Collection[str | None]) -> tuple[str, ...]:
    return tuple(sorted(key for key in keys if key is not None))


def _straight(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body that every call reaches, unless an exception is raised."""
    for statement in body:
        if not isinstance(statement, _STRAIGHT):
            return
        yield statement
        leaving = (ast.Return, ast.Yield, ast.YieldFrom)
        if any(isinstance(part, leaving) for part in all_nodes(statement)):
            return


def _refuses_all(statement: ast.stmt, name: str) -> bool:
    """Return whether a statement is `if kwargs: raise …`."""
    return (
        isinstance(statement, ast.If)
        and is_name(statement.test, name)
        and ends_in_raise(statement.body)
        and not statement.orelse
    )


def _refused_key(statement: ast.stmt, name: str) -> Iterator[str]:
    """Yield the keyword for which a statement is `if "key" in kwargs: raise …`."""
    if isinstance(statement, ast.If) and ends_in_raise(statement.body):
        for use in keyword_uses([statement.test], name):
            if use.effect == "test" and use.key is not None and not use.is_negated:
                yield use.key


def _needed(straight: Sequence[ast.stmt], uses: Sequence[KeywordUse], name: str) -> set[str | None]:
    """Return the keywords without which every call fails: `kwargs["key"]`, `kwargs.pop("key")`."""
    optional = {use.key for use in uses if not use.needs_key}
    evaluated = [part for statement in straight for part in _evaluated(statement)]
    needed = {use.key for use in keyword_uses(evaluated, name) if use.needs_key}
    return needed - optional


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes in a statement that are surely evaluated."""
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, (ast.If, ast.Assert)):
            pending.append(part.test)
        elif not isinstance(part, _CONDITIONAL):
            pending += child_nodes(part)
