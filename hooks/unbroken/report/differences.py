"""Two versions of some lines, side by side, with marks where they differ."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\w+|\s+|.")
_CONTEXT = 1
"""How many equal lines are shown beside lines that differ."""

_LEAST_SIMILAR = 0.4
"""From this ratio of `difflib` on, the parts that differ in two lines are marked."""

_MOST_COMPARED = 20_000
"""The pairs of words up to which `difflib` compares two lines: it takes time for each of them."""


class DiffLine(NamedTuple):
    """A line of a difference.

    `side` says whether it is in the old version only, the new one only, or in both; "gap" stands
    for lines that are left out. `marks` are the ranges of columns that differ from its counterpart.
    `position` is the index of the line in its version (the new one for lines in both).
    """

    side: Literal["old", "new", "both", "gap"]
    position: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()


def difference(old: Sequence[str], new: Sequence[str], anchor: int | None = None) -> list[DiffLine]:
    """Return the lines that differ, with their neighbours; all old lines where nothing is left.

    `anchor` is the position of a new line that is always shown, as the one with a function's name.
    """
    if not new:
        return [DiffLine("old", position, text) for position, text in enumerate(old)]
    lines: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            lines += (DiffLine("both", at, new[at]) for at in range(new_start, new_end))
        else:
            lines += _changed(
                [*enumerate(old)][old_start:old_end], [*enumerate(new)][new_start:new_end]
            )
    return _with_gaps(lines, anchor)


def _changed(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> Iterator[DiffLine]:
    """Yield changed lines, each old one directly before the new one that replaces it."""
    paired = min(len(old), len(new))
    for (old_at, old_text), (new_at, new_text) in zip(old[:paired], new[:paired], strict=True):
        old_marks, new_marks = marks_between(old_text, new_text)
        yield DiffLine("old", old_at, old_text, old_marks)
        yield DiffLine("new", new_at, new_text, new_marks)
    yield from (DiffLine("old", at, text) for at, text in old[paired:])
    yield from (DiffLine("new", at, text) for at, text in new[paired:])


def marks_between(
    old: str, new: str
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return the ranges of columns in which two lines differ; none for lines without likeness."""
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(old_tokens) * len(new_tokens) > _MOST_COMPARED:
        return _marks_of_long_lines(old, new)
    matcher = difflib.SequenceMatcher(None, old_tokens, new_tokens, autojunk=False)
    if matcher.ratio() < _LEAST_SIMILAR:
        return (), ()
    old_marks, new_marks = [], []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            old_marks.append(_columns(old_tokens, old_start, old_end))
            new_marks.append(_columns(new_tokens, new_start, new_end))
    return _not_empty(old_marks), _not_empty(new_marks)


def _marks_of_long_lines(
    old: str, new: str
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return one range each: what is between the beginning and the end that are the same."""
    start = _length_in_common(old, new)
    end = _length_in_common(old[start:][::-1], new[start:][::-1])
    if 2 * (start + end) < _LEAST_SIMILAR * (len(old) + len(new)):
        return (), ()
    return _not_empty([(start, len(old) - end)]), _not_empty([(start, len(new) - end)])


def _length_in_common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _columns(tokens: Sequence[str], start: int, end: int) -> tuple[int, int]:
    first = sum(map(len, tokens[:start]))
    return first, first + sum(map(len, tokens[start:end]))


def _not_empty(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in ranges if start < end)


def _with_gaps(lines: Sequence[DiffLine], anchor: int | None) -> list[DiffLine]:
    """Replace equal lines far from any difference by gaps."""
    changed = [at for at, line in enumerate(lines) if line.side != "both"]
    shown: list[DiffLine] = []
    for at, line in enumerate(lines):
        is_anchor = line.side == "both" and line.position == anchor
        if is_anchor or any(abs(at - other) <= _CONTEXT for other in changed):
            shown.append(line)
        elif not shown or shown[-1].side != "gap":
            shown.append(DiffLine("gap", line.position, ""))
    return shown
