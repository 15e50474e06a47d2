"""Comments that speak to a tool, and the definition that each stands at."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from unbroken.readers.decoding import UnreadableError, decode, syntax_error

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_LAYOUT = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


class Statement(NamedTuple):
    """A statement: its dotted name in the file, and its first and last line (from 1).

    Of a definition that is from its first decorator to the colon.
    """

    name: str
    first: int
    last: int


class Comment(NamedTuple):
    """A comment: its text from the `#` on, its place, and the statement that it stands at.

    That is the one in whose lines it is; for a comment on a line of its own, else the one
    directly below.
    """

    text: str
    line: int
    column: int
    at: Statement | None


class _Found(NamedTuple):
    text: str
    line: int
    column: int
    is_alone: bool


def comments_with(source: bytes, word: str) -> list[Comment]:
    """Give the comments of a file that contain a word; none of a file that does not parse."""
    if word.encode() not in source.lower():
        return []
    try:
        text = decode(source)
        if syntax_error(text) is not None:
            # Python before 3.12 cannot tokenize all f-strings; nobody comments in them.
            text = _without_f_strings(text)
        reader = _Reader()
        reader.read(text)
    except (UnreadableError, tokenize.TokenError, SyntaxError, RecursionError, MemoryError):
        return []
    found = (each for each in reader.comments if word in each.text.lower())
    at = reader.statement_at
    return [Comment(each.text, each.line, each.column, at(each)) for each in found]


class _Reader:
    """Reads tokens into statements and comments."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.comments: list[_Found] = []
        self._around: list[str] = []
        self._name = ""
        self._firsts: list[int] = []
        self._alone: list[int] = []

    def read(self, text: str) -> None:
        statement: list[tokenize.TokenInfo] = []
        decorated: int | None = None
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                is_alone = not token.line[: token.start[1]].strip()
                line, column = token.start
                self.comments.append(_Found(token.string, line, column + 1, is_alone))
            elif token.type == tokenize.INDENT:
                self._around.append(self._name)
            elif token.type == tokenize.DEDENT:
                self._around.pop()
            elif token.type == tokenize.NEWLINE:
                first = decorated if decorated is not None else statement[0].start[0]
                if statement[0].string == "@":
                    decorated = first
                else:
                    self._add(statement, first, token.start[0])
                    decorated = None
                statement = []
            elif token.type not in _LAYOUT:
                statement.append(token)

    def statement_at(self, comment: _Found) -> Statement | None:
        """Give the statement that a comment stands at."""
        if not self._firsts:
            self._firsts = [each.first for each in self.statements]
            self._alone = [each.line for each in self.comments if each.is_alone]
        before = bisect_right(self._firsts, comment.line)
        if before and comment.line <= self.statements[before - 1].last:
            return self.statements[before - 1]
        if not comment.is_alone or before == len(self.statements):
            return None
        below = self.statements[before]
        comments = bisect_left(self._alone, below.first) - bisect_right(self._alone, comment.line)
        return below if comments == below.first - comment.line - 1 else None

    def _add(self, tokens: list[tokenize.TokenInfo], first: int, last: int) -> None:
        words = [each.string for each in tokens[:3]]
        if words[0] == "async":
            words = words[1:]
        is_definition = words[0] in ("def", "class") and len(words) > 1
        self._name = words[1] if is_definition else ""
        name = self._name or words[0]
        if is_definition:
            last = _colon(tokens)
        dotted = ".".join(each for each in (*self._around, name) if each)
        self.statements.append(Statement(dotted, first, last))


def _colon(tokens: list[tokenize.TokenInfo]) -> int:
    """Give the line of the colon that ends the header of a definition."""
    depth = 0
    for each in tokens:
        if each.string in _OPENING:
            depth += 1
        elif each.string in _CLOSING:
            depth -= 1
        elif each.string == ":" and depth == 0:
            return each.start[0]
    return tokens[-1].end[0]


def _without_f_strings(text: str) -> str:
    """Put plain strings in place of f-strings; all lines stay where they are."""
    lines = text.split("\n")
    for (first, start), (last, end) in reversed(_f_strings(text)):
        after = lines[last][end:]
        lines[first : last + 1] = [lines[first][:start] + "''", *[""] * (last - first)]
        for number in range(first, last):
            lines[number] += " \\"
        lines[last] += after
    return "\n".join(lines)


def _f_strings(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Give where the f-strings of a file begin and end, without those inside of others."""
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider

    from unbroken.readers.libcst_reader import parse_module

    wrapper = MetadataWrapper(parse_module(text).module, unsafe_skip_copy=True)
    spans = sorted(
        ((span.start.line - 1, span.start.column), (span.end.line - 1, span.end.column))
        for node, span in wrapper.resolve(PositionProvider).items()
        if isinstance(node, cst.FormattedString)
    )
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for start, end in spans:
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
