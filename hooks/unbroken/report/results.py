"""What the formats for machines say of each finding."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.finding import Finding
from unbroken.report.escaping import escaped, shortened
from unbroken.report.words import message_of, pastes_of, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions


class Result(NamedTuple):
    """A finding, and whether it counts: it is neither accepted nor pre-existing in a change."""

    finding: Finding
    counts: bool
    ref: str = ""
    """The name of the baseline."""

    @property
    def text(self) -> str:
        """The message, the call that breaks, and what to do, one a line; safe to be shown."""
        finding = self.finding
        message = f"{message_of(finding, self.ref)}{status_of(finding)}"
        lines = [f"{escaped(finding.object)}: {message}"]
        if finding.witness is not None:
            exception = finding.witness.exception
            raised = f"{exception}: " if exception is not None else ""
            lines.append(f"breaks: {escaped(shortened(finding.witness.call))}")
            lines.append(f"{raised}{escaped(shortened(finding.witness.error))}")
        if finding.remedy:
            lines.append(escaped(shortened(finding.remedy)))
        for where, code in pastes_of(finding, self.ref):
            if where:
                lines.append(f"Paste {where}:")
            lines += (escaped(line) for line in code.splitlines())
        return "\n".join(lines)

    @property
    def fingerprint(self) -> str:
        """A name that stays when lines move: by rule, object, parameter and file."""
        return fingerprint_of(*self.finding.identity, self.finding.path)


def fingerprint_of(*parts: str | None) -> str:
    """Return a name of something that has these parts."""
    text = "\0".join(part or "" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def results_of(outcomes: Sequence[Outcome], options: ReportOptions) -> list[Result]:
    """Return the findings of all projects, without notes unless verbose."""
    return [
        Result(
            finding,
            counts=not finding.accepted and (finding.introduced or not outcome.is_change),
            ref=outcome.baseline.ref if outcome.baseline is not None else "",
        )
        for outcome in outcomes
        for finding in outcome.findings
        if options.verbose or finding.level != "note"
    ]
