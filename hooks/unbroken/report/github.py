"""Findings as workflow commands of GitHub Actions, which shows them beside the code.

docs.github.com, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.report.escaping import escaped
from unbroken.report.results import Result, results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return one command a finding; what does not fail the run is a notice at most."""
    return "".join(f"{_command(result)}\n" for result in results_of(outcomes, options))


def _command(result: Result) -> str:
    finding = result.finding
    kind = _COMMANDS[finding.level] if result.counts else "notice"
    properties = {
        "file": escaped(finding.path),
        "line": str(finding.line),
        "endLine": str(finding.end_line),
        "col": str(finding.column),
        "title": f"{finding.rule}: {escaped(finding.object)}",
    }
    text = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {text}::{_data(result.text)}"


def _data(text: str) -> str:
    """Escape the message of a command, as actions/toolkit does (core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
