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
_CONTINUATION = " " * 8
_OWN_COMMENT = re.compile(r"\s*#\s*unbroken:.*")
_MOST_CHANGED_LINES = 8
"""Where more lines of source differ, one line of each version is clearer."""


class SourceTexts(NamedTuple):
    """The files with findings, by path: at the baseline, which `ref` names, and now."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    ref: str = ""


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
        lines = _code_difference(old, new)
        if sum(line.side in ("old", "new") for line in lines) > _MOST_CHANGED_LINES:
            return None
    else:
        return None
    width = len(str(max(old.first + len(old.lines), new.first + len(new.lines))))
    # The first line of the finding says where something was that is gone.
    drawn = [f"  {origin}"] if finding.new is not None else []
    for line in lines:
        excerpt = old if line.side == "old" else new
        drawn += _drawn(line, f"{excerpt.first + line.position:{width}} ", options)
    return drawn


def _code_difference(old: Excerpt, new: Excerpt) -> list[DiffLine]:
    """Return the lines that differ; comments to unbroken are shown, and make no difference."""
    before, now = ([_OWN_COMMENT.sub("", line) for line in excerpt.lines] for excerpt in (old, new))
    return [
        line
        if line.side == "gap"
        else line._replace(text=(old if line.side == "old" else new).lines[line.position])
        for line in difference(before, now, new.definition - new.first)
    ]


def _signature_lines(finding: Finding, options: ReportOptions) -> list[str]:
    """Return one line of each version; one line without a sign if they are equal."""
    if finding.old is not None and finding.old == finding.new:
        return [*_drawn(DiffLine("both", 0, plain(finding.old, options)), "", options)]
    old = [] if finding.old is None else [plain(finding.old, options)]
    new = [] if finding.new is None else [plain(finding.new, options)]
    if not old:
        return [f"  + {text}" for text in new]
    return [text for line in difference(old, new) for text in _drawn(line, "", options)]


def _excerpt(texts: Mapping[str, str], path: str | None, line: int | None) -> Excerpt | None:
    source = texts.get(path) if path is not None else None
    return definition_excerpt(source, line) if source is not None and line else None


def _shows(finding: Finding, old: Excerpt, new: Excerpt) -> bool:
    """Return whether the lines of source show what a finding is about."""
    if old.kind != new.kind or old.lines == new.lines or finding.old == finding.new:
        return False
    return finding.parameter is None or finding.parameter in old.parameters | new.parameters


def _drawn(line: DiffLine, number: str, options: ReportOptions) -> Iterator[str]:
    """Yield a line after its number, and a line of carets below what is marked.

    A long line is broken; of its parts, those that differ are shown, and the first one.
    """
    indent = " " * (len(number) + 2)
    if line.side == "gap":
        yield f"{indent}  ..."
        return
    style, sign = _STYLES.get(line.side), _SIGNS.get(line.side, " ")
    room = max(options.width - len(indent) - 2, _NARROWEST)
    if options.verbose:
        room = len(line.text)
    prefix = number
    for text, marks in _parts(line, room):
        yield f"  {prefix}{painted(f'{sign} {text}'.rstrip(), style, options)}"
        if marks:
            yield f"{indent}  {painted(_carets(marks), style, options)}"
        prefix = " " * len(number)


def _parts(line: DiffLine, room: int) -> Iterator[tuple[str, Sequence[tuple[int, int]]]]:
    """Yield the parts of a line that there is room for, each with its marks.

    Parts between that do not differ are left out.
    """
    parts = [*_broken(line.text, room)]
    is_left_out = False
    for position, (start, end) in enumerate(parts):
        indent = _CONTINUATION if position else ""
        marks = [
            (max(left, start) - start + len(indent), min(right, end) - start + len(indent))
            for left, right in line.marks
            if left < end and right > start
        ]
        if position and not marks:
            is_left_out = True
            continue
        if is_left_out:
            yield f"{_CONTINUATION}…", ()
            is_left_out = False
        yield f"{indent}{line.text[start:end]}".rstrip(), marks
    if is_left_out:
        yield f"{_CONTINUATION}…", ()


def _broken(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text in which it fits, broken at spaces where there are some."""
    start = 0
    while start < len(text):
        space = room - (len(_CONTINUATION) if start else 0)
        end = min(start + space, len(text))
        if end < len(text):
            end = text.rfind(" ", start + space // 2, end) + 1 or end
        yield start, end
        start = end


def _carets(marks: Sequence[tuple[int, int]]) -> str:
    text = ""
    for start, end in marks:
        text = text.ljust(start) + "^" * (end - start)
    return text
