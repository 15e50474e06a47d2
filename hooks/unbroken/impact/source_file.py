"""The text of a downstream file, and places in it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

_LONGEST = 160


class Place(NamedTuple):
    """Where a node stands: lines and columns from 1, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class SourceFile:
    """A file as messages show it (`path`), its text, and which dotted paths are the library's."""

    def __init__(self, path: str, text: str, is_library: Callable[[str], bool]) -> None:
        self.path = path
        self.is_library = is_library
        self._lines = text.split("\n")

    def place(self, node: ast.alias | ast.expr | ast.stmt) -> Place:
        """Return the place of a node, whose columns `ast` counts in bytes."""
        end_line = node.end_lineno or node.lineno
        return Place(
            node.lineno,
            self._characters(node.lineno, node.col_offset) + 1,
            end_line,
            self._characters(end_line, node.end_col_offset or 0) + 1,
        )

    def _characters(self, line: int, offset: int) -> int:
        text = self._lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode(errors="replace"))

    def code(self, node: ast.alias | ast.expr | ast.stmt) -> str:
        """Return the source of a node as one line, cut where it is long."""
        place = self.place(node)
        lines = self._lines[place.line - 1 : place.end_line]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        text = " ".join(line.strip() for line in lines)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"
