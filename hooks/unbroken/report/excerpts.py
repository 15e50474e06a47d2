"""The lines of source that define something, for a report to show them."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import tokenize
import warnings
from typing import NamedTuple

from unbroken.report.escaping import escaped

_MOST_LINES = 12
"""Of a statement without a header, such as a long table, only the first lines are shown."""

_FILES_KEPT = 16
"""Findings are in order of files, so that few parsed ones are enough."""

_LINE_BREAK = re.compile(r"\r\n?|\n")
"""What ends a line for Python; `str.splitlines` takes form feeds and others as well."""

_TAB_WIDTH = 4
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Excerpt(NamedTuple):
    """Lines of a file, safe to be shown, and the number of the first one.

    `definition` is the number of the line below the decorators. `kind` is that of the statement
    (function, class or other); functions and classes have a `name`, functions `parameters`.
    """

    first: int
    lines: tuple[str, ...]
    definition: int
    kind: str = "other"
    name: str | None = None
    parameters: frozenset[str] = frozenset()


def definition_excerpt(source: str, line: int) -> Excerpt | None:
    """Return the lines that define what is at a line; None where there is no such line.

    Of a function or class, these are its decorators and its header up to the colon.
    """
    lines = _lines(source)
    if not 1 <= line <= len(lines):
        return None
    node = _statement_at(lines, line)
    if node is None:
        return Excerpt(line, _shown([lines[line - 1]]), line)
    kind, name, parameters = "other", None, frozenset[str]()
    if isinstance(node, ast.ClassDef):
        kind, name = "class", node.name
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        kind, name = "function", node.name
        arguments = (part for part in ast.walk(node.args) if isinstance(part, ast.arg))
        parameters = frozenset(argument.arg for argument in arguments)
    return Excerpt(
        first=_first_line(node),
        lines=_shown(_lines_of(node, lines)),
        definition=node.lineno,
        kind=kind,
        name=name,
        parameters=parameters,
    )


def _shown(lines: list[str]) -> tuple[str, ...]:
    return tuple(escaped(line.expandtabs(_TAB_WIDTH)) for line in lines)


@functools.lru_cache(maxsize=_FILES_KEPT)
def _lines(source: str) -> list[str]:
    return _LINE_BREAK.split(source) if "\r" in source else source.split("\n")


def _statement_at(lines: list[str], line: int) -> ast.stmt | None:
    """Return the smallest statement that begins at a line, with or without its decorators.

    The body of a definition is left out where the header can be parsed without it.
    """
    # To parse the whole file takes much longer.
    for text in (_header_text(lines, line - 1), "\n".join(lines)):
        statements = _statements(text).get(line)
        if statements:
            return min(statements, key=lambda node: (node.end_lineno or 0) - node.lineno)
    return None


def _header_text(lines: list[str], number: int) -> str:
    """Return code in which only one statement is left, at its place and without its body.

    `number` is that of its line, or of the line of one of its decorators, counted from 0.
    """
    indentation = _indentation(lines[number])
    first = number
    while (before := _line_above(lines, first, indentation)) is not None:
        if not lines[before].startswith("@", indentation):
            break
        first = before
    end = _end_of_header(lines, first)
    around = "if True:" if indentation else ""
    header = [*[""] * (first - 1), *([around] if first else []), *lines[first:end]]
    if header[-1].partition("#")[0].rstrip().endswith(":"):
        header.append(f"{lines[number][:indentation]} pass")
    return "\n".join(header)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _line_above(lines: list[str], number: int, indentation: int) -> int | None:
    """Return the last line above one that may begin a statement at most as deep; None for none."""
    for above in range(number - 1, -1, -1):
        text = lines[above].lstrip()
        if text and text[0] not in "#)]}" and _indentation(lines[above]) <= indentation:
            return above
    return None


def _end_of_header(lines: list[str], first: int) -> int:
    """Return the number after the last line of the statement, or header, that begins at a line."""
    rest = iter(lines[first:])
    is_decorator = False
    end = first + 1
    with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
        is_start = True
        for token in tokenize.generate_tokens(lambda: f"{next(rest)}\n"):
            if token.type in (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT):
                continue
            if is_start:
                is_decorator = token.string == "@"
            is_start = token.type == tokenize.NEWLINE
            end = first + token.end[0]
            if is_start and not is_decorator:
                break
    return end


@functools.lru_cache(maxsize=_FILES_KEPT)
def _statements(source: str) -> dict[int, list[ast.stmt]]:
    """Return the statements of a text by the lines where they begin; none if it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    statements: dict[int, list[ast.stmt]] = {}
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            for line in {node.lineno, _first_line(node)}:
                statements.setdefault(line, []).append(node)
        # Expressions have no statements in them.
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending += getattr(node, field, ())
    return statements


def _first_line(node: ast.stmt) -> int:
    if isinstance(node, _DEFINITIONS) and node.decorator_list:
        return node.decorator_list[0].lineno
    return node.lineno


def _lines_of(node: ast.stmt, lines: list[str]) -> list[str]:
    """Return the lines of a statement, or of the decorators and header of a definition."""
    first = _first_line(node)
    if not isinstance(node, _DEFINITIONS):
        return lines[first - 1 : min(node.end_lineno or first, first + _MOST_LINES - 1)]
    body = node.body[0]
    body_line = _first_line(body)
    header = lines[first - 1 : body_line - 1]
    # The body that a damaged file lacks after its last line is one that was put there to parse it.
    if body_line == body.lineno <= len(lines):
        line = lines[body_line - 1].encode("utf-8", "surrogatepass")
        before_body = line[: body.col_offset].decode("utf-8", "replace").rstrip()
        header += [before_body] if before_body else []
    while len(header) > 1 and (not header[-1].strip() or header[-1].strip().startswith("#")):
        header.pop()
    return header
