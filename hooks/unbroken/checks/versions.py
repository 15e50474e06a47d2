"""The versions of a project that a check compares, and the search of the earliest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.loading.loader import SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.search.exported_names import Search
    from unbroken.sources.trees import GitTree


class Version(NamedTuple):
    """One version of the packages: its files, and the source files among them by module name."""

    tree: SourceTree
    files: ModuleFiles


class Versions(NamedTuple):
    """The three versions of a change: the baseline, the one before the change, the new one."""

    baseline: Version
    before: Version
    new: Version

    @property
    def starts_at_baseline(self) -> bool:
        """Whether the change starts from the baseline, so that nothing happened in between."""
        return self.before is self.baseline


def versions_of(context: CheckContext, before: str, new: GitTree | None = None) -> Versions:
    """Return the baseline, what was there before the change, and what comes.

    `before` is the commit that the change starts from; `new` is the new version, None for the one
    under check.
    """
    baseline_tree = context.tree_at(context.baseline_commit)
    baseline = Version(baseline_tree, context.module_files(baseline_tree))

    def version(tree: GitTree) -> Version:
        return Version(tree, context.module_files(tree, baseline.files))

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
