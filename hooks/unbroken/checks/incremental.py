"""The comparison of changed files: read with libcst, with as few other files as possible."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.escalation import Escalation
from unbroken.loading.module_files import EXTENSIONS
from unbroken.policy.projection import projection_of

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Comparison, ComparisonOptions, PartialReader
    from unbroken.checks.versions import Versions
    from unbroken.loading.loader import ReadModule
    from unbroken.model.definitions import Module
    from unbroken.model.finding import Identity
    from unbroken.search.affected import Affected
    from unbroken.search.exported_names import Search
    from unbroken.semantics.resolution import Definition
    from unbroken.semantics.surface import Surface


def compare_changed(
    versions: Versions,
    changed: Collection[str],
    options: ComparisonOptions,
    search: Search,
    read: ReadModule | None = None,
) -> tuple[Comparison, set[Identity]] | Escalation:
    """Compare what a change did to some files (`changed`, in any of the versions).

    `search` looks through the baseline; `read` reads the changed files (None: libcst does).

    Returns the comparison and the identities of pre-existing findings, or why the whole package
    must be read.
    """
    from unbroken.checks.changed_definitions import changed_definitions

    files_before, files_now = versions.before.files, versions.new.files
    removed = sorted(
        path
        for path in changed
        if (files_before.at(path) and not files_now.at(path)) or path.endswith(EXTENSIONS)
    )
    if removed:
        return Escalation(f"{removed[0]} was deleted or moved")
    change = _Change(versions, changed, options, read)
    _, before, new = change.readers
    own = changed_definitions(changed, before, new, projection_of(options.config))
    if isinstance(own, Escalation):
        return own
    searches = change.searches(search)
    dependent = change.dependent_files(own, searches)
    if dependent is None:
        return Escalation("too many files depend on it")
    names = set().union(*own.values())
    concerned = change.concerned(names, dependent.union(changed), searches)
    return change.judged(concerned)


class _Concerned(NamedTuple):
    """What a comparison looks at: the versions, the modules that matter, and what in them."""

    surfaces: tuple[Surface, Surface, Surface]
    modules: set[str]
    scope: Affected | None


class _Change:
    """A change to some files, with what reads each of its versions."""

    def __init__(
        self,
        versions: Versions,
        changed: Collection[str],
        options: ComparisonOptions,
        read: ReadModule | None,
    ) -> None:
        from unbroken.checks.compare_packages import PartialReader
        from unbroken.loading.loader import Loader, read_anyhow, read_changed

        self.versions = versions
        self.changed = changed
        self.options = options
        self.loaders = (
            Loader(read or read_changed, options.cache),
            Loader(read_anyhow, options.cache),
        )
        self.readers = [
            PartialReader(version.tree, version.files, changed, self.loaders)
            for version in versions
        ]

    def searches(self, of_baseline: Search) -> list[Search]:
        """Return a search of each version."""
        from unbroken.search.version_search import search_of_later_version

        versions, options = self.versions, self.options
        searches = [of_baseline]
        for earlier, later, name in zip(versions, versions[1:], ("before", "new"), strict=False):
            if later is earlier:
                searches.append(searches[-1])
                continue
            made = search_of_later_version(
                later.tree,
                later.files,
                (earlier.tree.files(), searches[-1]),
                options.cache,
                f"{name} {' '.join(options.packages)}",
            )
            searches.append(made)
        return searches

    def dependent_files(
        self, own: Mapping[str, set[str]], searches: list[Search]
    ) -> set[str] | None:
        """Return the files that depend on the changed names before the change; None for too many.

        `own` are those names, by file.
        """
        count = 1 if self.versions.starts_at_baseline else 2
        dependent: set[str] = set()
        for reader, search in zip(self.readers[:count], searches[:count], strict=True):
            paths = _dependent_files(own, search, reader, self.options)
            if paths is None:
                return None
            dependent |= paths
        return dependent

    def concerned(self, names: set[str], paths: set[str], searches: list[Search]) -> _Concerned:
        """Return what is compared where the definitions of some names changed.

        `paths` are the changed files and those that depend on them.
        """
        from unbroken.loading.import_cache import RememberedImports

        imports = RememberedImports(self.options.packages, self.loaders[1])
        old, before, new = (
            reader.surface(self.options.packages, search, imports)
            for reader, search in zip(self.readers, searches, strict=True)
        )
        modules = self._modules_of(paths)
        losing = self._losing_modules((old, before, new))
        imports.keep()
        modules |= losing
        old, before, new = (surface.comparing_imports(losing) for surface in (old, before, new))
        called = list(_called_methods(names, new, modules))
        modules |= {method.module.name for method in called}
        names = names | {method.qualname.partition(".")[0] for method in called}
        modules |= _defining(names, old, modules)
        if not self.versions.starts_at_baseline:
            modules |= _defining(names, before, modules)
        return _Concerned((old, before, new), modules, _scope(names, modules, (old, before, new)))

    def judged(self, concerned: _Concerned) -> tuple[Comparison, set[Identity]] | Escalation:
        """Return the comparison and the pre-existing findings, or why that is not enough."""
        from unbroken.checks.compare_packages import (
            Comparison,
            judge_apart,
            statements_not_understood,
            unreadable_findings,
        )
        from unbroken.policy.attribution import identities_of

        old, before, new = concerned.surfaces
        surface_before = None if self.versions.starts_at_baseline else before
        judgement, pre_existing = judge_apart(
            (old, surface_before, new), self.options, concerned.scope
        )
        # What could not be read is known only after the comparison, which reads on demand.
        unreadable_old, unreadable_before, unreadable_new = (
            reader.unreadable for reader in self.readers
        )
        if any(file.name not in concerned.modules for file in unreadable_new.values()):
            return Escalation("a file that depends on it does not parse")
        config = self.options.config
        findings = [
            finding
            for finding in judgement.findings
            if self._module_at_baseline(finding.baseline_path) not in unreadable_new
        ]
        findings += unreadable_findings(unreadable_new.values(), config)
        pre_existing |= identities_of(unreadable_findings(unreadable_before.values(), config))
        compared = (new.modules.get(name) for name in concerned.modules)
        comparison = Comparison(
            findings=findings,
            crashes=judgement.crashes,
            files=len(self.changed),
            objects=judgement.objects,
            unreadable_at_baseline=tuple(unreadable_old.values()),
            not_understood=statements_not_understood(
                (module for module in compared if module is not None), config
            ),
        )
        return comparison, pre_existing

    def _module_at_baseline(self, path: str | None) -> str:
        file = self.versions.baseline.files.at(path or "")
        return file.name if file is not None else ""

    def _modules_of(self, paths: Collection[str]) -> set[str]:
        """Return the names of the modules that some files are, in any of the versions."""
        files = (version.files.at(path) for path in paths for version in self.versions)
        return {file.name for file in files if file is not None}

    def _losing_modules(self, surfaces: tuple[Surface, Surface, Surface]) -> set[str]:
        """Return the packages that import fewer of their modules, because of changed files."""
        readers = self.readers[1:]
        touched: list[tuple[Module, Module]] = []
        for path in self.changed:
            files = [reader.files.at(path) for reader in readers]
            was, now = (
                reader.read(file) if file is not None else None
                for reader, file in zip(readers, files, strict=True)
            )
            if was is None or now is None:
                continue
            if was.is_package or not set(was.imports).issubset(now.imports):
                touched.append((was, now))
        if not touched:
            return set()
        from unbroken.semantics.loaded_modules import Change, losing_packages

        return losing_packages(Change(*surfaces, tuple(touched)))


def _scope(
    names: set[str], modules_concerned: set[str], surfaces: tuple[Surface, Surface, Surface]
) -> Affected | None:
    """Return what depends on the changed names in some modules; None when it may be anything."""
    from unbroken.search.affected import Affected, affected_names, handed_on

    old, before, new = surfaces
    for name in modules_concerned:
        module, later = before.modules.get(name), new.modules.get(name)
        if module is None or later is None:
            continue
        if module.stars and module.exports != later.exports:
            return None  # Another `__all__` decides what it re-exports of its star imports.
    # A file that is the same in several versions was read once.
    parts = (
        surface.modules.get(name) for surface in surfaces for name in sorted(modules_concerned)
    )
    modules = list({id(module): module for module in parts if module is not None}.values())
    # Private modules may be served under other names.
    served = {name.rpartition(".")[2] for name in modules_concerned if "._" in f".{name}"}
    return Affected(
        modules_concerned,
        affected_names(handed_on(names, modules, old.inside) | served, modules) | names,
    )


def _defining(names: set[str], surface: Surface, scope: set[str]) -> set[str]:
    """Return the modules that define what names of some modules lead to, by imports."""
    from unbroken.semantics.resolution import Definition

    defining = set()
    for module_name in scope:
        module = surface.modules.get(module_name)
        if module is None:
            continue
        owner = Definition(module, "", None)
        for name in names if module.stars else names & module.members.keys():
            target = surface.attribute(owner, name)
            if isinstance(target, Definition):
                defining.add(target.module.name)
    return defining


def _called_methods(names: set[str], surface: Surface, scope: set[str]) -> Iterator[Definition]:
    """Yield the methods of some names that classes of some modules call on their instances.

    A class may inherit such a call from one base, and the method from another.
    """
    from unbroken.checks.changed_definitions import own_calls
    from unbroken.model.definitions import Class
    from unbroken.semantics.resolution import Definition

    classes = [
        Definition(module, name, member)
        for module in filter(None, map(surface.modules.get, scope))
        for name, member in module.members.items()
        if isinstance(member, Class)
    ]
    called = {
        class_.key: names.intersection(method for method, *_ in own_calls(class_.member))
        for class_ in classes
        if isinstance(class_.member, Class)
    }
    if not any(called.values()):
        return
    for class_ in classes:
        for part in surface.mro(class_):
            for method in called.get(part.key, ()) if isinstance(part, Definition) else ():
                target = surface.class_member(class_, method)
                if isinstance(target, Definition):
                    yield target


def _dependent_files(
    own: Mapping[str, set[str]],
    search: Search,
    reader: PartialReader,
    options: ComparisonOptions,
) -> set[str] | None:
    """Return the files of one version that depend on names, which `own` has by file."""
    from unbroken.search.dependents import dependent_files
    from unbroken.semantics.surface import Surface

    if not any(own.values()):
        return set()

    files = reader.files

    def modules(words: Collection[str]) -> list[str]:
        return [path for path in search(words) if files.at(path)]

    def read(path: str) -> Module | None:
        file = files.at(path)
        return None if file is None else reader.read(file)

    inside = Surface({}, options.packages).inside
    return dependent_files(own, modules, read, inside, functools.cache(lambda: len(files) // 4))
