"""What of a project was broken already before a change, or is broken on the main branch."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from unbroken.checks.versions import versions_of

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import ComparisonOptions
    from unbroken.checks.context import CheckContext
    from unbroken.loading.loader import Loader, SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.finding import Finding, Identity
    from unbroken.policy.apply_acceptances import Sources


def pre_existing_at(
    context: CheckContext, commit: str, options: ComparisonOptions, loader: Loader
) -> set[Identity]:
    """Return what was broken at a commit already, by comparing the whole package."""
    from unbroken.checks.compare_versions import compare_versions
    from unbroken.policy.attribution import identities_of

    versions = versions_of(context, context.baseline_commit, context.tree_at(commit))
    return identities_of(compare_versions(context, versions, options, loader).findings)


def mark_introduced(
    context: CheckContext,
    findings: list[Finding],
    pre_existing: Collection[Identity],
    options: ComparisonOptions,
) -> list[Finding]:
    """Return the findings marked by whether the change introduces them.

    It does not introduce what was there before it, nor what is on the main branch.
    """
    from unbroken.changes.mainline import mainline_commits
    from unbroken.policy.attribution import attribute

    findings = attribute(findings, pre_existing)
    if not any(finding.introduced for finding in findings):
        return findings
    commits = mainline_commits(
        context.repository,
        context.change,
        context.config.settings.fallback,
        context.baseline_commit,
    )
    if not commits:
        return findings
    from unbroken.loading.loader import Loader, read_anyhow

    loader = Loader(read_anyhow, options.cache)
    identities = set(pre_existing)
    for commit in commits:
        identities |= pre_existing_at(context, commit, options, loader)
    return attribute(findings, identities)


def sources_of(
    context: CheckContext,
    old: SourceTree,
    new: SourceTree,
    files: ModuleFiles,
    *,
    complete: bool,
) -> Sources:
    """Return what was compared, in which acceptances are looked for.

    `complete` says whether all findings against the project's own baseline are known.
    """
    from unbroken.policy.apply_acceptances import Sources

    changed = frozenset(change.path for change in context.change.changes)
    return Sources(old, new, files, complete, changed if context.in_flight else None)
