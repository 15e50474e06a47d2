"""The report as JSON, and its schema."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

import msgspec

from unbroken._version import __version__
from unbroken.model.crash import Crash
from unbroken.model.finding import Finding
from unbroken.report.documents import SCHEMA_VERSION, json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unbroken.baseline.baseline import Baseline
    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """The program that wrote the report."""

    name: str
    version: str


class ReportedBaseline(msgspec.Struct, frozen=True, kw_only=True):
    """The revision that was compared with, and why that one."""

    kind: Literal["argument", "config", "release", "snapshot", "fallback", "unborn"]
    ref: str
    commit: str | None
    version: str | None
    reason: str


class UnreadableFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the baseline that does not parse, so that nothing in it was compared."""

    path: str
    line: int
    column: int
    message: str


class StatementNotUnderstood(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the new version that may define names and that is not understood."""

    path: str
    line: int
    reason: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How much was compared, and how much was found."""

    errors: int
    warnings: int
    notes: int
    introduced: int
    blocking: int
    files: int
    objects: int
    packages: tuple[str, ...]
    reader: Literal["libcst", "griffe", "ast"] | None
    unreadable_at_baseline: tuple[UnreadableFile, ...]
    not_understood: tuple[StatementNotUnderstood, ...]
    crashes: tuple[Crash, ...]
    unchecked_projects: tuple[str, ...]
    fallback: str | None


class ReportedProject(msgspec.Struct, frozen=True, kw_only=True):
    """One project of the run: its folder in the repository ("" for the root), and its baseline.

    `findings` are the positions of its findings in those of the report.
    """

    folder: str
    packages: tuple[str, ...]
    baseline: ReportedBaseline | None
    findings: tuple[int, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What `--format json` prints: one document a run.

    Where several projects were checked, `baseline` is that of the first and the findings are those
    of all; `projects` says which belong to which.
    """

    schema: Literal[1]
    tool: Tool
    baseline: ReportedBaseline | None
    mode: Literal["incremental", "full"]
    findings: tuple[Finding, ...]
    projects: tuple[ReportedProject, ...]
    summary: Summary


def json_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return the outcomes of a run as one JSON document."""
    findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
    report = Report(
        schema=SCHEMA_VERSION,
        tool=Tool(name="unbroken", version=__version__),
        baseline=_baseline(outcomes[0].baseline) if outcomes else None,
        mode="full" if any(outcome.whole for outcome in outcomes) else "incremental",
        findings=findings,
        projects=tuple(_projects(outcomes)),
        summary=_summary(outcomes, findings, strict=options.strict),
    )
    return json_text(msgspec.to_builtins(report))


def _projects(outcomes: Sequence[Outcome]) -> Iterator[ReportedProject]:
    position = 0
    for outcome in outcomes:
        end = position + len(outcome.findings)
        yield ReportedProject(
            folder=outcome.config.folder,
            packages=outcome.packages,
            baseline=_baseline(outcome.baseline),
            findings=tuple(range(position, end)),
        )
        position = end


def report_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the report."""
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"unbroken report, schema {SCHEMA_VERSION}",
    }
    return schema | msgspec.json.schema(Report)


def _baseline(baseline: Baseline | None) -> ReportedBaseline | None:
    if baseline is None:
        return None
    return ReportedBaseline(
        kind=baseline.kind,
        ref=baseline.ref,
        commit=baseline.origin,
        version=baseline.version,
        reason=baseline.reason,
    )


def _summary(outcomes: Sequence[Outcome], findings: Sequence[Finding], *, strict: bool) -> Summary:
    levels = Counter(finding.level for finding in findings)
    return Summary(
        errors=levels["error"],
        warnings=levels["warning"],
        notes=levels["note"],
        introduced=sum(finding.introduced for finding in findings),
        blocking=sum(len(outcome.blocking(strict=strict)) for outcome in outcomes),
        files=sum(outcome.files for outcome in outcomes),
        objects=sum(outcome.objects for outcome in outcomes),
        packages=tuple(name for outcome in outcomes for name in outcome.packages),
        reader=next((outcome.reader for outcome in outcomes if outcome.reader), None),
        unreadable_at_baseline=tuple(
            UnreadableFile(path=file.path, line=file.line, column=file.column, message=file.message)
            for outcome in outcomes
            for file in outcome.unreadable
        ),
        not_understood=tuple(
            StatementNotUnderstood(path=path, line=statement.line, reason=statement.reason)
            for outcome in outcomes
            for path, statement in outcome.not_understood
        ),
        crashes=tuple(crash for outcome in outcomes for crash in outcome.crashes),
        unchecked_projects=tuple(
            folder for outcome in outcomes for folder in outcome.unchecked_projects
        ),
        fallback=next(
            (outcome.note for outcome in outcomes if outcome.whole and outcome.note), None
        ),
    )
