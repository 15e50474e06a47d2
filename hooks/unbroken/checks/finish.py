"""The last steps of every check: the project's metadata, then the policies."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from unbroken.checks.exclusions import exclusion_findings
from unbroken.checks.metadata import with_metadata
from unbroken.checks.outcome import Outcome, Reader, apply_policies

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Comparison
    from unbroken.checks.context import CheckContext
    from unbroken.policy.apply_acceptances import Sources
    from unbroken.project.development_version import Development


def finish_without_comparison(
    context: CheckContext, note: str, *, reader: Reader | None = None
) -> Outcome:
    """Return the outcome of a check that needed no comparison of sources; `note` says why."""
    return _finish(context, _outcome(context, reader=reader, note=note), None)


def finish(
    context: CheckContext,
    comparison: Comparison,
    sources: Sources | None,
    *,
    new: str,
    reader: Reader | None,
    whole: bool,
    note: str = "",
    development: Development | None = None,
    metadata: bool = True,
) -> Outcome:
    """Return the outcome of a comparison.

    `sources` are where acceptances are looked for. Without `metadata`, what the project says of
    itself is not compared. The rest are fields of `Outcome`.
    """
    outcome = _outcome(context, reader=reader, note=note)._replace(
        findings=comparison.findings,
        new=new,
        files=comparison.files,
        differing=comparison.differing,
        objects=comparison.objects,
        whole=whole,
        unreadable=comparison.unreadable_at_baseline,
        not_understood=comparison.not_understood,
        crashes=comparison.crashes,
        removals=comparison.removals,
        development=development,
    )
    if not metadata:
        outcome = apply_policies(outcome, sources)
        return outcome._replace(seconds=time.perf_counter() - context.started)
    return _finish(context, outcome, sources)


def _outcome(context: CheckContext, *, reader: Reader | None, note: str) -> Outcome:
    return Outcome(
        config=context.config,
        packages=context.package_names,
        findings=[],
        baseline=context.baseline if context.baseline.commit is not None else None,
        new="",
        reader=reader,
        files=0,
        objects=0,
        whole=False,
        note=note,
        seconds=0.0,
        is_change=context.in_flight,
    )


def _finish(context: CheckContext, outcome: Outcome, sources: Sources | None) -> Outcome:
    outcome, sources = with_metadata(context, outcome, sources)
    outcome = outcome._replace(findings=[*outcome.findings, *exclusion_findings(context)])
    outcome = apply_policies(outcome, sources)
    return outcome._replace(seconds=time.perf_counter() - context.started)
