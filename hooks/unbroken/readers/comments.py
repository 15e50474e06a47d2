"""Comments that address a tool, and the statement that each of them belongs to."""

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

    The lines of a definition are those from its first decorator to the colon.
    """

    name: str
    first: int
    last: int


class Comment(NamedTuple):
    """A comment: its text from the `#` on, its place, and the statement that it belongs to.

    That is the statement on whose lines it stands; a comment on a line of its own outside every
    statement belongs to the statement directly below.
    """

    text: str
    line: int
    column: int
    at: Statement | None


class _CommentToken(NamedTuple):
    text: str
    line: int
    column: int
    is_alone: bool


def comments_with(source: bytes, word: str) -> list[Comment]:
    """Return the comments of a file that contain a word; none of a file that does not parse."""
    if word.encode() not in source.lower():
        return []
    try:
        text = decode(source)
        if syntax_error(text) is not None:
            # Python before 3.12 cannot tokenize all f-strings, and they hold no comments there.
            text = _without_f_strings(text)
        reader = _TokenReader()
        reader.read(text)
    except (UnreadableError, tokenize.TokenError, SyntaxError, RecursionError, MemoryError):
        return []
    return [
        Comment(token.text, token.line, token.column, reader.statement_at(token))
        for token in reader.comments
        if word in token.text.lower()
    ]


class _TokenReader:
    """Collects the statements and comments of a file from its tokens."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.comments: list[_CommentToken] = []
        self._outer_names: list[str] = []
        self._name = ""
        self._first_lines: list[int] = []
        self._comment_lines: list[int] = []

    def read(self, text: str) -> None:
        """Collect the statements and comments of a source."""
        statement: list[tokenize.TokenInfo] = []
        first_decorator: int | None = None
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                is_alone = not token.line[: token.start[1]].strip()
                line, column = token.start
                self.comments.append(_CommentToken(token.string, line, column + 1, is_alone))
            elif token.type == tokenize.INDENT:
                self._outer_names.append(self._name)
            elif token.type == tokenize.DEDENT:
                self._outer_names.pop()
            elif token.type == tokenize.NEWLINE:
                first = first_decorator if first_decorator is not None else statement[0].start[0]
                if statement[0].string == "@":
                    first_decorator = first
                else:
                    self._add(statement, first, token.start[0])
                    first_decorator = None
                statement = []
            elif token.type not in _LAYOUT:
                statement.append(token)

    def statement_at(self, comment: _CommentToken) -> Statement | None:
        """Return the statement that a comment belongs to, or None."""
        if not self._first_lines:
            self._first_lines = [statement.first for statement in self.statements]
            self._comment_lines = [token.line for token in self.comments if token.is_alone]
        before = bisect_right(self._first_lines, comment.line)
        if before and comment.line <= self.statements[before - 1].last:
            return self.statements[before - 1]
        if not comment.is_alone or before == len(self.statements):
            return None
        below = self.statements[before]
        start = bisect_right(self._comment_lines, comment.line)
        comments_between = bisect_left(self._comment_lines, below.first) - start
        return below if comments_between == below.first - comment.line - 1 else None

    def _add(self, tokens: list[tokenize.TokenInfo], first: int, last: int) -> None:
        words = [token.string for token in tokens[:3]]
        if words[0] == "async":
            words = words[1:]
        is_definition = words[0] in ("def", "class") and len(words) > 1
        self._name = words[1] if is_definition else ""
        name = self._name or words[0]
        if is_definition:
            last = _line_of_colon(tokens)
        dotted = ".".join(part for part in (*self._outer_names, name) if part)
        self.statements.append(Statement(dotted, first, last))


def _line_of_colon(tokens: list[tokenize.TokenInfo]) -> int:
    """Return the line of the colon that ends the header of a definition."""
    depth = 0
    for token in tokens:
        if token.string in _OPENING:
            depth += 1
        elif token.string in _CLOSING:
            depth -= 1
        elif token.string == ":" and depth == 0:
            return token.start[0]
    return tokens[-1].end[0]


def _without_f_strings(text: str) -> str:
    """Replace f-strings by plain strings; no line moves."""
    lines = text.split("\n")
    for (first, start), (last, end) in reversed(_f_strings(text)):
        rest = lines[last][end:]
        lines[first : last + 1] = [lines[first][:start] + "''", *[""] * (last - first)]
        for number in range(first, last):
            lines[number] += " \\"
        lines[last] += rest
    return "\n".join(lines)


def _f_strings(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the start and end of each f-string of a file that is not inside another one."""
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider

    from unbroken.readers.libcst_reader import parse_module

    wrapper = MetadataWrapper(parse_module(text).module, unsafe_skip_copy=True)
    spans = sorted(
        ((span.start.line - 1, span.start.column), (span.end.line - 1, span.end.column))
        for node, span in wrapper.resolve(PositionProvider).items()
        if isinstance(node, cst.FormattedString)
    )
    outermost: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for start, end in spans:
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    return outermost
