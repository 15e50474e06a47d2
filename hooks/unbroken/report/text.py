"""Findings as text for people: where, what, the two versions, the call that breaks, a way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken.report.blocks import Block, blocks_of
from unbroken.report.differences import DiffLine, difference
from unbroken.report.escaping import escaped, shortened, shortened_call
from unbroken.report.excerpts import Excerpt, definition_excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_LEVEL_STYLES = {"error": "31", "warning": "33", "note": "36"}
_SIDE_STYLES = {"old": "31", "new": "32", "both": "0", "gap": "0"}
_SIGNS = {"old": "-", "new": "+", "both": " ", "gap": " "}
_BOLD = "1"
_PATHS_SHOWN = 8
_NARROWEST = 40
_CODE_INDENT = " " * 12
_MOST_CHANGED_LINES = 8
"""Where more lines of source differ, one line each is clearer."""


class SourceTexts(NamedTuple):
    """The files with findings, by path: at the baseline, which `ref` names, and now."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    ref: str = ""


NO_TEXTS = SourceTexts({}, {})


def findings_text(findings: Sequence[Finding], texts: SourceTexts, options: ReportOptions) -> str:
    """Return findings in blocks, with an empty line between two.

    Of those that do not fail a run, because they are accepted or pre-existing, only the first line
    is shown, unless `options` ask for more.
    """
    parts = []
    for block in blocks_of(findings):
        first = block.findings[0]
        is_brief = (first.accepted and not options.show_accepted) or (
            not first.introduced and not options.show_pre_existing
        )
        writer = _BlockWriter(block, texts, options)
        parts.append(writer.headers() if is_brief and not options.verbose else writer.text())
    return "\n".join(parts)


def header_line(finding: Finding, options: ReportOptions) -> str:
    """Return the first line of a finding: `path:line:column: level[rule] object: message`."""
    paint = _painter(options)
    place = f"{escaped(finding.path)}:{finding.line}:{finding.column}:"
    level = paint(f"{finding.level}[{finding.rule}]", _LEVEL_STYLES.get(finding.level, "0"))
    message = "; ".join(_plain(text, options) for text in (finding.message, *finding.notes))
    status = "" if finding.introduced else " (pre-existing)"
    if finding.accepted:
        status += f" (accepted: {_plain(finding.reason or '', options)})"
    return f"{paint(place, _BOLD)} {level} {escaped(finding.object)}: {message}{status}"


def _painter(options: ReportOptions) -> Callable[[str, str], str]:
    def paint(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if options.colour and style != "0" else text

    return paint


def _plain(text: str, options: ReportOptions) -> str:
    return escaped(text if options.verbose else shortened(text))


class _BlockWriter:
    """Writes one block."""

    def __init__(self, block: Block, texts: SourceTexts, options: ReportOptions) -> None:
        self.block = block
        self.texts = texts
        self.options = options
        self.paint = _painter(options)

    def headers(self) -> str:
        lines = [header_line(finding, self.options) for finding in self.block.findings]
        return "".join(f"{line}\n" for line in [*lines, *self._places()])

    def text(self) -> str:
        """Return all of the block, with a line break at its end."""
        lines = [header_line(finding, self.options) for finding in self.block.findings]
        details: dict[str, None] = {}
        for finding in self.block.findings:
            details.update(dict.fromkeys(["\n".join(self._versions(finding))]))
        for finding in self.block.findings:
            details.update(dict.fromkeys(self._witness(finding)))
        affects = dict.fromkeys(path for finding in self.block.findings for path in finding.affects)
        remedies = dict.fromkeys(
            self._remedy(finding) for finding in self.block.findings if finding.remedy
        )
        lines += (text for text in details if text)
        if affects:
            lines.append(f"  also:   {self._listed([escaped(path) for path in affects])}")
        lines += self._places()
        lines += remedies
        return "".join(f"{line}\n" for line in lines)

    def _witness(self, finding: Finding) -> Iterator[str]:
        """Yield one text of two lines: the call that breaks, and what it raises or means."""
        witness = finding.witness
        if witness is None:
            return
        call = witness.call if self.options.verbose else shortened_call(witness.call)
        raised = f"{witness.exception}: " if witness.exception is not None else ""
        error = self.paint(f"{raised}{_plain(witness.error, self.options)}", "31")
        yield f"  breaks: {_plain(call, self.options)}\n          {error}"

    def _remedy(self, finding: Finding) -> str:
        """Return one text: what to do, and below it the code to paste."""
        code = [f"{_CODE_INDENT}{escaped(line)}".rstrip() for line in finding.code.splitlines()]
        return "\n".join([f"  do:     {_plain(finding.remedy, self.options)}", *code])

    def _places(self) -> list[str]:
        """Return the line with the other objects that have the same cause."""
        places = [
            f"{escaped(finding.object)} ({escaped(finding.path)}:{finding.line})"
            for finding in self.block.same_cause
        ]
        return [f"  same in: {self._listed(places)}"] if places else []

    def _listed(self, names: Sequence[str]) -> str:
        shown = names if self.options.verbose else names[:_PATHS_SHOWN]
        left_out = len(names) - len(shown)
        return ", ".join(shown) + (f" and {left_out} more" if left_out else "")

    def _versions(self, finding: Finding) -> list[str]:
        """Return the two versions: lines of source where these show it, else one line each."""
        old = self._excerpt(self.texts.old, finding.baseline_path, finding.baseline_line)
        new = self._excerpt(self.texts.new, finding.path, finding.line)
        if finding.old is not None and old is not None:
            place = f"{finding.baseline_path}:{finding.baseline_line}"
            origin = f"  {escaped(self.texts.ref)}:{escaped(place)}"
            is_gone = finding.new is None and (
                new is None or new.name is None or old.name != new.name
            )
            if is_gone:
                return [origin, *self._diff(difference(old.lines, ()), old, old)]
            if new is not None and _shows(finding, old, new):
                lines = difference(old.lines, new.lines, new.definition - new.first)
                if sum(line.side in ("old", "new") for line in lines) <= _MOST_CHANGED_LINES:
                    return [origin, *self._diff(lines, old, new)]
        old_line = [] if finding.old is None else [_plain(finding.old, self.options)]
        new_line = [] if finding.new is None else [_plain(finding.new, self.options)]
        if old_line == new_line:
            new_line = []
        if not old_line:
            return [f"  + {text}" for text in new_line]
        lines = difference(old_line, new_line)
        return list(self._diff(lines, None, None, finding.parameter))

    def _excerpt(
        self, texts: Mapping[str, str], path: str | None, line: int | None
    ) -> Excerpt | None:
        source = texts.get(path) if path is not None else None
        return definition_excerpt(source, line) if source is not None and line else None

    def _diff(
        self,
        lines: Sequence[DiffLine],
        old: Excerpt | None,
        new: Excerpt | None,
        parameter: str | None = None,
    ) -> Iterator[str]:
        """Yield the lines of a difference, numbered where they are from excerpts of files.

        Of long lines, the part with the parameter is shown, or else the first difference.
        """
        width = 0
        if old is not None and new is not None:
            width = len(str(max(old.first + len(old.lines), new.first + len(new.lines))))
        starts = {
            line.side: start
            for line in lines
            if (start := _column_of(parameter, line.text)) is not None
        }
        first_start = min((start for line in lines for start, _ in line.marks), default=0)
        first_start = next(iter(starts.values()), first_start)
        for line in lines:
            excerpt = old if line.side == "old" else new
            number = f"{excerpt.first + line.position:{width}} " if excerpt is not None else ""
            if line.side == "gap":
                yield f"  {' ' * len(number)}  ..."
                continue
            room = max(self.options.width - len(number) - 4, _NARROWEST)
            text, marks = self._cropped(line, starts.get(line.side, first_start), room)
            sign = self.paint(f"{_SIGNS[line.side]} {text}".rstrip(), _SIDE_STYLES[line.side])
            yield f"  {number}{sign}"
            if marks:
                carets = self.paint(_carets(marks), _SIDE_STYLES[line.side])
                yield f"  {' ' * len(number)}  {carets}"

    def _cropped(
        self, line: DiffLine, column: int, room: int
    ) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the part of a long line around a column, and its marks."""
        if len(line.text) <= room or self.options.verbose:
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


def _column_of(parameter: str | None, text: str) -> int | None:
    """Return the column where a parameter is shown; None where it is not."""
    match = re.search(rf"\b{re.escape(parameter)}\b", text) if parameter else None
    return match.start() if match is not None else None


def _shows(finding: Finding, old: Excerpt, new: Excerpt) -> bool:
    """Return whether the lines of source show what a finding is about."""
    if old.kind != new.kind or old.lines == new.lines or finding.old == finding.new:
        return False
    return finding.parameter is None or finding.parameter in old.parameters | new.parameters


def _carets(marks: Sequence[tuple[int, int]]) -> str:
    text = ""
    for start, end in marks:
        text = text.ljust(start) + "^" * (end - start)
    return text
