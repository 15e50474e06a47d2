"""Two versions of some packages to judged findings, wherever their text comes from."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from unbroken.compare.pairs import PairFilter, find_pairs
from unbroken.loading.lazy_modules import LazyModules
from unbroken.loading.loader import (
    Loaded,
    Loader,
    Progress,
    SourceTree,
    Unreadable,
    read_anyhow,
)
from unbroken.loading.module_files import ModuleFile, ModuleFiles
from unbroken.loading.stdlib import remember_in
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.model.versions import parse_version
from unbroken.policy.deprecation.timeline import Timeline
from unbroken.policy.levels import with_configured_levels
from unbroken.policy.promise import PolicyFilter
from unbroken.rules import module_unreadable
from unbroken.rules.run_rules import findings_of
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.loading.module_cache import Store


class Comparison(NamedTuple):
    """What a comparison found, and how much it compared."""

    findings: list[Finding]
    files: int
    objects: int
    unreadable_at_baseline: tuple[Unreadable, ...] = ()


class ComparisonOptions(NamedTuple):
    """What does not change from one version to the next."""

    config: Config
    packages: tuple[str, ...]
    version: str | None
    cache: Store | None = None
    """What remembers the files that were read; None to read them all."""
    releases: tuple[str, ...] = ()
    """The versions that were released, where deprecations are timed by their number."""
    baseline: str | None = None
    """The version of the baseline, where it is a release."""


def judge_surfaces(
    old: Surface, new: Surface, task: ComparisonOptions, only: PairFilter | None = None
) -> tuple[list[Finding], int]:
    """Compare two surfaces; give the findings and the number of definitions compared.

    `only` limits it to some definitions (None: no limit).
    """
    config = task.config
    remember_in(task.cache)
    pairs = find_pairs(old, new, lambda path: not config.is_excluded(path), only)
    promise = PolicyFilter((old, new), findings_of, config, timeline_of(task))
    return list(with_configured_levels(promise.findings(pairs), config)), len(pairs)


def judge_deprecations(
    old: Surface | None, new: Surface, task: ComparisonOptions
) -> tuple[list[Finding], int]:
    """Check the deprecations of a version; give the findings and the number of deprecations.

    `old` is the baseline, None where it has none.
    """
    from unbroken.policy.deprecation.checks import DeprecationChecks, changed_announcements

    config = task.config

    def promised(path: str) -> bool:
        return not config.is_excluded(path)

    timeline = timeline_of(task)
    checks = DeprecationChecks(new, config, timeline)
    pairs = find_pairs(new, new, promised)
    findings = list(checks.findings(pairs))
    if old is not None:
        before = DeprecationChecks(old, config, timeline)
        findings += changed_announcements(before, checks, find_pairs(old, new, promised))
    count = sum(checks.own(each.old) is not None for each in pairs)
    return list(with_configured_levels(findings, config)), count


def timeline_of(task: ComparisonOptions) -> Timeline:
    """Say where the new version stands in the timelines of deprecations."""
    window = task.config.settings.deprecation
    version = parse_version(task.version)
    releases = tuple(each for each in map(parse_version, task.releases) if each is not None)
    return Timeline(window.window, window.unit, version, releases, parse_version(task.baseline))


def unreadable_findings(unreadable: Collection[Unreadable], config: Config) -> list[Finding]:
    """Make the findings for files of the new version that do not parse."""
    return list(
        with_configured_levels(
            (
                module_unreadable.report(each.name, each.path, each.message, each.line, each.column)
                for each in unreadable
                if not config.is_excluded(each.path)
            ),
            config,
        )
    )


def without_unreadable(old: Loaded, new: Loaded) -> tuple[Surface, Surface]:
    """Leave out of both sides what cannot be read on one of them: nothing is known of it."""
    bad = {each.name for each in (*old.unreadable, *new.unreadable)}
    if not bad:
        return old.surface, new.surface

    def kept(surface: Surface) -> Surface:
        modules = {name: each for name, each in surface.modules.items() if name not in bad}
        return Surface(modules, surface.packages)

    return kept(old.surface), kept(new.surface)


def compare_whole(
    old: SourceTree,
    new: SourceTree,
    old_files: ModuleFiles,
    new_files: ModuleFiles,
    task: ComparisonOptions,
    loader: Loader | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare whole packages, read with griffe."""
    loader = loader or Loader(read_anyhow, task.cache)
    # Both at once, so that no process waits for the slowest file of one of them.
    loader.prepare([(old, old_files.values()), (new, new_files.values())], progress)
    before = loader.load(old, old_files.values(), task.packages)
    after = loader.load(new, new_files.values(), task.packages)
    findings, objects = judge_surfaces(*without_unreadable(before, after), task)
    findings += unreadable_findings(after.unreadable, task.config)
    return Comparison(findings, len(after.files), objects, before.unreadable)


class PartialReader:
    """Reads the modules of one version on demand: changed files with libcst, others with griffe."""

    def __init__(
        self,
        tree: SourceTree,
        files: ModuleFiles,
        changed: Collection[str],
        loaders: tuple[Loader, Loader],
    ) -> None:
        self.tree = tree
        self.files = files
        self.changed = changed
        self.loaders = loaders
        self.unreadable: dict[str, Unreadable] = {}
        self._known: dict[ModuleFile, Module | None] = {}

    def read(self, file: ModuleFile) -> Module | None:
        """Read one module; None when it does not parse (then it is in `unreadable`)."""
        if file not in self._known:
            is_changed = any(path in self.changed for path in file.paths)
            found = self.loaders[0 if is_changed else 1].load_one(self.tree, file)
            if isinstance(found, Unreadable):
                self.unreadable[file.name] = found
            self._known[file] = found if isinstance(found, Module) else None
        return self._known[file]

    def surface(self, primary: Collection[str], packages: tuple[str, ...]) -> Surface:
        """Make the surface in which only the primary modules are compared."""
        return Surface(LazyModules(self.files, primary, self.read, self.search), packages)

    def search(self, word: bytes) -> list[str]:
        """Give the names of the modules whose source has a word."""
        texts = self.tree.read([each.path for each in self.files.values()])
        return [name for name, each in self.files.items() if word in texts[each.path]]
