"""Source with the bodies of functions removed, so that libcst parses less; no line moves.

The readers read the bodies from the syntax tree of the complete source.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unbroken.readers.own_parts import FunctionNode

_MIN_LINES = 4
"""Shorter bodies are left as they are."""


class StrippedSource(NamedTuple):
    """Source without function bodies, and the syntax tree of the complete source."""

    text: str
    tree: ast.Module


def strip_bodies(text: str) -> StrippedSource | None:
    """Replace the body of each function by `...`; docstrings stay.

    Returns None for source that this Python cannot parse.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    for node in _outermost_functions(tree.body):
        _strip_body(node, lines)
    return StrippedSource("\n".join(lines), tree)


def _outermost_functions(body: Sequence[ast.AST]) -> Iterator[FunctionNode]:
    """Yield the functions and methods that are not inside another function."""
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


def _strip_body(node: FunctionNode, lines: list[str]) -> None:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    last_line = node.end_lineno or node.lineno
    if not body or last_line - body[0].lineno < _MIN_LINES:
        return
    first_line = body[0].lineno
    if isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first_line = min([first_line, *(decorator.lineno for decorator in body[0].decorator_list)])
    indent = lines[first_line - 1][: body[0].col_offset]
    docstring_end = node.body[0].end_lineno or 0 if body is not node.body else 0
    if indent.strip() or docstring_end >= first_line:
        return  # Other code stands before it in its line.
    blank_lines = [""] * (last_line - first_line)
    lines[first_line - 1 : last_line] = [f"{indent}...", *blank_lines]
