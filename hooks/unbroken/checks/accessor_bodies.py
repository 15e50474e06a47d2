"""The whole of the setters and deleters that a finding puts back, from the source of the baseline.

The rule that finds them lost knows no bodies: its code ends with `...` for what was there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from unbroken.model.finding import CodePlace, Finding

_LINE_BREAK = re.compile(r"\r\n?|\n")
_MOST_LINES = 20
"""Longer code is not shown: only how it begins."""

_INDENT = "    "


def with_accessor_bodies(findings: Sequence[Finding], texts: Mapping[str, str]) -> list[Finding]:
    """Return findings, with the bodies of the accessors that they put back.

    `texts` are the files of the baseline, by path. A file that is not there changes nothing.
    """
    return [_with_bodies(finding, texts) for finding in findings]


def _with_bodies(finding: Finding, texts: Mapping[str, str]) -> Finding:
    place = finding.code_place
    if place is None or place.how != "former" or not place.new_line or place.path not in texts:
        return finding
    accessors = _accessors_at(texts[place.path], place.line)
    source = _LINE_BREAK.split(texts[place.path])
    begun_lines = finding.code.splitlines()
    lines: list[str] = []
    for accessor in ast.parse(finding.code).body:
        if not isinstance(accessor, ast.FunctionDef):
            lines += begun_lines[accessor.lineno - 1 : accessor.end_lineno]
            continue
        was = accessors.get(ast.unparse(accessor.decorator_list[0]))
        if was is None:
            return finding
        warning = accessor.body[0]
        said = begun_lines[warning.lineno - 1 : warning.end_lineno]
        lines += [*([""] if lines else []), *_with_first(was, source, said)]
    if len(lines) > _MOST_LINES:
        return finding
    at = CodePlace("class", place.new_path, place.new_line)
    return msgspec.structs.replace(finding, code="\n".join(lines), code_place=at)


def _accessors_at(text: str, line: int) -> dict[str, ast.FunctionDef]:
    """Return the decorated methods of the class with a method at a line, by their decorators."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    owners = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(part.lineno == line for part in node.body)
    )
    owner = next(owners, None)
    return {
        ast.unparse(part.decorator_list[0]): part
        for part in (owner.body if owner is not None else ())
        if isinstance(part, ast.FunctionDef) and len(part.decorator_list) == 1
    }


def _with_first(was: ast.FunctionDef, source: list[str], said: list[str]) -> Iterator[str]:
    """Yield the lines of a method, with others before the first statement of its body."""
    indent = " " * was.col_offset
    lines = [line.removeprefix(indent) for line in source]
    start, end = was.decorator_list[0].lineno - 1, was.end_lineno
    first = was.body[0]
    if first.lineno == was.body[-1].end_lineno == was.lineno:
        line = source[was.lineno - 1].encode()
        yield from lines[start : was.lineno - 1]
        yield line[was.col_offset : first.col_offset].decode().rstrip()
        yield from said
        yield _INDENT + line[first.col_offset :].decode()
        return
    after = first.lineno - 1
    if ast.get_docstring(was, clean=False) is not None:
        after = first.end_lineno or after
    yield from lines[start:after]
    yield from said
    yield from lines[after:end]
