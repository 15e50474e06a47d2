"""The whole report of a run as text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from unbroken.report.closing import closing_line, hints_of, not_understood_of, warnings_of
from unbroken.report.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_NAMES_SHOWN = 3


def full_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return what was found, in blocks for people, and what was done."""
    parts: list[str] = []
    for outcome in outcomes:
        shown = _listed(outcome, options)
        if shown:
            from unbroken.report.text import findings_text
            from unbroken.report.versions import SourceTexts

            ref = outcome.baseline.ref if outcome.baseline is not None else ""
            texts = SourceTexts(outcome.old_texts, outcome.new_texts, ref)
            parts.append(findings_text(shown, texts, options))
        parts += _closing(outcome, options)
    return "".join(f"{part}\n" for part in [*parts, *_statistics(outcomes, options)])


def concise_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return what was found, a line each, and what was done."""
    parts: list[str] = []
    for outcome in outcomes:
        shown = _listed(outcome, options)
        if shown:
            from unbroken.report.text import header_line

            ref = outcome.baseline.ref if outcome.baseline is not None else ""
            parts += (header_line(finding, ref, options) for finding in shown)
        parts += _closing(outcome, options)
    return "".join(f"{part}\n" for part in [*parts, *_statistics(outcomes, options)])


def shown_findings(outcome: Outcome, options: ReportOptions) -> list[Finding]:
    """Return the findings that text shows: without notes unless verbose, when quiet the blocking.

    Pre-existing ones come first.
    """
    if options.quiet:
        return outcome.blocking(strict=options.strict)
    findings = [
        finding for finding in outcome.findings if options.verbose or finding.level != "note"
    ]
    return sorted(findings, key=lambda finding: finding.introduced)


def _listed(outcome: Outcome, options: ReportOptions) -> list[Finding]:
    """Return the shown findings without those that are only counted."""
    hidden = [] if options.show_accepted or options.verbose else _accepted_by_hand(outcome)
    return [finding for finding in shown_findings(outcome, options) if finding not in hidden]


def _accepted_by_hand(outcome: Outcome) -> list[Finding]:
    """Return the findings that entries and comments accept, not those that the version allows."""
    return [
        finding
        for finding in outcome.findings
        if finding.accepted
        and not (outcome.allowed_because and finding.reason == outcome.allowed_because)
    ]


def _accepted_line(outcome: Outcome) -> Iterator[str]:
    """Yield one line that names what was accepted."""
    names = list(dict.fromkeys(finding.object for finding in _accepted_by_hand(outcome)))
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        shown = escaped(", ".join(names[:_NAMES_SHOWN]))
        yield f"unbroken: accepted: {shown}{more} (--show-accepted shows why)"


def _closing(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    yield from warnings_of(outcome)
    if options.verbose:
        yield from not_understood_of(outcome)
    if not options.quiet:
        if not options.show_accepted and not options.verbose:
            yield from _accepted_line(outcome)
        yield from hints_of(outcome, strict=options.strict)
        yield closing_line(outcome, verbose=options.verbose)


def _statistics(outcomes: Sequence[Outcome], options: ReportOptions) -> Iterator[str]:
    """Yield how often each rule was broken, the most frequent first."""
    if not options.statistics:
        return
    counts = Counter(finding.rule for outcome in outcomes for finding in outcome.findings)
    width = len(str(max(counts.values(), default=0)))
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:{width}} {rule}"
