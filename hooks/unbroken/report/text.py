"""Findings as text for people: place, rule, what broke, the call that proves it, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.model.finding import Finding

_COLOURS = {"error": "31", "warning": "33", "note": "36"}
_SHOWN = 8
_LONGEST_CALL = 100
_ARGUMENTS_SHOWN = 4
_LONGEST = 400
_ENDS = 150


def escaped(text: str) -> str:
    """Make control characters that come from source text visible, so that they do nothing.

    C0 and C1 controls, line separators and the bidirectional controls ("Trojan Source",
    CVE-2021-42574) are written as Python would escape them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def escaped_lines(text: str) -> str:
    """As `escaped`, for text of ours in several lines."""
    return "\n".join(escaped(line) for line in text.split("\n"))


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


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
    standing = "" if finding.introduced else " (already so before this change)"
    accepted = f" (accepted: {plain(finding.reason or '')})" if finding.accepted else ""
    head = f"{paint(place, '1')} {level} {escaped(finding.object)}: {plain(finding.message)}"
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


def shortened(text: str) -> str:
    """Leave out the middle of what is too long to be read, such as a constant of many lines."""
    if len(text) <= _LONGEST:
        return text
    left_out = len(text) - 2 * _ENDS
    return f"{text[:_ENDS]} … {left_out} more characters … {text[-_ENDS:]}"


def shortened_call(call: str) -> str:
    """Leave out the middle arguments of a long call: those at its end are what breaks."""
    name, _, inner = call.removesuffix(")").partition("(")
    arguments = inner.split(", ")
    if len(call) <= _LONGEST_CALL or len(arguments) <= _ARGUMENTS_SHOWN:
        return call
    left_out = len(arguments) - _ARGUMENTS_SHOWN
    return f"{name}({arguments[0]}, … {left_out} more …, {', '.join(arguments[-3:])})"


def _listed(paths: Sequence[str], *, verbose: bool) -> str:
    shown = paths if verbose else paths[:_SHOWN]
    text = ", ".join(escaped(each) for each in shown)
    return text if len(shown) == len(paths) else f"{text} and {len(paths) - len(shown)} more"
