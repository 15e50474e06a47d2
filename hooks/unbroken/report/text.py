"""Findings as text for people: place, rule, what broke, the call that proves it, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from unbroken.report.escaping import escaped, shortened, shortened_call

if TYPE_CHECKING:
    from unbroken.model.finding import Finding

_COLOURS = {"error": "31", "warning": "33", "note": "36"}
_SHOWN = 8


def findings_text(findings: Sequence[Finding], *, colour: bool, verbose: bool = False) -> str:
    """Write findings in order, one block each, with an empty line between two.

    What stood before comes first: what this change does is read at the end.
    """
    ordered = sorted(findings, key=lambda each: each.introduced)
    return "\n".join(finding_text(each, colour=colour, verbose=verbose) for each in ordered)


def finding_text(finding: Finding, *, colour: bool, verbose: bool = False) -> str:
    """Write one finding as a block of lines, the first `path:line:column: level[rule] …`."""

    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    def plain(text: str) -> str:
        return escaped(text if verbose else shortened(text))

    place = f"{escaped(finding.path)}:{finding.line}:{finding.column}:"
    level = paint(f"{finding.level}[{finding.rule}]", _COLOURS.get(finding.level, "0"))
    standing = "" if finding.introduced else " (pre-existing)"
    accepted = f" (accepted: {plain(finding.reason or '')})" if finding.accepted else ""
    message = "; ".join(plain(text) for text in (finding.message, *finding.notes))
    head = f"{paint(place, '1')} {level} {escaped(finding.object)}: {message}"
    lines = [head + standing + accepted]
    if finding.old is not None:
        lines.append(f"  - {plain(finding.old)}")
    if finding.new is not None and finding.new != finding.old:
        lines.append(f"  + {plain(finding.new)}")
    if finding.witness is not None:
        call = finding.witness.call if verbose else shortened_call(finding.witness.call)
        lines.append(f"  breaks: {plain(call)}")
        exception = finding.witness.exception
        raised = f"{exception}: " if exception is not None else ""
        lines.append(f"          {raised}{plain(finding.witness.error)}")
    if finding.affects:
        lines.append(f"  also:   {_listed(finding.affects, verbose=verbose)}")
    if finding.remedy:
        lines.append(f"  do:     {plain(finding.remedy)}")
    return "\n".join(lines) + "\n"


def _listed(paths: Sequence[str], *, verbose: bool) -> str:
    shown = paths if verbose else paths[:_SHOWN]
    text = ", ".join(escaped(each) for each in shown)
    return text if len(shown) == len(paths) else f"{text} and {len(paths) - len(shown)} more"
