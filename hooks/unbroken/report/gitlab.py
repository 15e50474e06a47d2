"""Findings as a code quality report of GitLab.

docs.gitlab.com, "Code Quality report format".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from unbroken.report.crashes import crash_text
from unbroken.report.escaping import escaped
from unbroken.report.results import fingerprint_of, results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.crash import Crash
    from unbroken.report.options import ReportOptions

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def gitlab_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return a JSON array with one issue a finding; what does not fail the run is `info`."""
    issues: list[dict[str, object]] = [
        {
            "description": result.text,
            "check_name": result.finding.rule,
            "fingerprint": result.fingerprint,
            "severity": _SEVERITIES[result.finding.level] if result.counts else "info",
            "location": {
                "path": escaped(result.finding.path),
                "lines": {"begin": result.finding.line, "end": result.finding.end_line},
            },
        }
        for result in results_of(outcomes, options)
    ]
    issues += [_crash(crash) for outcome in outcomes for crash in outcome.crashes]
    return json.dumps(issues, indent=2) + "\n"


def _crash(crash: Crash) -> dict[str, object]:
    return {
        "description": f"{escaped(crash.object)}: {crash_text(crash)}",
        "check_name": "crash",
        "fingerprint": fingerprint_of("crash", crash.rule, crash.object, crash.path),
        "severity": "blocker",
        "location": {
            "path": escaped(crash.path),
            "lines": {"begin": crash.line, "end": crash.line},
        },
    }
