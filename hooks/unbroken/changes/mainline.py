"""What the main branch did already, and a change only brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.changes.in_flight import InFlight
    from unbroken.sources.git.repository import Repository


def mainline_refs(branch: str) -> list[str]:
    """Give the refs that may be the main branch, here and where it comes from."""
    names = [branch, "master"] if branch == "main" else [branch]
    return [f"{at}/{name}" for name in names for at in ("refs/remotes/origin", "refs/heads")]


def mainline_commits(
    repository: Repository, change: InFlight, branch: str, baseline: str
) -> list[str]:
    """Give the commits of the main branch that a change merges in.

    What breaks there was broken by others: the change only brings it along. Those that do not
    descend from the baseline do not count, as they lack what came with it and broke nothing; nor
    do those that the change starts from. Where the change itself does not descend from the baseline
    (a tag on another branch, a snapshot), the main branch need not either.
    """
    heads = change.merged()
    if not heads or change.before is None:
        return []
    found: dict[str, None] = {}
    for ref in mainline_refs(branch):
        tip = repository.resolve(ref)
        # A merge that is amended is still the tip of the branch that it was made on.
        if tip is None or tip == repository.head:
            continue
        for head in heads:
            base = repository.merge_base(tip, head)
            if base is not None and base != change.head:
                found[base] = None
    brought = [each for each in found if not repository.is_ancestor(each, change.before)]
    if not brought or not repository.is_ancestor(baseline, change.before):
        return brought
    return [each for each in brought if repository.is_ancestor(baseline, each)]
