"""Findings as text for people: where, what, the two versions, the call that breaks, a way out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from unbroken.report.blocks import Block, blocks_of
from unbroken.report.escaping import escaped, shortened_call
from unbroken.report.style import BOLD, CYAN, RED, YELLOW, painted, plain
from unbroken.report.versions import SourceTexts, version_lines
from unbroken.report.words import message_of, pastes_of, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_LEVEL_STYLES = {"error": RED, "warning": YELLOW, "note": CYAN}
_PATHS_SHOWN = 8
_LABEL_WIDTH = 10
_CODE_INDENT = " " * 12
_NARROWEST = 40


def findings_text(findings: Sequence[Finding], texts: SourceTexts, options: ReportOptions) -> str:
    """Return findings in blocks, with an empty line between two.

    Of those that do not fail a run, because they are accepted or pre-existing, only the first line
    is shown, unless `options` ask for more.
    """
    blocks = (_block_lines(block, texts, options) for block in blocks_of(findings))
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in blocks)


def header_line(finding: Finding, ref: str, options: ReportOptions) -> str:
    """Return the first line of a finding: `path:line:column: level[rule] object: message`.

    `ref` names the baseline.
    """
    place = f"{escaped(finding.path)}:{finding.line}:{finding.column}:"
    level = f"{finding.level}[{finding.rule}]"
    return (
        f"{painted(place, BOLD, options)} "
        f"{painted(level, _LEVEL_STYLES.get(finding.level), options)} "
        f"{escaped(finding.object)}: {message_of(finding, ref, verbose=options.verbose)}"
        f"{status_of(finding, verbose=options.verbose)}"
    )


def _block_lines(block: Block, texts: SourceTexts, options: ReportOptions) -> Iterator[str]:
    """Yield the lines of a block; what several of its findings say is said once."""
    findings = block.findings
    yield from (header_line(finding, texts.ref, options) for finding in findings)
    if _is_brief(findings[0], options):
        yield from _places(block, options)
        return
    yield from _once(version_lines(finding, texts, options) for finding in findings)
    yield from _once(_witness_lines(finding, options) for finding in findings)
    affects = dict.fromkeys(path for finding in findings for path in finding.affects)
    if affects:
        listed = _listed([escaped(path) for path in affects], options)
        yield from _wrapped("also:", listed, options)
    yield from _places(block, options)
    yield from _once(_remedy_lines(finding, options) for finding in findings)
    yield from _once(_code_lines(finding, texts.ref, options) for finding in findings)


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
    """Yield what to do."""
    if finding.remedy:
        yield from _wrapped("do:", plain(finding.remedy, options), options)


def _code_lines(finding: Finding, ref: str, options: ReportOptions) -> Iterator[str]:
    """Yield where to paste code, and the code. It is never wrapped.

    Empty lines are left out, because they separate findings.
    """
    label = "paste:"
    for where, code in pastes_of(finding, ref):
        if where:
            yield from _wrapped(label, where, options)
            label = ""
        yield from (f"{_CODE_INDENT}{escaped(line)}" for line in code.splitlines() if line)


def _wrapped(label: str, text: str, options: ReportOptions) -> list[str]:
    """Return a labelled text in lines that the terminal has room for."""
    start = f"  {label}"
    return textwrap.wrap(
        text,
        width=max(options.width, _NARROWEST),
        initial_indent=f"{start:<{_LABEL_WIDTH - 1}} ",
        subsequent_indent=" " * _LABEL_WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _places(block: Block, options: ReportOptions) -> Iterator[str]:
    """Yield the line with the other objects that have the same cause."""
    places = [
        f"{escaped(finding.object)} ({escaped(finding.path)}:{finding.line})"
        for finding in block.same_cause
    ]
    if places:
        yield from _wrapped("same in:", _listed(places, options), options)


def _listed(names: Sequence[str], options: ReportOptions) -> str:
    shown = names if options.verbose else names[:_PATHS_SHOWN]
    left_out = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left_out} more" if left_out else "")
