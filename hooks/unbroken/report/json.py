"""The report as JSON, schema 1."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from unbroken.report.documents import SCHEMA_VERSION, baseline_data, json_text, tool_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions


def json_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return the outcomes of a run as one JSON document.

    Where several projects were checked, `baseline` is that of the first and the findings are those
    of all.
    """
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    return json_text(
        {
            "schema": SCHEMA_VERSION,
            "tool": tool_data(),
            "baseline": baseline_data(outcomes[0].baseline) if outcomes else None,
            "mode": "full" if any(outcome.whole for outcome in outcomes) else "incremental",
            "findings": msgspec.to_builtins(findings),
            "summary": _summary(outcomes, strict=options.strict),
        }
    )


def _summary(outcomes: Sequence[Outcome], *, strict: bool) -> dict[str, object]:
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    levels = Counter(finding.level for finding in findings)
    return {
        "errors": levels["error"],
        "warnings": levels["warning"],
        "notes": levels["note"],
        "introduced": sum(finding.introduced for finding in findings),
        "blocking": sum(len(outcome.blocking(strict=strict)) for outcome in outcomes),
        "files": sum(outcome.files for outcome in outcomes),
        "objects": sum(outcome.objects for outcome in outcomes),
        "packages": [name for outcome in outcomes for name in outcome.packages],
        "reader": next((outcome.how for outcome in outcomes if outcome.how), None),
        "unreadable_at_baseline": [
            {
                "path": file.path,
                "line": file.line,
                "column": file.column,
                "message": file.message,
            }
            for outcome in outcomes
            for file in outcome.unreadable
        ],
        "fallback": next(
            (outcome.note for outcome in outcomes if outcome.whole and outcome.note), None
        ),
    }
