"""`unbroken deprecations`: the deprecations of one project, as they are and as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unbroken.baseline.resolve import resolve_baseline
from unbroken.checks.pre_existing import sources_of
from unbroken.checks.project import ProjectCheck
from unbroken.policy.attribution import attribute
from unbroken.project.packages import find_packages
from unbroken.sources.trees import GitTree, commit_tree

if TYPE_CHECKING:
    from unbroken.checks.outcome import Outcome
    from unbroken.loading.loader import Loaded, Loader
    from unbroken.model.finding import Finding


class DeprecationCheck(ProjectCheck):
    """One project: whether its deprecations are well formed, kept, and not overdue."""

    def outcome(self) -> Outcome:
        """Check the version that comes, against the baseline where there is one."""
        from unbroken.loading.loader import Loader, read_anyhow

        self.baseline = resolve_baseline(
            self.repository, self.config, self.change, self.request.baseline
        )
        new = self.change.tree(self.project_folder())
        old = None
        if self.baseline.commit is None:
            self.packages = find_packages(self.config, new.files())
        else:
            self.packages = self.found_packages(self.baseline.commit)
            old = commit_tree(self.repository, self.baseline.commit, self.project_folder())
        loader = Loader(read_anyhow, self.request.cache)
        known = self._loaded(old, loader) if old is not None else None
        findings, count = self._findings(known, new, loader)
        development = self.development
        if findings and self.change.before is not None:
            # What was overdue is judged by the version of then.
            before = commit_tree(self.repository, self.change.before, self.project_folder())
            standing = self._findings(known, before, loader)[0]
            attribute(findings, (each.identity for each in standing))
        self.development = development
        sources = sources_of(self, old, new, self.modules(new)) if old is not None else None
        made = self.made(None, new.label, "griffe", "", sources, whole=True, findings=findings)
        return made._replace(deprecations=count, files=len(self.modules(new)))

    def _loaded(self, tree: GitTree, loader: Loader, *, anyhow: bool = False) -> Loaded | None:
        """Read a version; None where no file says a word of deprecation, unless `anyhow`."""
        files = self.modules(tree)
        words = {"deprecat"}
        words |= {e.rpartition(".")[2] for e in self.config.settings.deprecation.decorators}
        pattern = re.compile("|".join(map(re.escape, sorted(words))).encode(), re.IGNORECASE)
        texts = tree.read([path for each in files.values() for path in each.paths])
        if not anyhow and not any(pattern.search(each) for each in texts.values()):
            return None
        loader.prepare([(tree, files.values())], self.request.progress)
        return loader.load(tree, files.values(), self.names())

    def _findings(
        self, old: Loaded | None, tree: GitTree, loader: Loader
    ) -> tuple[list[Finding], int]:
        """Give what is wrong with the deprecations of a version, and how many there are."""
        from unbroken.checks.compare_packages import (
            judge_deprecations,
            unreadable_findings,
            without_unreadable,
        )

        new = self._loaded(tree, loader, anyhow=old is not None)
        if new is None:
            return [], 0
        before, after = without_unreadable(old or new, new)
        task = self.task(tree)
        findings, count = judge_deprecations(before if old is not None else None, after, task)
        return findings + unreadable_findings(new.unreadable, self.config), count
