"""Source with the bodies of functions removed, so that libcst parses less; no line moves."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unbroken.readers.ast_bodies import FunctionNode, body_facts, is_placeholder, marked_lines

_MIN_LINES = 4
"""Shorter bodies are left as they are."""
_KEPT_FUNCTIONS = ("__init__", "__getattr__")
"""Functions whose statements define names of a class or module."""


class StrippedSource(NamedTuple):
    """Source without function bodies, and the syntax tree of the complete source."""

    text: str
    tree: ast.Module


def strip_bodies(text: str) -> StrippedSource | None:
    """Replace each function body by one line with the facts that callers can observe.

    Docstrings stay. The line holds `yield`, `super().name` and `self.name = …` if the body does.
    Returns None for source that this Python cannot parse.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    marks = marked_lines(text)
    for node in _outermost_functions(tree.body):
        _strip_body(node, lines, marks)
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


def _strip_body(node: FunctionNode, lines: list[str], marks: Sequence[int]) -> None:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    last_line = node.end_lineno or node.lineno
    if node.name in _KEPT_FUNCTIONS or not body or is_placeholder(node):
        return
    if last_line - body[0].lineno < _MIN_LINES:
        return
    first_line = body[0].lineno
    if isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first_line = min([first_line, *(decorator.lineno for decorator in body[0].decorator_list)])
    indent = lines[first_line - 1][: body[0].col_offset]
    docstring_end = node.body[0].end_lineno or 0 if body is not node.body else 0
    if indent.strip() or docstring_end >= first_line:
        return  # Other code stands before it in its line.
    facts = body_facts(node, marks)
    statements = ["..."]
    if facts.is_generator:
        statements.append("yield")
    if facts.calls_super:
        statements.append(f"super().{node.name}")
    instance = (node.args.posonlyargs or node.args.args)[:1]
    statements += [f"{instance[0].arg}.{name} = 0" for name in facts.assigns]
    blank_lines = [""] * (last_line - first_line)
    lines[first_line - 1 : last_line] = [indent + "; ".join(statements), *blank_lines]
