"""What a commit breaks, which its message must announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding, Identity


def breaks_introduced(context: CheckContext) -> tuple[Outcome, list[Finding]]:
    """Check one project; return the outcome, and the breaks that the commit itself introduces.

    They count whether accepted or not. What a merge brings in was announced by the commits that
    introduced it. Where nothing is about to be committed there are none.
    """
    outcome = require_complete(check_project(context))
    if not outcome.is_change or not outcome.findings:
        return outcome, []
    from unbroken.policy.attribution import attribute
    from unbroken.policy.semver import breaking_findings

    broken = [finding for finding in breaking_findings(outcome.findings) if finding.introduced]
    for commit in context.change.merged() if broken and outcome.baseline is not None else ():
        # One from before the release lacks what came with it, and broke nothing.
        if _descends(context, commit):
            merged = _pre_existing(context, commit)
            broken = [finding for finding in attribute(broken, merged) if finding.introduced]
    return outcome, broken


def _descends(context: CheckContext, commit: str) -> bool:
    """Return whether a commit comes after the baseline, as far as the change itself does."""
    repository, baseline = context.repository, context.baseline_commit
    if repository.is_ancestor(baseline, commit):
        return True
    before = context.change.before
    return before is not None and not repository.is_ancestor(baseline, before)


def _pre_existing(context: CheckContext, commit: str) -> set[Identity]:
    from unbroken.checks.pre_existing import pre_existing_at
    from unbroken.loading.loader import Loader, read_anyhow

    development = context.development_version(context.tree_at(commit))
    options = context.comparison_options(development)
    return pre_existing_at(context, commit, options, Loader(read_anyhow, options.cache))
