"""The check of one project: its baseline, its packages, and how much of them must be read."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from unbroken.baseline.resolve import resolve_baseline
from unbroken.changes.in_flight import paths_in_repository
from unbroken.checks.metadata import with_metadata
from unbroken.checks.outcome import Outcome, apply_policies
from unbroken.checks.pre_existing import mark_introduced, sources_of, standing_at
from unbroken.errors import NothingToCheckError
from unbroken.loading.module_files import ModuleFiles, module_of
from unbroken.project.package_cache import packages_at
from unbroken.project.packages import Package, find_again, find_packages
from unbroken.sources.trees import GitTree, commit_tree

if TYPE_CHECKING:
    from unbroken.changes.in_flight import InFlight
    from unbroken.checks.compare_packages import Comparison, ComparisonOptions
    from unbroken.checks.incremental import Versions
    from unbroken.checks.run import Request
    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree
    from unbroken.model.finding import Finding
    from unbroken.policy.apply_acceptances import Sources
    from unbroken.project.development_version import Development
    from unbroken.search.exported_names import Search
    from unbroken.sources.git.repository import FileChange, Repository


def _is_module(packages: Iterable[Package], path: str) -> bool:
    return any(module_of(package, path) for package in packages)


class ProjectCheck:
    """One project: its baseline, its packages, and the comparison."""

    def __init__(
        self, repository: Repository, request: Request, config: Config, change: InFlight
    ) -> None:
        self.started = time.perf_counter()
        self.repository = repository
        self.request = request
        self.config = config
        self.change = change
        self.packages: tuple[Package, ...] = ()
        self.development: Development | None = None

    def outcome(self) -> Outcome:
        """Compare incrementally where that is asked for and possible, else the whole package."""
        self.baseline = baseline = resolve_baseline(
            *(self.repository, self.config, self.change, self.request.baseline),
            cache=self.request.cache,
        )
        if baseline.commit is None:
            return self.made(None, "", "", "nothing is committed yet")
        self.packages = self.found_packages(baseline.commit)
        note = ""
        if self.request.mode != "full" and self.change.before is not None:
            if self.config.settings.fail_on == "all":
                return self.whole(baseline.commit, 'fail-on is "all"')
            found = self.changed_only(baseline.commit, self.change.before)
            if isinstance(found, Outcome):
                return found
            note = found
        elif self.request.mode == "incremental":
            note = "nothing is staged and no range of commits is given"
        return self.whole(baseline.commit, note)

    def found_packages(self, baseline: str) -> tuple[Package, ...]:
        """Find the packages in the baseline; a project may have got its first one since."""

        def find() -> tuple[Package, ...]:
            paths = self.repository.tree(baseline, self.project_folder())
            return find_packages(self.config, paths)

        try:
            return packages_at(baseline, self.config, self.request.cache, find)
        except NothingToCheckError:
            return find_packages(self.config, self.change.tree(self.project_folder()).files())

    def project_folder(self) -> list[str]:
        """Give what a listing of the repository is limited to: nothing for the root."""
        return [self.config.folder] if self.config.folder else []

    def modules(self, tree: GitTree) -> ModuleFiles:
        """Give the source files of a version, in which the packages may have moved (to `src`)."""
        packages = find_again(self.config, self.packages, tree.files())
        return ModuleFiles(packages, tree.files(), self.config.is_skipped_test)

    def roots(self) -> list[str]:
        """Give the folders (or files) of the packages."""
        return [each.root for each in self.packages]

    def names(self) -> tuple[str, ...]:
        """Give the dotted names of the packages."""
        return tuple(each.name for each in self.packages)

    def task(self, new: SourceTree) -> ComparisonOptions:
        """Give what does not change from one version to the next, with the version to come."""
        from unbroken.checks.compare_packages import ComparisonOptions

        self.development = self.development_version(new)
        known = self.development and self.development.text
        cache, released = self.request.cache, self.released()
        baseline = self.baseline.version
        return ComparisonOptions(self.config, self.names(), known, cache, released, baseline)

    def released(self) -> tuple[str, ...]:
        """Give the versions that were released, where deprecations are timed by their number."""
        if self.config.settings.deprecation.unit != "release":
            return ()
        from unbroken.baseline.releases import find_releases

        found = find_releases(self.repository, self.config)
        return tuple(each.text for each in found if not each.unusable)

    def development_version(self, new: SourceTree) -> Development | None:
        """Find the version under development, in the version that is checked."""
        from unbroken.project.development_version import under_development

        def by_tags() -> str | None:
            from unbroken.baseline.next_version import next_version

            head, exact = self.change.head, self.change.is_release()
            return next_version(self.repository, self.config, head, exact=exact) if head else None

        packages = find_again(self.config, self.packages, new.files())
        return under_development(self.config, new, packages, by_tags)

    def changed_only(self, baseline: str, before: str) -> Outcome | str:
        """Compare the changed files; give the outcome, or why they alone do not decide."""
        from unbroken.checks.incremental import leaves_shape_alone

        sources = self.changed_sources()
        if not sources:
            named = "no source file among those named" if self.request.files else "no source file"
            return self.made(None, "", "", f"{named} changed")

        search = self.searching(baseline)
        if all(each.old is not None and each.new is not None for each in sources):
            paths = [each.path for each in sources]
            contents = list(
                self.repository.blobs(
                    [e.old for e in sources if e.old] + [e.new for e in sources if e.new]
                )
            )
            old = dict(zip(paths, contents[: len(paths)], strict=True))
            new = dict(zip(paths, contents[len(paths) :], strict=True))
            labels = self.config.settings.experimental_docstrings
            if leaves_shape_alone(old, new, search, labels):
                many = f"{len(sources)} changed files" if len(sources) > 1 else sources[0].path
                return self.made(None, "", "ast", f"the public shape of {many} is as it was")
        return self.compared(self.versions(baseline, before), [e.path for e in sources], search)

    def searching(self, baseline: str) -> Search:
        """Give a search of the baseline for the files that hand some names on."""
        made: Search | None = None

        def search(words: Collection[str]) -> Collection[str]:
            nonlocal made
            if made is None:
                from unbroken.search.index import baseline_search

                made = baseline_search(
                    *(self.repository, baseline, self.roots(), self.request.cache),
                    self.request.progress,
                )
            return made(words)

        return search

    def changed_sources(self) -> list[FileChange]:
        """Give the changed files that are modules of the project's packages."""
        packages = self.packages
        paths = set(self.config.without_tests(each.path for each in self.change.changes))
        sources = [
            each
            for each in self.change.changes
            if each.path in paths and each.path.endswith((".py", ".pyi"))
        ]
        if not all(_is_module(packages, each.path) for each in sources):
            files = self.change.tree(self.project_folder()).files()
            packages = (*packages, *find_again(self.config, packages, files))
        found = [each for each in sources if _is_module(packages, each.path)]
        if self.request.files:
            wanted = set(paths_in_repository(self.repository, self.request.cwd, self.request.files))
            found = [each for each in found if each.path in wanted]
        return found

    def versions(self, baseline: str, before: str) -> Versions:
        """Give the promise, what was before the change, and what comes."""
        from unbroken.checks.incremental import Version, Versions

        def at(tree: GitTree) -> Version:
            return Version(tree, self.modules(tree))

        def of(commit: str) -> Version:
            return at(commit_tree(self.repository, commit, self.project_folder()))

        resolve_baseline = of(baseline)
        started = resolve_baseline if before == baseline else of(before)
        return Versions(resolve_baseline, started, at(self.change.tree(self.project_folder())))

    def compared(self, versions: Versions, changed: list[str], search: Search) -> Outcome | str:
        """Compare what changed, as far as it goes; give the outcome, or why it does not."""
        from unbroken.checks.incremental import Escalation, compare_changed

        task = self.task(versions.new.tree)
        found = compare_changed(versions, changed, task, search)
        if isinstance(found, Escalation):
            return found.reason
        compared, standing = found
        mark_introduced(self, compared.findings, standing, task)
        paths = set(changed)
        findings = [
            each
            for each in compared.findings
            if each.introduced or each.path in paths or each.baseline_path in paths
        ]
        compared = compared._replace(findings=findings)
        sources = sources_of(self, versions.baseline.tree, versions.new.tree, versions.new.files)
        return self.made(compared, self.change.tree(()).label, "libcst", "", sources)

    def whole(self, baseline: str, note: str) -> Outcome:
        """Compare the whole package, read with griffe."""
        from unbroken.checks.compare_packages import compare_whole
        from unbroken.loading.loader import Loader, read_anyhow

        old = commit_tree(self.repository, baseline, self.project_folder())
        new = self.change.tree(self.project_folder())
        old_files, new_files = self.modules(old), self.modules(new)
        if not old_files and not new_files:
            raise NothingToCheckError(
                f"no module was found in {', '.join(self.roots())}, so nothing would be checked"
            )
        modules = (*old_files.values(), *new_files.values())
        in_flight = self.change.before is not None
        if not in_flight and all(self.config.is_excluded(each.path) for each in modules):
            raise NothingToCheckError(
                f"every file of {', '.join(self.names())} is a test or excluded, so nothing would "
                "be checked"
            )
        task = self.task(new)
        loader = Loader(read_anyhow, task.cache)
        compared = compare_whole(
            old, new, old_files, new_files, task, loader, self.request.progress
        )
        before = self.change.before
        if self.config.settings.fail_on == "introduced" and self.request.current is None:
            # Nothing in flight means that what differs from HEAD was introduced.
            before = before or self.repository.head
        if compared.findings and before is not None:
            standing = standing_at(self, before, task, loader)
            mark_introduced(self, compared.findings, standing, task)
        if self.change.before is None or self.request.mode == "full":
            from unbroken.checks.release import release_findings

            compared.findings.extend(release_findings(self, compared.findings, loader))
        sources = sources_of(self, old, new, new_files, whole=True)
        return self.made(compared, new.label, "griffe", note, sources, whole=True)

    def made(
        self,
        compared: Comparison | None,
        new: str,
        how: str,
        note: str,
        sources: Sources | None = None,
        *,
        whole: bool = False,
        findings: list[Finding] | None = None,
    ) -> Outcome:
        """Make the outcome; `compared` is None when it took no comparison."""
        baseline = self.baseline if self.baseline.commit is not None else None
        outcome = Outcome(
            self.config,
            self.names(),
            compared.findings if compared is not None else findings or [],
            baseline,
            new,
            how,
            compared.files if compared is not None else 0,
            compared.objects if compared is not None else 0,
            whole,
            note,
            time.perf_counter() - self.started,
            self.change.before is None,
            compared.unreadable_at_baseline if compared is not None else (),
            self.development,
        )
        return apply_policies(*with_metadata(self, outcome, sources))
