"""What the check of one project knows before it reads any source."""

from __future__ import annotations

import contextlib
import functools
import time
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.resolve import resolve_baseline
from unbroken.config.config import Config
from unbroken.config.config_file import parse_project
from unbroken.config.setup_files import SETUP_FILES
from unbroken.errors import ConfigError, NothingToCheckError
from unbroken.loading.module_files import ModuleFiles
from unbroken.project.package_cache import packages_at
from unbroken.project.packages import Package, find_again, find_packages, with_test_packages
from unbroken.rules.registry import rule_names
from unbroken.sources.trees import GitTree, commit_tree, submodules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.version import Version

    from unbroken.baseline.baseline import Baseline
    from unbroken.baseline.releases import Releases
    from unbroken.changes.in_flight import InFlight
    from unbroken.checks.compare_packages import ComparisonOptions
    from unbroken.checks.request import Request
    from unbroken.config.project_files import ProjectFiles
    from unbroken.loading.loader import SourceTree
    from unbroken.project.development_version import Development
    from unbroken.sources.git.repository import Repository


class Project(NamedTuple):
    """One project of a repository, and the change that is checked."""

    repository: Repository
    request: Request
    config: Config
    change: InFlight
    files: ProjectFiles | None = None
    """Reads the files that configure projects, where the whole repository is checked; else None."""


class CheckContext(NamedTuple):
    """What the check of one project knows; nothing of it changes while the check runs.

    `packages` is empty where nothing is committed yet. `started` is the time of
    `time.perf_counter` at which the check began.
    """

    repository: Repository
    request: Request
    config: Config
    change: InFlight
    baseline: Baseline
    packages: tuple[Package, ...]
    started: float

    @property
    def baseline_commit(self) -> str:
        """The commit that is compared with; only to be asked for where one was made."""
        assert self.baseline.commit is not None
        return self.baseline.commit

    @property
    def package_names(self) -> tuple[str, ...]:
        """The dotted names of the packages."""
        return tuple(package.name for package in self.packages)

    @property
    def package_roots(self) -> list[str]:
        """The folders (or files) of the packages."""
        return [package.root for package in self.packages]

    @property
    def in_flight(self) -> bool:
        """Whether a change is checked, not all that is there."""
        return self.change.before is not None

    def new_tree(self, paths: Iterable[str] | None = None) -> GitTree:
        """Return the version that is checked, limited to some paths (None: to the project)."""
        return self.change.tree(project_folders(self.config) if paths is None else paths)

    def tree_at(self, commit: str, paths: Iterable[str] | None = None) -> GitTree:
        """Return the version of a commit, limited to some paths (None: to the project)."""
        wanted = project_folders(self.config) if paths is None else paths
        return commit_tree(self.repository, commit, wanted)

    def module_files(self, tree: GitTree, former: ModuleFiles | None = None) -> ModuleFiles:
        """Return the source files of a version, in which packages may have moved (to `src`).

        `former` are those of an earlier version, which may be compiled modules now.
        """
        packages, is_skipped = self.module_packages(tree), self.config.is_skipped_test
        return ModuleFiles(packages, tree.files(), is_skipped, former)

    def module_packages(self, tree: GitTree) -> tuple[Package, ...]:
        """Return the packages with their places in a version, in which they may have moved."""
        return find_again(self.config, self.packages, tree.files())

    def config_at(self, commit: str) -> Config | None:
        """Return the configuration that a commit has, or would have without a table.

        None where it is not valid today.
        """
        try:
            return _parsed(self.tree_at(commit, _described_by(self.config)), self.config)
        except ConfigError:
            return None

    def development_version(self, tree: SourceTree) -> Development | None:
        """Return the version under development according to a tree; None when nothing says it."""
        from unbroken.project.development_version import under_development

        def by_tags() -> str | None:
            from unbroken.baseline.next_version import next_version

            head, exact = self.change.head, self.change.is_release()
            return next_version(self.repository, self.config, head, exact=exact) if head else None

        packages = find_again(self.config, self.packages, tree.files())
        return under_development(self.config, tree, packages, by_tags)

    def comparison_options(self, development: Development | None) -> ComparisonOptions:
        """Return what a comparison must know besides the two versions.

        `development` is the version under development, None when it is not known.
        """
        from unbroken.checks.compare_packages import ComparisonOptions

        return ComparisonOptions(
            config=self.config,
            packages=self.package_names,
            version=development.text if development is not None else None,
            cache=self.request.cache,
            releases=self._released_versions(development),
            baseline=self.baseline.version,
            former=self._former_config(),
        )

    def _former_config(self) -> Config | None:
        """Return the configuration that counted before what is checked; None if it is the same.

        That is the configuration before the change in flight, else that of the baseline, if it has
        a table: a project that begins to use unbroken has not switched anything off.
        """
        request, baseline = self.request, self.baseline
        is_named = request.config is not None or request.settings is not None
        if is_named or baseline.commit is None or baseline.snapshot is not None:
            return None
        before = self.change.before
        if before is not None and request.mode != "full":
            if all(change.path != self.config.file for change in self.change.changes):
                return None
            former = self.config_at(before)
        else:
            former = self.config_at(baseline.commit)
            former = former if former is not None and former.source is not None else None
        if former is None or former.judging == self.config.judging:
            return None
        # What the change excludes has a warning of its own.
        settings = former.settings._replace(exclude=self.config.settings.exclude)
        return former.with_settings(settings).with_test_packages(self.config.test_packages)

    def _released_versions(self, development: Development | None) -> tuple[str, ...]:
        """Return the released versions where deprecations are timed by their number, else ()."""
        if self.config.settings.deprecation.unit != "release":
            return ()
        releases = self.releases(development)
        return tuple(release.text for release in releases.releases if not release.unusable)

    def releases(self, development: Development | None) -> Releases:
        """Return the releases of the project, found by its version under development if need be."""
        from unbroken.baseline.releases import find_releases

        def version() -> Version | None:
            return development.version if development is not None else None

        return find_releases(self.repository, self.config, version)


def project_folders(config: Config) -> list[str]:
    """Return what a listing of the repository is limited to: nothing for a project at its root."""
    return [config.folder] if config.folder else []


def make_context(project: Project) -> CheckContext:
    """Find the baseline and the packages of a project. Raises UnbrokenError."""
    started = time.perf_counter()
    baseline = resolve_baseline(
        project.repository,
        project.config,
        project.change,
        project.request.baseline,
        cache=project.request.cache,
    )
    packages: tuple[Package, ...] = ()
    if baseline.commit is not None:
        packages = _named(baseline, project) or packages_of(project, baseline.commit)
        added = () if packages else _new_packages(project)
        packages = packages or _packages_before_the_table(project, baseline.commit)
        if not packages:
            packages = added
            names = ", ".join(package.name for package in packages)
            # Nothing can break, but nobody should take it for a comparison.
            reason = f"{baseline.reason}, which has no module of {names}"
            baseline = baseline._replace(reason=reason)
    elif project.change.head:
        # The first commit is compared with nothing; that it has packages is checked now.
        _new_packages(project)
    return CheckContext(
        repository=project.repository,
        request=project.request,
        config=with_test_packages(project.config, packages, project.request.packages),
        change=project.change,
        baseline=baseline,
        packages=packages,
        started=started,
    )


def _described_by(config: Config) -> list[str]:
    """Return the paths of the files that describe a project."""
    folder = f"{config.folder}/" if config.folder else ""
    return [config.file, *(folder + name for name in SETUP_FILES)]


def _parsed(tree: GitTree, config: Config) -> Config:
    """Return the configuration of a project in another version. Raises ConfigError."""
    texts = tree.read(path for path in _described_by(config) if path in tree.files())
    setup_files = {
        path.rpartition("/")[2]: text.decode("utf-8", "replace")
        for path, text in texts.items()
        if path != config.file
    }
    source = texts.get(config.file, b"")
    return parse_project(source, config.file, config.folder, rule_names, setup_files)


def _named(baseline: Baseline, project: Project) -> tuple[Package, ...]:
    """Return the packages of a release from an index; those of `--package`, if any are named."""
    names = project.request.packages
    return tuple(package for package in baseline.packages if not names or package.name in names)


def packages_of(project: Project, baseline: str) -> tuple[Package, ...]:
    """Find the packages at the baseline; there are none where the project got its first one since.

    The configuration of the baseline says which packages were promised: the change that is checked
    may be the one that takes a package out of the table, renames it or moves it.
    """
    return _packages_by(project, baseline, _config_at(project, baseline), project.config)


def _packages_before_the_table(project: Project, baseline: str) -> tuple[Package, ...]:
    """Find the packages at the baseline, whatever a table that is new says of their place."""
    return _packages_by(project, baseline, _config_at(project, baseline).without_places())


def _packages_by(project: Project, baseline: str, *configs: Config) -> tuple[Package, ...]:
    """Find the packages at the baseline by the first configuration by which there are any."""
    folders = project_folders(project.config)
    names = project.request.packages
    # What was named by hand is not what the project has.
    cache = None if names else project.request.cache

    def find(promised: Config) -> tuple[Package, ...]:
        return find_packages(promised, project.repository.tree(baseline, folders), names)

    for promised in dict.fromkeys(configs):
        with contextlib.suppress(NothingToCheckError):
            return packages_at(baseline, promised, cache, functools.partial(find, promised))
    return ()


def _new_packages(project: Project) -> tuple[Package, ...]:
    """Find the packages in what is checked. Raises NothingToCheckError when there are none."""
    files = project.change.tree(project_folders(project.config)).files()
    try:
        return find_packages(project.config, files, project.request.packages)
    except NothingToCheckError as error:
        raise NothingToCheckError(f"{error}{_in_submodules(project.repository)}") from None


def _in_submodules(repository: Repository) -> str:
    """Return what to do about packages that may be in submodules; "" if there are none."""
    paths = submodules(repository)
    if not paths:
        return ""
    named = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if paths[3:] else "")
    return (
        f"\n\nThe files in submodules ({named}) belong to other repositories and are not read. Add "
        "the hook to the repository that has the package."
    )


def _config_at(project: Project, commit: str) -> Config:
    """Return the configuration with the packages, the folders and the metadata of a commit.

    Where the commit has no file that describes the project, or one that is not valid today, it is
    the present configuration.
    """
    config = project.config
    paths = _described_by(config)
    tree = commit_tree(project.repository, commit, paths)
    try:
        # The files are looked up one by one: to list them all takes longer.
        is_described = any(path in tree.files() for path in paths)
        former = _parsed(tree, config) if is_described else None
    except ConfigError:
        former = None
    if former is None:
        return config
    settings = config.settings
    if former.source is not None:
        settings = settings._replace(
            packages=former.settings.packages, search_paths=former.settings.search_paths
        )
    return Config(
        settings=settings,
        folder=config.folder,
        source=config.source,
        document=former.document,
        text=config.text,
        accepted_text=config.accepted_text,
    )
