"""Findings as a code quality report of GitLab.

docs.gitlab.com, "Code Quality report format".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from unbroken.report.escaping import escaped
from unbroken.report.results import results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def gitlab_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return a JSON array with one issue a finding; what does not fail the run is `info`."""
    issues = [
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
    return json.dumps(issues, indent=2) + "\n"
