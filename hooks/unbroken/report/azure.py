"""Findings as logging commands of Azure Pipelines.

learn.microsoft.com, "Logging commands", `LogIssue`.
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


def azure_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return one command a finding; what does not fail the run is a warning at most."""
    commands = [_command(result) for result in results_of(outcomes, options)]
    commands += [_crash(crash) for outcome in outcomes for crash in outcome.crashes]
    return "".join(f"{command}\n" for command in commands)


def _command(result: Result) -> str:
    finding = result.finding
    properties = {
        "type": "error" if finding.level == "error" and result.counts else "warning",
        "sourcepath": escaped(finding.path),
        "linenumber": str(finding.line),
        "columnnumber": str(finding.column),
        "code": finding.rule,
    }
    return azure_command(properties, result.text)


def _crash(crash: Crash) -> str:
    properties = {
        "type": "error",
        "sourcepath": escaped(crash.path),
        "linenumber": str(crash.line),
        "columnnumber": str(crash.column),
        "code": "crash",
    }
    return azure_command(properties, f"{escaped(crash.object)}: {crash_text(crash)}")


def azure_command(properties: dict[str, str], message: str) -> str:
    """Return a command, with what it needs escaped."""
    text = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {text}]{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
