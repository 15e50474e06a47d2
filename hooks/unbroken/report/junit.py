"""Findings as JUnit XML, one test case a finding.

The elements are those of the schema of Jenkins' xUnit plug-in (junit-10.xsd).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from unbroken.report.crashes import crash_text
from unbroken.report.escaping import escaped
from unbroken.report.results import Result, results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.crash import Crash
    from unbroken.report.options import ReportOptions


def junit_report(outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return a document with a suite for each project.

    A finding that does not fail the run is a skipped test; a project without findings has one test
    that passes, so that it is seen to have been checked.
    """
    suites = [_suite(outcome, options) for outcome in outcomes]
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n{"".join(suites)}</testsuites>\n'


def _suite(outcome: Outcome, options: ReportOptions) -> str:
    blocking = set(outcome.blocking(strict=options.strict))
    results = results_of([outcome], options)
    cases = [_case(result, fails=result.finding in blocking) for result in results]
    name = escaped(", ".join(outcome.packages)) or "unbroken"
    cases += [_crash(crash) for crash in outcome.crashes]
    if not cases:
        cases = [f'    <testcase classname={quoteattr(name)} name="no breaks"/>\n']
    failures = sum(result.finding in blocking for result in results)
    return (
        f'  <testsuite name={quoteattr(name)} tests="{len(cases)}" failures="{failures}" '
        f'errors="{len(outcome.crashes)}" skipped="{len(results) - failures}" '
        f'time="{outcome.seconds:.3f}">\n'
        f"{''.join(cases)}  </testsuite>\n"
    )


def _case(result: Result, *, fails: bool) -> str:
    finding = result.finding
    element = "failure" if fails else "skipped"
    message = quoteattr(f"{finding.level}[{finding.rule}] {escaped(finding.message)}")
    kind = f" type={quoteattr(finding.rule)}" if fails else ""
    place = f"{escaped(finding.path)}:{finding.line}:{finding.column}"
    details = escape(f"{place}\n{result.text}")
    return (
        f"    <testcase classname={quoteattr(escaped(finding.object))} "
        f"name={quoteattr(finding.rule)}>\n"
        f"      <{element}{kind} message={message}>{details}</{element}>\n"
        "    </testcase>\n"
    )


def _crash(crash: Crash) -> str:
    place = f"{escaped(crash.path)}:{crash.line}:{crash.column}"
    text = crash_text(crash)
    return (
        f"    <testcase classname={quoteattr(escaped(crash.object))} "
        f"name={quoteattr(crash.rule or 'every rule')}>\n"
        f'      <error type="crash" message={quoteattr(text)}>{escape(place)}</error>\n'
        "    </testcase>\n"
    )
