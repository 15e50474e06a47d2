"""The two versions of a definition: what was and what is, with the difference marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken.report.differences import DiffLine, difference
from unbroken.report.escaping import escaped
from unbroken.report.excerpts import Excerpt, definition_excerpt
from unbroken.report.style import GREEN, RED, painted, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_STYLES = {"old": RED, "new": GREEN}
_SIGNS = {"old": "-", "new": "+"}
_NARROWEST = 40
_MOST_CHANGED_LINES = 8
"""Where more lines of source differ, one line of each version is clearer."""


class SourceTexts(NamedTuple):
    """The files with findings, by path: at the baseline, which `ref` names, and now."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    ref: str = ""


NO_TEXTS = SourceTexts({}, {})


def version_lines(finding: Finding, texts: SourceTexts, options: ReportOptions) -> list[str]:
    """Return the two versions: lines of source where these show it, else one line each."""
    return _source_lines(finding, texts, options) or _signature_lines(finding, options)


def _source_lines(finding: Finding, texts: SourceTexts, options: ReportOptions) -> list[str] | None:
    """Return the place of the old version and what differs; None where the source does not show it.

    Something that is gone is shown as it was.
    """
    old = _excerpt(texts.old, finding.baseline_path, finding.baseline_line)
    new = _excerpt(texts.new, finding.path, finding.line)
    if finding.old is None or old is None:
        return None
    origin = escaped(f"{texts.ref}:{finding.baseline_path}:{finding.baseline_line}")
    is_there = new is not None and new.name is not None and new.name == old.name
    if finding.new is None and not is_there:
        lines, new = difference(old.lines, ()), old
    elif new is not None and _shows(finding, old, new):
        lines = difference(old.lines, new.lines, new.definition - new.first)
        if sum(line.side in ("old", "new") for line in lines) > _MOST_CHANGED_LINES:
            return None
    else:
        return None
    start = min((start for line in lines for start, _ in line.marks), default=0)
    width = len(str(max(old.first + len(old.lines), new.first + len(new.lines))))
    drawn = [f"  {origin}"]
    for line in lines:
        excerpt = old if line.side == "old" else new
        drawn += _drawn(line, f"{excerpt.first + line.position:{width}} ", start, options)
    return drawn


def _signature_lines(finding: Finding, options: ReportOptions) -> list[str]:
    """Return one line of each version; of long ones, the part with the parameter."""
    old = [] if finding.old is None else [plain(finding.old, options)]
    new = [] if finding.new in (None, finding.old) else [plain(finding.new or "", options)]
    if not old:
        return [f"  + {text}" for text in new]
    lines = difference(old, new)
    starts = {line.side: _column_of(finding.parameter, line.text) for line in lines}
    known = [start for start in starts.values() if start is not None]
    marked = [start for line in lines for start, _ in line.marks]
    default = known[0] if known else min(marked, default=0)
    drawn: list[str] = []
    for line in lines:
        start = starts[line.side]
        drawn += _drawn(line, "", default if start is None else start, options)
    return drawn


def _excerpt(texts: Mapping[str, str], path: str | None, line: int | None) -> Excerpt | None:
    source = texts.get(path) if path is not None else None
    return definition_excerpt(source, line) if source is not None and line else None


def _shows(finding: Finding, old: Excerpt, new: Excerpt) -> bool:
    """Return whether the lines of source show what a finding is about."""
    if old.kind != new.kind or old.lines == new.lines or finding.old == finding.new:
        return False
    return finding.parameter is None or finding.parameter in old.parameters | new.parameters


def _column_of(parameter: str | None, text: str) -> int | None:
    """Return the column where a parameter is shown; None where it is not."""
    match = re.search(rf"\b{re.escape(parameter)}\b", text) if parameter else None
    return match.start() if match is not None else None


def _drawn(line: DiffLine, number: str, column: int, options: ReportOptions) -> Iterator[str]:
    """Yield a line after its number, and a line of carets below what is marked.

    Of a long line, the part around a column is shown.
    """
    indent = " " * (len(number) + 2)
    if line.side == "gap":
        yield f"{indent}  ..."
        return
    style, sign = _STYLES.get(line.side), _SIGNS.get(line.side, " ")
    room = max(options.width - len(indent) - 2, _NARROWEST)
    if options.verbose:
        room = len(line.text)
    text, marks = _cropped(line, column, room)
    yield f"  {number}{painted(f'{sign} {text}'.rstrip(), style, options)}"
    if marks:
        yield f"{indent}  {painted(_carets(marks), style, options)}"


def _cropped(line: DiffLine, column: int, room: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the part of a line around a column that there is room for, and its marks."""
    if len(line.text) <= room:
        return line.text, line.marks
    start = max(0, min(column - room // 3, len(line.text) - room))
    end = start + room
    before, after = "… " if start else "", " …" if end < len(line.text) else ""
    shift = len(before) - start
    marks = tuple(
        (max(left, start) + shift, min(right, end) + shift)
        for left, right in line.marks
        if left < end and right > start
    )
    return f"{before}{line.text[start:end]}{after}", marks


def _carets(marks: Sequence[tuple[int, int]]) -> str:
    text = ""
    for start, end in marks:
        text = text.ljust(start) + "^" * (end - start)
    return text
