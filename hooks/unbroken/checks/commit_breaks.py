"""What a commit breaks, and its message has to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.checks.outcome import Outcome

if TYPE_CHECKING:
    from unbroken.checks.project import ProjectCheck
    from unbroken.model.finding import Finding


def breaks_introduced(check: ProjectCheck) -> tuple[Outcome, list[Finding]]:
    """Check one project; give what came of it, and the breaks that the commit itself makes.

    They count whether accepted or not. What a merge brings in was told by the commits that made
    it. Where nothing is about to be committed there are none.
    """
    outcome = check.outcome()
    if outcome.whole_run or not outcome.findings:
        return outcome, []
    from unbroken.policy.semver import breaks

    broken = [each for each in breaks(outcome.findings) if each.introduced]
    baseline = outcome.baseline.commit if outcome.baseline is not None else None
    for commit in check.change.merged() if broken and baseline is not None else ():
        # One from before the release lacks what came with it, and broke nothing.
        if _descends(check, baseline or "", commit):
            known = _standing(check, commit)
            broken = [each for each in broken if each.identity not in known]
    return outcome, broken


def _descends(check: ProjectCheck, baseline: str, commit: str) -> bool:
    """Tell whether a commit comes after the baseline, as far as the change itself does."""
    before = check.change.before
    if check.repository.is_ancestor(baseline, commit):
        return True
    return before is not None and not check.repository.is_ancestor(baseline, before)


def _standing(check: ProjectCheck, commit: str) -> set[tuple[str, str, str | None]]:
    from unbroken.checks.pre_existing import standing_at
    from unbroken.loading.loader import Loader, read_anyhow
    from unbroken.sources.trees import commit_tree

    task = check.task(commit_tree(check.repository, commit, check.project_folder()))
    return standing_at(check, commit, task, Loader(read_anyhow, task.cache))
