"""The commits of the main branch that a change only brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.changes.in_flight import InFlight
    from unbroken.sources.git.repository import Repository


def mainline_refs(branch: str) -> list[str]:
    """Return the refs that may be the main branch, local and remote."""
    names = [branch, "master"] if branch == "main" else [branch]
    return [
        f"{prefix}/{name}" for name in names for prefix in ("refs/remotes/origin", "refs/heads")
    ]


def mainline_commits(
    repository: Repository, change: InFlight, branch: str, baseline: str
) -> list[str]:
    """Return the commits of the main branch that a change merges in.

    A break in them was made by others. Commits that do not descend from the baseline are left out,
    as they lack what came with it without having broken it, and so are those that the change starts
    from. Where the change itself does not descend from the baseline (a tag on another branch, a
    snapshot), the main branch need not either.
    """
    heads = change.merged()
    if not heads or change.before is None:
        return []
    merge_bases: dict[str, None] = {}
    for ref in mainline_refs(branch):
        tip = repository.resolve(ref)
        # A merge that is being amended is still the tip of the branch that it was made on.
        if tip is None or tip == repository.head:
            continue
        for head in heads:
            merge_base = repository.merge_base(tip, head)
            if merge_base is not None and merge_base != change.head:
                merge_bases[merge_base] = None
    brought = [base for base in merge_bases if not repository.is_ancestor(base, change.before)]
    if not brought or not repository.is_ancestor(baseline, change.before):
        return brought
    return [commit for commit in brought if repository.is_ancestor(baseline, commit)]
