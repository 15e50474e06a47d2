"""Source without what functions do, which readers need not parse: its lines stay where they are."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unbroken.readers.ast_bodies import FunctionNode, facts_of, is_placeholder, marked_lines

_SHORTEST = 4
"""Bodies of fewer lines are left as they are."""
_KEPT = ("__init__", "__getattr__")
"""Methods and functions whose statements tell what there is."""


class Reduced(NamedTuple):
    """Source without what functions do, and the syntax tree of the whole source."""

    text: str
    tree: ast.Module


def reduced(text: str) -> Reduced | None:
    """Replace the bodies of functions by what callers can tell of them, if this Python parses it.

    A docstring is kept; `yield`, `super().name` and `self.name = …` are written in one line where
    they occur. None for what cannot be parsed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    marks = marked_lines(text)
    for node in _functions(tree.body):
        _reduce(node, lines, marks)
    return Reduced("\n".join(lines), tree)


def _functions(body: Sequence[ast.AST]) -> Iterator[FunctionNode]:
    """Give the outermost functions, those of classes and in branches too."""
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
            continue
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                pending.extend(inner)


def _reduce(node: FunctionNode, lines: list[str], marks: Sequence[int]) -> None:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    last = node.end_lineno or node.lineno
    if node.name in _KEPT or not body or last - body[0].lineno < _SHORTEST or is_placeholder(node):
        return
    first = body[0].lineno
    if isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first = min(first, *(each.lineno for each in body[0].decorator_list), first)
    before = body[0].lineno if body is node.body else node.body[0].end_lineno or first
    indent = lines[first - 1][: body[0].col_offset]
    if indent.strip() or (body is not node.body and before >= first):
        return  # It begins in a line with something else.
    facts = facts_of(node, marks)
    words = ["..."]
    if facts.is_generator:
        words.append("yield")
    if facts.calls_super:
        words.append(f"super().{node.name}")
    instance = (node.args.posonlyargs or node.args.args)[:1]
    words += [f"{instance[0].arg}.{name} = 0" for name in facts.assigns]
    lines[first - 1 : last] = [indent + "; ".join(words), *[""] * (last - first)]
