"""Findings as Markdown, for comments on pull requests and summaries of jobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unbroken.report.closing import closing_line, hints_of, warnings_of
from unbroken.report.escaping import escaped, shortened
from unbroken.report.outcomes import shown_findings
from unbroken.report.words import message_of, pastes_of, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding
    from unbroken.report.options import ReportOptions

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What GitHub Flavored Markdown gives a meaning, also in addresses without brackets (6.9)."""


def markdown_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return a section for each project, with an item for each finding."""
    lines = [line for outcome in outcomes for line in _section(outcome, options)]
    return "".join(f"{line}\n" for line in lines)


def _section(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    blocking = outcome.blocking(strict=options.strict)
    verdict = "API breaks" if blocking else "No blocking API breaks"
    if outcome.crashes:
        verdict = "Not everything could be checked"
    packages = markdown_text(", ".join(outcome.packages))
    yield f"### {verdict}{f' in {packages}' if packages else ''}"
    yield ""
    for finding in shown_findings(outcome, options):
        yield from _item(finding, outcome.baseline.ref if outcome.baseline is not None else "")
        yield ""
    for line in (*warnings_of(outcome), *hints_of(outcome, strict=options.strict)):
        yield f"- {markdown_text(line)}"
    yield f"<sub>{markdown_text(closing_line(outcome, verbose=options.verbose))}</sub>"
    yield ""


def _item(finding: Finding, ref: str) -> Iterator[str]:
    message = f"{markdown_text(message_of(finding, ref))}{markdown_text(status_of(finding))}"
    yield f"- **{finding.level}** `{finding.rule}` {code_span(finding.object)}: {message}"
    yield f"  {code_span(f'{finding.path}:{finding.line}')}"
    versions = []
    if finding.old is not None:
        sign = " " if finding.old == finding.new else "-"
        versions.append(f"{sign} {finding.old}")
    if finding.new is not None and finding.new != finding.old:
        versions.append(f"+ {finding.new}")
    if versions:
        yield from fenced_block("diff", versions)
    if finding.witness is not None:
        exception = finding.witness.exception
        raised = f"{exception}: " if exception is not None else ""
        error = f"# {raised}{finding.witness.error}"
        yield from fenced_block("python", [finding.witness.call, error])
    if finding.remedy:
        yield f"  {markdown_text(finding.remedy)}"
    is_toml = finding.code_place is not None and finding.code_place.path.endswith(".toml")
    for where, code in pastes_of(finding, ref):
        if where:
            yield f"  Paste {markdown_text(where)}:"
        yield from fenced_block("toml" if is_toml else "python", code.splitlines())


def markdown_text(text: str) -> str:
    """Return text in which nothing is markup, a mention or a link."""
    return _MARKUP.sub(r"\\\1", escaped(shortened(text)))


def code_span(text: str) -> str:
    """Return text as a code span, whatever backticks are in it (CommonMark 0.31, 6.1)."""
    text = escaped(shortened(text))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced_block(language: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a fenced block inside of a list item (CommonMark 0.31, 4.5)."""
    shown = [escaped(shortened(line)) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"  {fence}{language}"
    yield from (f"  {line}".rstrip() for line in shown)
    yield f"  {fence}"
