"""Findings in the Static Analysis Results Interchange Format (OASIS, SARIF 2.1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from unbroken._version import __version__
from unbroken.report.crashes import crash_text
from unbroken.report.documents import json_text
from unbroken.report.escaping import escaped
from unbroken.report.results import Result, results_of
from unbroken.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.crash import Crash
    from unbroken.report.options import ReportOptions

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/unbroken-dev/unbroken"
_LEVELS = {"error": "error", "warning": "warning", "note": "note", "off": "none"}


def sarif_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return a log with one run: the rules that were broken, and a result for each finding."""
    results = results_of(outcomes, options)
    rules = sorted({result.finding.rule for result in results})
    driver = {
        "name": "unbroken",
        "version": __version__,
        "informationUri": HOME,
        "rules": [_rule(name) for name in rules],
    }
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository"}}},
        "results": [_result(result, rules.index(result.finding.rule)) for result in results],
    }
    crashes = [crash for outcome in outcomes for crash in outcome.crashes]
    if crashes:
        notifications = [_notification(crash) for crash in crashes]
        run["invocations"] = [
            {"executionSuccessful": False, "toolExecutionNotifications": notifications}
        ]
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str) -> dict[str, object]:
    rule = all_rules()[name]
    summary, _, rest = rule.documentation.partition("\n")
    return {
        "id": name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": rest.strip() or summary},
        "help": {"text": rule.documentation.strip()},
        "helpUri": f"{HOME}/blob/main/docs/rules.md#{name}",
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"bump": rule.bump},
    }


def sarif_place(path: str, region: dict[str, int]) -> dict[str, object]:
    """Return a region of a file."""
    uri = quote(path.encode("utf-8", "surrogatepass"))
    return {"artifactLocation": {"uri": uri, "uriBaseId": "SRCROOT"}, "region": region}


def sarif_message(text: str) -> dict[str, object]:
    """Return a message in which nothing is a link (SARIF 2.1.0, 3.11.6)."""
    return {"text": text.replace("](", "\\](")}


def _notification(crash: Crash) -> dict[str, object]:
    region = {"startLine": crash.line, "startColumn": crash.column}
    return {
        "level": "error",
        "message": sarif_message(f"{escaped(crash.object)}: {crash_text(crash)}"),
        "locations": [{"physicalLocation": sarif_place(crash.path, region)}],
    }


def _result(result: Result, rule_index: int) -> dict[str, object]:
    finding = result.finding
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": max(finding.line, finding.end_line),
    }
    data: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.level],
        "message": sarif_message(result.text),
        "locations": [
            {
                "physicalLocation": sarif_place(finding.path, region),
                "logicalLocations": [{"fullyQualifiedName": finding.object}],
            }
        ],
        "partialFingerprints": {"unbroken/v1": result.fingerprint},
        "baselineState": "new" if finding.introduced else "unchanged",
    }
    if finding.accepted:
        data["suppressions"] = [{"kind": "external", "justification": finding.reason or ""}]
    return data
