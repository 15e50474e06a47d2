"""What a commit breaks, and its message has to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.verdict import Outcome

if TYPE_CHECKING:
    from unbroken.finding import Finding
    from unbroken.project_check import ProjectCheck


def breaks_made(check: ProjectCheck) -> tuple[Outcome, list[Finding]]:
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
    from unbroken.read.load import Loader, read_anyhow
    from unbroken.source.tree import commit_tree
    from unbroken.standing import standing_at

    task = check.task(commit_tree(check.repository, commit, check.project_folder()))
    return standing_at(check, commit, task, Loader(read_anyhow, task.cache))
