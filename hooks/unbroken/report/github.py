"""Findings as workflow commands of GitHub Actions, which shows them beside the code.

docs.github.com, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.report.crashes import crash_text
from unbroken.report.escaping import escaped
from unbroken.report.results import Result, results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.crash import Crash
    from unbroken.report.options import ReportOptions

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return one command a finding; what does not fail the run is a notice at most."""
    commands = [_command(result) for result in results_of(outcomes, options)]
    commands += [_crash(crash) for outcome in outcomes for crash in outcome.crashes]
    return "".join(f"{command}\n" for command in commands)


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
    return github_command(kind, properties, result.text)


def _crash(crash: Crash) -> str:
    properties = {
        "file": escaped(crash.path),
        "line": str(crash.line),
        "col": str(crash.column),
        "title": f"crash: {escaped(crash.object)}",
    }
    return github_command("error", properties, crash_text(crash))


def github_command(kind: str, properties: dict[str, str], message: str) -> str:
    """Return a command of a kind, with what it needs escaped."""
    text = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {text}::{_data(message)}"


def _data(text: str) -> str:
    """Escape the message of a command, as actions/toolkit does (core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
