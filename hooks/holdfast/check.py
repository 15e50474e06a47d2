"""The run itself: which versions are compared, and how much of them must be read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfast.config import Config
from holdfast.config_file import find_configs
from holdfast.errors import NothingToCheckError
from holdfast.project import Package, find_packages, module_files, module_of
from holdfast.source.baseline import Baseline, find_baseline
from holdfast.source.changes import InFlight, in_flight, within
from holdfast.source.git import Change, Repository
from holdfast.source.tree import commit_tree

if TYPE_CHECKING:
    from holdfast.comparison import Task
    from holdfast.finding import Finding
    from holdfast.incremental import Versions

Mode = Literal["check", "incremental", "full"]

_ALONE = "the public shape of the changed files is as it was"


class Request(NamedTuple):
    """What the command line asks for; None and () where it says nothing."""

    mode: Mode
    cwd: str
    files: tuple[str, ...] = ()
    baseline: str | None = None
    current: str | None = None
    config: str | None = None
    environment: Mapping[str, str] = os.environ
    progress: Callable[[int], None] | None = None
    settings: Config | None = None
    """Used instead of what the files say."""


class Outcome(NamedTuple):
    """What came of one project.

    `how` says what read the sources; `whole` whether the whole package was compared; `note` why
    the changed files alone did not do. `baseline` is None when nothing was promised yet.
    """

    config: Config
    packages: tuple[str, ...]
    findings: list[Finding]
    baseline: Baseline | None
    new: str
    how: str
    files: int
    objects: int
    whole: bool
    note: str
    seconds: float
    whole_run: bool = False
    """Whether nothing was in flight, so that all findings count."""


def run(request: Request) -> list[Outcome]:
    """Check all projects that the request is about.

    Raises HoldfastError when a check cannot be made.
    """
    with Repository.discover(request.cwd, request.environment) as repository:
        change = in_flight(
            repository, request.cwd, request.environment, request.current, request.files
        )

        def below() -> list[str]:
            return [each for each in repository.index() if each.endswith("/pyproject.toml")]

        configs = (
            [request.settings]
            if request.settings is not None
            else find_configs(request.cwd, repository.root, request.config, below)
        )
        return [_Run(repository, request, each, change).outcome() for each in configs]


class _Run:
    """One project: its baseline, its packages, and the comparison."""

    def __init__(
        self, repository: Repository, request: Request, config: Config, change: InFlight
    ) -> None:
        self.started = time.perf_counter()
        self.repository = repository
        self.request = request
        self.config = config
        self.change = change

    def outcome(self) -> Outcome:
        """Compare incrementally where that is asked for and possible, else the whole package."""
        baseline = find_baseline(
            self.repository,
            self.config,
            self.request.baseline,
            self.change.head,
            cutting=self.change.is_release(),
        )
        if baseline.commit is None:
            return self.made([], None, "", "", 0, 0, whole=False)
        self.baseline = baseline
        self.packages = self.found_packages(baseline.commit)
        note = ""
        if self.request.mode != "full" and self.change.before is not None:
            found = self.changed_only(baseline.commit, self.change.before)
            if isinstance(found, Outcome):
                return found
            note = found
        elif self.request.mode == "incremental":
            note = "nothing is staged and no range of commits is given"
        return self.whole(baseline.commit, note)

    def found_packages(self, baseline: str) -> tuple[Package, ...]:
        """Find the packages in the baseline; a project may have got its first one since."""
        under = [self.config.folder] if self.config.folder else []
        paths = self.repository.tree(baseline, under)
        try:
            return find_packages(self.config, paths)
        except NothingToCheckError:
            return find_packages(self.config, self.change.tree(under).files())

    def roots(self) -> list[str]:
        return [each.root for each in self.packages]

    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.packages)

    def task(self) -> Task:
        from holdfast.comparison import Task

        return Task(self.config, self.names(), self.config.version())

    def changed_only(self, baseline: str, before: str) -> Outcome | str:
        """Compare the changed files; give the outcome, or why they alone do not decide."""
        from holdfast.incremental import leaves_shape_alone

        sources = self.changed_sources()
        if not sources:
            return self.made([], self.baseline, "", "no source file changed", 0, 0, whole=False)

        def search(words: Collection[str]) -> list[str]:
            # Whether somebody star-imports a file shows in no name.
            return self.repository.containing([*words, "import *"], baseline, self.roots())

        if all(each.old is not None and each.new is not None for each in sources):
            paths = [each.path for each in sources]
            contents = list(
                self.repository.blobs(
                    [e.old for e in sources if e.old] + [e.new for e in sources if e.new]
                )
            )
            old = dict(zip(paths, contents[: len(paths)], strict=True))
            new = dict(zip(paths, contents[len(paths) :], strict=True))
            if leaves_shape_alone(old, new, search):
                new_label = self.change.tree(()).label
                return self.made([], self.baseline, new_label, _ALONE, len(sources), 0, whole=False)
        return self.compared(self.versions(baseline, before), [e.path for e in sources], search)

    def changed_sources(self) -> list[Change]:
        """Give the changed files that are modules of the project's packages."""
        found = []
        for each in self.change.changes:
            if any(module_of(package, each.path) for package in self.packages):
                found.append(each)
        if self.request.files:
            wanted = set(within(self.repository, self.request.cwd, self.request.files))
            found = [each for each in found if each.path in wanted]
        return found

    def versions(self, baseline: str, before: str) -> Versions:
        from holdfast.incremental import Version, Versions

        trees = (
            commit_tree(self.repository, baseline, self.roots()),
            commit_tree(self.repository, before, self.roots()),
            self.change.tree(self.roots()),
        )
        return Versions(
            *(Version(tree, module_files(self.packages, tree.files())) for tree in trees)
        )

    def compared(
        self, versions: Versions, changed: list[str], search: Callable[[Collection[str]], list[str]]
    ) -> Outcome | str:
        from holdfast.incremental import Escalation, compare_changed

        found = compare_changed(versions, changed, self.task(), search)
        if isinstance(found, Escalation):
            return found.reason
        compared, standing = found
        identities = set(standing)
        for each in compared.findings:
            each.introduced = each.identity not in identities
        paths = set(changed)
        findings = [
            each
            for each in compared.findings
            if each.introduced or each.path in paths or each.baseline_path in paths
        ]
        how = "libcst"
        return self.made(
            findings,
            self.baseline,
            self.change.tree(()).label,
            how,
            compared.files,
            compared.objects,
            whole=False,
        )

    def whole(self, baseline: str, note: str) -> Outcome:
        """Compare the whole package, read with griffe."""
        from holdfast.comparison import compare_whole
        from holdfast.read.load import Loader, read_anyhow

        old = commit_tree(self.repository, baseline, self.roots())
        new = self.change.tree(self.roots())
        old_files, new_files = (
            module_files(self.packages, old.files()),
            module_files(self.packages, new.files()),
        )
        if not old_files and not new_files:
            raise NothingToCheckError(
                f"no module was found in {', '.join(self.roots())}, so nothing would be checked"
            )
        loader = Loader(read_anyhow)
        task = self.task()
        compared = compare_whole(
            old, new, old_files, new_files, task, loader, self.request.progress
        )
        if compared.findings and self.change.before is not None:
            before = commit_tree(self.repository, self.change.before, self.roots())
            standing = compare_whole(
                old, before, old_files, module_files(self.packages, before.files()), task, loader
            )
            identities = {each.identity for each in standing.findings}
            for each in compared.findings:
                each.introduced = each.identity not in identities
        return self.made(
            compared.findings,
            self.baseline,
            new.label,
            "griffe",
            compared.files,
            compared.objects,
            whole=True,
            note=note,
        )

    def made(
        self,
        findings: list[Finding],
        baseline: Baseline | None,
        new: str,
        how: str,
        files: int,
        objects: int,
        *,
        whole: bool,
        note: str = "",
    ) -> Outcome:
        if findings and baseline is not None and self.config.settings.accept:
            from holdfast.policy.accepted import accept

            accept(findings, self.config.settings.accept, baseline.version or baseline.ref)
        seconds = time.perf_counter() - self.started
        names = self.names() if baseline is not None else ()
        return Outcome(
            self.config,
            names,
            sorted(findings, key=lambda each: each.order),
            baseline,
            new,
            how,
            files,
            objects,
            whole,
            note,
            seconds,
            self.change.before is None,
        )
