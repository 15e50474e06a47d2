"""Findings as JSON, schema 1, all in ASCII: no terminal or pipe is misled by what is in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from unbroken._version import __version__
from unbroken.model.finding import Finding

if TYPE_CHECKING:
    from unbroken.checks.outcome import Outcome


class Document(msgspec.Struct, kw_only=True):
    """What `--format json` prints: one document a run."""

    schema: int = 1
    tool: dict[str, str]
    baseline: dict[str, str | None] | None
    mode: str
    findings: list[Finding]
    summary: dict[str, object]


def document_of(outcomes: Sequence[Outcome], *, strict: bool) -> str:
    """Write the outcomes of a run as one JSON document, indented by two.

    Where several projects were checked, `baseline` is that of the first and the findings are those
    of all.
    """
    findings = [each for outcome in outcomes for each in outcome.findings]
    blocked = sum(len(outcome.blocking(strict=strict)) for outcome in outcomes)
    baseline = outcomes[0].baseline if outcomes else None
    document = Document(
        tool={"name": "unbroken", "version": __version__},
        baseline=None
        if baseline is None
        else {
            "kind": baseline.kind,
            "ref": baseline.ref,
            "commit": baseline.origin,
            "version": baseline.version,
            "reason": baseline.reason,
        },
        mode="full" if any(outcome.whole for outcome in outcomes) else "incremental",
        findings=findings,
        summary={
            "errors": sum(each.level == "error" for each in findings),
            "warnings": sum(each.level == "warning" for each in findings),
            "notes": sum(each.level == "note" for each in findings),
            "introduced": sum(each.introduced for each in findings),
            "blocking": blocked,
            "files": sum(outcome.files for outcome in outcomes),
            "objects": sum(outcome.objects for outcome in outcomes),
            "packages": [name for outcome in outcomes for name in outcome.packages],
            "reader": next((each.how for each in outcomes if each.how), None),
            "unreadable_at_baseline": [
                {
                    "path": each.path,
                    "line": each.line,
                    "column": each.column,
                    "message": each.message,
                }
                for outcome in outcomes
                for each in outcome.unreadable
            ],
            "fallback": next((each.note for each in outcomes if each.whole and each.note), None),
        },
    )
    return json.dumps(msgspec.to_builtins(document), indent=2)
