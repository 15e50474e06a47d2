"""The versions of a project that a check compares, and the search of the earliest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.incremental import Versions
    from unbroken.search.exported_names import Search
    from unbroken.sources.trees import GitTree


def versions_of(context: CheckContext, before: str, new: GitTree | None = None) -> Versions:
    """Return the baseline, what was there before the change, and what comes.

    `before` is the commit that the change starts from; `new` is the new version, None for the one
    under check.
    """
    from unbroken.checks.incremental import Version, Versions

    def version(tree: GitTree) -> Version:
        return Version(tree, context.module_files(tree))

    baseline = version(context.tree_at(context.baseline_commit))
    is_baseline = before == context.baseline_commit
    return Versions(
        baseline=baseline,
        before=baseline if is_baseline else version(context.tree_at(before)),
        new=version(new if new is not None else context.new_tree()),
    )


def search_of_baseline(context: CheckContext) -> Search:
    """Return a search of the baseline for the files that re-export some names.

    Its index is made at the first use: most commits need none.
    """
    made: list[Callable[[Collection[str]], Collection[str]]] = []

    def search(words: Collection[str]) -> Collection[str]:
        if not made:
            from unbroken.search.index import baseline_search

            made.append(
                baseline_search(
                    context.repository,
                    context.baseline_commit,
                    context.package_roots,
                    context.request.cache,
                    context.request.progress,
                )
            )
        return made[0](words)

    return search
