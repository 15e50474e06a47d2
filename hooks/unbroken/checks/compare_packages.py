"""Compare two versions of some packages, wherever their text comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from unbroken.compare.pairs import find_pairs
from unbroken.compare.scope import Scope
from unbroken.loading.import_cache import RememberedImports
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
from unbroken.model.crash import Crash
from unbroken.model.definitions import Module, NotUnderstood
from unbroken.model.finding import Finding, Identity
from unbroken.model.versions import parse_version
from unbroken.policy.attribution import identities_of, mixes_old_and_new
from unbroken.policy.deprecation.timeline import Timeline
from unbroken.policy.levels import with_configured_levels
from unbroken.policy.promise import AnnouncedRemoval, PolicyFilter
from unbroken.policy.stability import Marks
from unbroken.readers.compiled_modules import is_compiled_module
from unbroken.rules import module_compiled, module_removed, module_unreadable
from unbroken.rules.run_rules import findings_of
from unbroken.search.exported_names import Search
from unbroken.search.version_search import VersionSearch
from unbroken.semantics.public_api import public_modules, public_objects
from unbroken.semantics.resolution import Definition
from unbroken.semantics.supported_pythons import is_unsupported
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.loading.module_cache import Store


class Judgement(NamedTuple):
    """What the rules found, in how many definitions, and which of them crashed.

    `removals` are those that were announced, also the ones on schedule, which are no findings.
    """

    findings: list[Finding]
    objects: int
    crashes: tuple[Crash, ...]
    removals: tuple[AnnouncedRemoval, ...] = ()


class Comparison(NamedTuple):
    """What a comparison found, and how much it compared."""

    findings: list[Finding]
    files: int
    objects: int
    unreadable_at_baseline: tuple[Unreadable, ...] = ()
    not_understood: tuple[tuple[str, NotUnderstood], ...] = ()
    """The statements of the new version that may define names and are not understood, by path."""
    crashes: tuple[Crash, ...] = ()
    differing: int | None = None
    """How many of the files differ, where only these and what depends on them were compared."""
    removals: tuple[AnnouncedRemoval, ...] = ()
    """What is gone that was announced, where the whole package was compared."""


class ComparisonOptions(NamedTuple):
    """What a comparison must know besides the two versions.

    `version` is the version under development, None when it is not known; `releases` the released
    versions, where deprecations are timed by their number; `baseline` the version of the baseline,
    where it is a release. `cache` remembers the files that were read (None: nothing does). `former`
    is the configuration before the change that is checked, where that changes what counts.
    `pre_existing` are breaks that are kept apart from others with the same cause.
    `added_packages` are those that only the new version has.
    """

    config: Config
    packages: tuple[str, ...]
    version: str | None
    cache: Store | None = None
    releases: tuple[str, ...] = ()
    baseline: str | None = None
    former: Config | None = None
    pre_existing: Collection[Identity] = ()
    added_packages: tuple[str, ...] = ()


def judge_surfaces(
    old: Surface, new: Surface, options: ComparisonOptions, scope: Scope | None = None
) -> Judgement:
    """Compare two surfaces.

    `scope` limits it to some definitions (None: no limit). What the former configuration would have
    stopped and the present one leaves out is among them, as a warning.
    """
    judged = _judge(old, new, options, scope)
    if options.former is None:
        return judged
    from unbroken.policy.switched_off import switched_off

    former = _judge(old, new, options._replace(config=options.former), scope)
    left_out = switched_off(former.findings, judged.findings, options.config)
    return Judgement(
        [*judged.findings, *left_out],
        judged.objects,
        tuple(dict.fromkeys((*judged.crashes, *former.crashes))),
        judged.removals,
    )


def judge_apart(
    surfaces: tuple[Surface, Surface | None, Surface],
    options: ComparisonOptions,
    scope: Scope | None = None,
) -> tuple[Judgement, set[Identity]]:
    """Compare the baseline with the new version; return the pre-existing breaks as well.

    The three surfaces are the baseline, the version before the change (None: it is the baseline)
    and the new one.
    """
    old, before, new = surfaces
    judged = judge_surfaces(old, new, options, scope)
    if before is None or not judged.findings:
        return judged, set()
    pre_existing = identities_of(judge_surfaces(old, before, options, scope).findings)
    if mixes_old_and_new(judged.findings, pre_existing):
        judged = judge_surfaces(old, new, options._replace(pre_existing=pre_existing), scope)
    return judged, pre_existing


def _judge(
    old: Surface, new: Surface, options: ComparisonOptions, scope: Scope | None
) -> Judgement:
    config = options.config
    remember_in(options.cache)
    old, new = (with_exemptions(surface, config) for surface in (old, new))
    requires_python = config.requires_python()
    pairs = [
        pair
        for pair in find_pairs(old, new, scope, options.pre_existing)
        if not is_unsupported(pair.old, requires_python)
    ]
    crashes: list[Crash] = []
    judge = partial(findings_of, crashes=crashes)
    policies = PolicyFilter((old, new), judge, config, timeline_of(options))
    findings = with_configured_levels(policies.findings(pairs, crashes), config)
    found = list(findings)
    return Judgement(found, len(pairs), tuple(crashes), tuple(policies.removals))


def judge_deprecations(old: Surface | None, new: Surface, options: ComparisonOptions) -> Judgement:
    """Check the deprecations of a version, which are its definitions here.

    `old` is the baseline, None where it has none.
    """
    from unbroken.policy.deprecation.checks import DeprecationChecks, changed_announcements

    config, crashes = options.config, list[Crash]()
    timeline = timeline_of(options)
    new = with_exemptions(new, config)
    checks = DeprecationChecks(new, config, timeline)
    pairs = find_pairs(new, new)
    findings = list(checks.findings(pairs, crashes))
    if old is not None:
        old = with_exemptions(old, config)
        before = DeprecationChecks(old, config, timeline)
        findings += changed_announcements(before, checks, find_pairs(old, new), crashes)
    count = sum(checks.own(pair.old) is not None for pair in pairs)
    return Judgement(list(with_configured_levels(findings, config)), count, tuple(crashes))


def with_exemptions(surface: Surface, config: Config) -> Surface:
    """Return a surface that knows what is excluded, and what is marked as unstable."""
    marks = Marks(surface, config)

    def is_exempt(definition: Definition) -> bool:
        excluded = config.is_excluded(definition.module.path)
        return excluded or marks.stability(definition) is not None

    return surface.exempting(is_exempt)


def timeline_of(options: ComparisonOptions) -> Timeline:
    """Return the timeline of deprecations at the version under development."""
    window = options.config.settings.deprecation
    version = parse_version(options.version)
    parsed = map(parse_version, options.releases)
    releases = tuple(release for release in parsed if release is not None)
    return Timeline(window.window, window.unit, version, releases, parse_version(options.baseline))


def unreadable_findings(unreadable: Collection[Unreadable], config: Config) -> list[Finding]:
    """Return the findings for files of the new version that do not parse."""
    findings = (
        module_unreadable.report(file.name, file.path, file.message, file.line, file.column)
        for file in unreadable
        if not config.is_excluded(file.path)
    )
    return list(with_configured_levels(findings, config))


def compiled_findings(old: Surface, new: Surface, config: Config) -> list[Finding]:
    """Return the findings for modules with something public that are compiled now."""
    compiled = {
        name: module
        for name, module in new.modules.items()
        if is_compiled_module(module) and name in old.modules
    }
    if not compiled:
        return []
    seen = {module.name for module in public_modules(old, dict.fromkeys(compiled))}
    objects = (direct for _, direct in public_objects(old) if isinstance(direct, Definition))
    seen |= {old.resolve_alias(direct).module.name for direct in objects}
    findings = (
        module_compiled.report(old.modules[name], module)
        for name, module in sorted(compiled.items())
        if name in seen and not config.is_excluded(old.modules[name].path)
    )
    return list(with_configured_levels(findings, config))


def lost_extensions(old: ModuleFiles, new: ModuleFiles, config: Config) -> list[Finding]:
    """Return the findings for public compiled modules that are gone from packages that are not."""
    before = old.extensions()
    now = new.extensions() if before else {}
    findings = (
        module_removed.report_extension(name, path, around.path)
        for name, path in sorted(before.items())
        if (around := new.get(name.rpartition(".")[0])) is not None
        if not (name in now or name in new or "._" in name or config.is_excluded(path))
    )
    return list(with_configured_levels(findings, config))


def without_unreadable(old: Loaded, new: Loaded) -> tuple[Surface, Surface]:
    """Return both surfaces without the modules that cannot be read in one of them."""
    unreadable = {file.name for file in (*old.unreadable, *new.unreadable)}
    if not unreadable:
        return old.surface, new.surface

    def kept(surface: Surface) -> Surface:
        modules = {
            name: module for name, module in surface.modules.items() if name not in unreadable
        }
        return Surface(modules, surface.packages)

    return kept(old.surface), kept(new.surface)


def compare_whole(
    old: SourceTree,
    new: SourceTree,
    old_files: ModuleFiles,
    new_files: ModuleFiles,
    options: ComparisonOptions,
    loader: Loader | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare whole packages, read with griffe."""
    loader = loader or Loader(read_anyhow, options.cache)
    # Both at once, so that no process waits for the slowest file of one of them.
    loader.prepare([(old, old_files.values()), (new, new_files.values())], progress)
    before = loader.load(old, old_files.values(), options.packages)
    packages = (*options.packages, *options.added_packages)
    after = loader.load(new, new_files.values(), packages)
    findings, objects, crashes, removals = judge_surfaces(
        *without_unreadable(before, after), options
    )
    promised = [file for file in after.unreadable if before.surface.inside(file.name)]
    findings += unreadable_findings(promised, options.config)
    findings += compiled_findings(before.surface, after.surface, options.config)
    findings += lost_extensions(old_files, new_files, options.config)
    return Comparison(
        findings=findings,
        crashes=crashes,
        removals=removals,
        files=len(after.files),
        objects=objects,
        unreadable_at_baseline=before.unreadable,
        not_understood=statements_not_understood(after.surface.modules.values(), options.config),
    )


def statements_not_understood(
    modules: Iterable[Module], config: Config
) -> tuple[tuple[str, NotUnderstood], ...]:
    """Return the statements that no reader understands, with the path of each file."""
    return tuple(
        (module.path, statement)
        for module in sorted(modules, key=lambda module: module.path)
        if not config.is_excluded(module.path)
        for statement in module.not_understood
    )


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
            module = self.loaders[0 if is_changed else 1].load_one(self.tree, file)
            if isinstance(module, Unreadable):
                self.unreadable[file.name] = module
            self._known[file] = module if isinstance(module, Module) else None
        return self._known[file]

    def surface(
        self, packages: tuple[str, ...], search: Search, imports: RememberedImports
    ) -> Surface:
        """Return the surface of the version, whose files `search` looks through."""
        modules = LazyModules(self.files, self.read)
        version_search = VersionSearch(self.tree, self.files, self.read, search, imports)
        return Surface(modules, packages, version_search)
