"""What of a project was broken already before a change, or is broken on the main branch."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from unbroken.changes.mainline import mainline_commits
from unbroken.policy.attribution import Identity, attribute
from unbroken.sources.trees import commit_tree

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import ComparisonOptions
    from unbroken.checks.project import ProjectCheck
    from unbroken.loading.loader import Loader, SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.finding import Finding
    from unbroken.policy.apply_acceptances import Sources


def standing_at(
    check: ProjectCheck, commit: str, task: ComparisonOptions, loader: Loader
) -> set[Identity]:
    """Give what was broken at a commit already, by comparing the whole package."""
    from unbroken.checks.compare_packages import compare_whole

    assert check.baseline.commit is not None
    old, then = (
        commit_tree(check.repository, each, check.project_folder())
        for each in (check.baseline.commit, commit)
    )
    compared = compare_whole(old, then, check.modules(old), check.modules(then), task, loader)
    return {each.identity for each in compared.findings}


def mark_introduced(
    check: ProjectCheck,
    findings: list[Finding],
    standing: Collection[Identity],
    task: ComparisonOptions,
) -> None:
    """Tell what a change breaks from what stood before it, or stands on the main branch."""
    attribute(findings, standing)
    if not any(each.introduced for each in findings):
        return
    assert check.baseline.commit is not None
    commits = mainline_commits(
        check.repository, check.change, check.config.settings.fallback, check.baseline.commit
    )
    if commits:
        from unbroken.loading.loader import Loader, read_anyhow

        loader = Loader(read_anyhow, task.cache)
        attribute(
            findings,
            {*standing}.union(*(standing_at(check, each, task, loader) for each in commits)),
        )


def sources_of(
    check: ProjectCheck,
    old: SourceTree,
    new: SourceTree,
    files: ModuleFiles,
    *,
    whole: bool = False,
) -> Sources:
    """Give what was compared, in which acceptances are looked for."""
    from unbroken.policy.apply_acceptances import Sources

    # What is accepted is so against the project's own baseline, in what is to come.
    complete = whole and check.request.baseline is None and check.request.current is None
    in_flight = check.change.before is not None
    changed = frozenset(each.path for each in check.change.changes) if in_flight else None
    return Sources(old, new, files, complete, changed)
