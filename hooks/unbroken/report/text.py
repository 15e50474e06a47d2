"""Findings as text for people: where, what, the two versions, the call that breaks, a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.report.blocks import Block, blocks_of
from unbroken.report.escaping import escaped, shortened_call
from unbroken.report.style import BOLD, CYAN, RED, YELLOW, painted, plain
from unbroken.report.versions import SourceTexts, version_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_LEVEL_STYLES = {"error": RED, "warning": YELLOW, "note": CYAN}
_PATHS_SHOWN = 8
_CODE_INDENT = " " * 12


def findings_text(findings: Sequence[Finding], texts: SourceTexts, options: ReportOptions) -> str:
    """Return findings in blocks, with an empty line between two.

    Of those that do not fail a run, because they are accepted or pre-existing, only the first line
    is shown, unless `options` ask for more.
    """
    blocks = (_block_lines(block, texts, options) for block in blocks_of(findings))
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in blocks)


def header_line(finding: Finding, options: ReportOptions) -> str:
    """Return the first line of a finding: `path:line:column: level[rule] object: message`."""
    place = f"{escaped(finding.path)}:{finding.line}:{finding.column}:"
    level = f"{finding.level}[{finding.rule}]"
    message = "; ".join(plain(text, options) for text in (finding.message, *finding.notes))
    status = "" if finding.introduced else " (pre-existing)"
    if finding.accepted:
        status += f" (accepted: {plain(finding.reason or '', options)})"
    return (
        f"{painted(place, BOLD, options)} "
        f"{painted(level, _LEVEL_STYLES.get(finding.level), options)} "
        f"{escaped(finding.object)}: {message}{status}"
    )


def _block_lines(block: Block, texts: SourceTexts, options: ReportOptions) -> Iterator[str]:
    """Yield the lines of a block; what several of its findings say is said once."""
    findings = block.findings
    yield from (header_line(finding, options) for finding in findings)
    if _is_brief(findings[0], options):
        yield from _places(block, options)
        return
    yield from _once(version_lines(finding, texts, options) for finding in findings)
    yield from _once(_witness_lines(finding, options) for finding in findings)
    affects = dict.fromkeys(path for finding in findings for path in finding.affects)
    if affects:
        yield f"  also:   {_listed([escaped(path) for path in affects], options)}"
    yield from _places(block, options)
    yield from _once(_remedy_lines(finding, options) for finding in findings)


def _is_brief(finding: Finding, options: ReportOptions) -> bool:
    """Return whether only the first line of a finding is shown."""
    if options.verbose:
        return False
    is_hidden = finding.accepted and not options.show_accepted
    return is_hidden or (not finding.introduced and not options.show_pre_existing)


def _once(groups: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of groups, of equal groups those of the first."""
    for group in dict.fromkeys(tuple(group) for group in groups):
        yield from group


def _witness_lines(finding: Finding, options: ReportOptions) -> Iterator[str]:
    """Yield the call that breaks, and what it raises or now means."""
    witness = finding.witness
    if witness is None:
        return
    call = witness.call if options.verbose else shortened_call(witness.call)
    raised = f"{witness.exception}: " if witness.exception is not None else ""
    yield f"  breaks: {plain(call, options)}"
    yield f"          {painted(f'{raised}{plain(witness.error, options)}', RED, options)}"


def _remedy_lines(finding: Finding, options: ReportOptions) -> Iterator[str]:
    """Yield what to do, and below it the code to paste."""
    if finding.remedy:
        yield f"  do:     {plain(finding.remedy, options)}"
    yield from (f"{_CODE_INDENT}{escaped(line)}".rstrip() for line in finding.code.splitlines())


def _places(block: Block, options: ReportOptions) -> Iterator[str]:
    """Yield the line with the other objects that have the same cause."""
    places = [
        f"{escaped(finding.object)} ({escaped(finding.path)}:{finding.line})"
        for finding in block.same_cause
    ]
    if places:
        yield f"  same in: {_listed(places, options)}"


def _listed(names: Sequence[str], options: ReportOptions) -> str:
    shown = names if options.verbose else names[:_PATHS_SHOWN]
    left_out = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left_out} more" if left_out else "")
