"""The comparison of changed files: read with libcst, with as few other files as possible."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.docstring_labels import EXPERIMENTAL
from unbroken.model.projection import DEFAULT, Projection
from unbroken.policy.projection import projection_of
from unbroken.readers.shape.skeleton import difference

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Comparison, ComparisonOptions, PartialReader
    from unbroken.loading.loader import ReadModule, SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.definitions import Module
    from unbroken.model.finding import Identity
    from unbroken.search.affected import Affected
    from unbroken.semantics.surface import Surface

Search = Callable[[Collection[str]], Collection[str]]


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


class Escalation(NamedTuple):
    """Why the changed files alone do not decide, so that the whole package must be read."""

    reason: str


def leaves_shape_alone(
    before: Mapping[str, bytes],
    new: Mapping[str, bytes],
    search: Search,
    projection: Projection = DEFAULT,
) -> bool:
    """Return whether a change to some files surely leaves their public shape alone.

    Both map paths to contents and have the same paths. `search` finds the files that contain
    one of some words: a private name that another file re-exports may be public. `projection` is
    what of a definition is compared. False only means that a closer look is needed.
    """
    if projection.labels != EXPERIMENTAL and any(
        _has_label(source, projection.labels) for source in (*before.values(), *new.values())
    ):
        return False
    private: set[str] = set()
    for path, old in before.items():
        names = difference(old, new[path], projection)
        if names is None or names.public:
            return False
        private |= names.private
    if not private:
        return True
    from unbroken.search.exported_names import GIVEN

    words = {word for name in private for word in (name, f"{name}{GIVEN}")}
    return all(path in new for path in search(words))


def _has_label(source: bytes, labels: tuple[str, ...]) -> bool:
    text = _plain(source.decode("utf-8", "replace"))
    return any(_plain(label) in text for label in labels)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def compare_changed(
    versions: Versions,
    changed: Collection[str],
    options: ComparisonOptions,
    search: Search,
    read: ReadModule | None = None,
) -> tuple[Comparison, set[Identity]] | Escalation:
    """Compare what a change did to some files (`changed`, in any of the versions).

    `read` reads the changed files (None: libcst does).

    Returns the comparison and the identities of pre-existing findings, or why the whole package
    must be read.
    """
    from unbroken.checks.compare_packages import (
        Comparison,
        PartialReader,
        judge_apart,
        statements_not_understood,
        unreadable_findings,
    )
    from unbroken.loading.import_cache import RememberedImports
    from unbroken.loading.loader import Loader, read_anyhow, read_changed
    from unbroken.policy.attribution import identities_of

    files_before, files_now = versions.before.files, versions.new.files
    removed = sorted(path for path in changed if files_before.at(path) and not files_now.at(path))
    if removed:
        return Escalation(f"{removed[0]} was deleted or moved")
    loaders = (Loader(read or read_changed, options.cache), Loader(read_anyhow, options.cache))
    readers = [PartialReader(version.tree, version.files, changed, loaders) for version in versions]
    own = _changed_names(changed, readers, projection_of(options.config))
    if isinstance(own, Escalation):
        return own
    searches = _searches(versions, search, options)
    dependent = _dependent_files(own, versions, readers, searches, options)
    if dependent is None:
        return Escalation("too many files depend on it")
    imports = RememberedImports(options.packages, loaders[1])
    old, before, new = (
        reader.surface(options.packages, version_search, imports)
        for reader, version_search in zip(readers, searches, strict=True)
    )
    names = set().union(*own.values())
    modules = _modules_of(dependent.union(changed), versions)
    losing = _losing_modules(changed, readers, (old, before, new))
    imports.keep()
    modules |= losing
    old, before, new = (part.comparing_imports(losing) for part in (old, before, new))
    modules |= _defining(names, old, modules)
    modules |= set() if versions.starts_at_baseline else _defining(names, before, modules)
    scope = _scope(names, modules, (old, before, new))
    surface_before = None if versions.starts_at_baseline else before
    (findings, objects, crashes, _), pre_existing = judge_apart(
        (old, surface_before, new), options, scope
    )
    unreadable = readers[2].unreadable
    if any(file.name not in modules for file in unreadable.values()):
        return Escalation("a file that depends on it does not parse")
    findings = [
        finding
        for finding in findings
        if _module_at(finding.baseline_path, versions) not in unreadable
    ]
    findings += unreadable_findings(unreadable.values(), options.config)
    # What could not be read is known only after the comparison, which reads on demand.
    pre_existing |= identities_of(
        unreadable_findings(readers[1].unreadable.values(), options.config)
    )
    comparison = Comparison(
        findings=findings,
        crashes=crashes,
        files=len(changed),
        objects=objects,
        unreadable_at_baseline=tuple(readers[0].unreadable.values()),
        not_understood=statements_not_understood(
            (module for name in modules if (module := new.modules.get(name)) is not None),
            options.config,
        ),
    )
    return comparison, pre_existing


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


def _module_at(path: str | None, versions: Versions) -> str:
    file = versions.baseline.files.at(path or "")
    return file.name if file is not None else ""


def _changed_names(
    changed: Collection[str],
    readers: list[PartialReader],
    projection: Projection,
) -> dict[str, set[str]] | Escalation:
    """Return the names whose definitions changed, by file, or why that is not enough."""
    from unbroken.readers.shape.changed_names import changed_names

    own: dict[str, set[str]] = {path: set() for path in changed}
    for path in changed:
        file = readers[2].files.at(path)
        new = readers[2].read(file) if file is not None else None
        # By name: a stub may be added to a source, or a source to a stub.
        file_before = readers[1].files.get(file.name) if file is not None else None
        if file_before is None or new is None:
            continue
        before = readers[1].read(file_before)
        if before is None:
            return Escalation(f"{path} did not parse before")
        if before.stars != new.stars:
            return Escalation(f"{path} changed its star imports")
        if _aliases(before) != _aliases(new):
            return Escalation(f"{path} changed type aliases that only type checkers see")
        if ("__getattr__" in before.members) != ("__getattr__" in new.members):
            return Escalation(f"{path} changed which names its __getattr__ may provide")
        own[path] = changed_names(before, new, projection) | _retyped(before, new)
        own[path] |= _changed_typing_imports(before, new)
    return own


def _aliases(module: Module) -> dict[str, str | None]:
    return {name: alias.value for name, alias in module.typing_aliases.items()}


def _changed_typing_imports(before: Module, new: Module) -> set[str]:
    """Return the names that type checkers see, and that lead elsewhere now."""
    was, now = (
        {name: bound.target for name, bound in module.typing_imports.items()}
        for module in (before, new)
    )
    return {name for name in {*was, *now} if was.get(name) != now.get(name)}


def _retyped(before: Module, new: Module) -> set[str]:
    """Return the names whose annotations may have another meaning, because imports changed."""
    old_targets, new_targets = _import_targets(before), _import_targets(new)
    words = [name for name, target in old_targets.items() if new_targets.get(name) != target]
    if not words:
        return set()
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    return {name for name, member in new.members.items() if pattern.search(repr(member))}


def _import_targets(module: Module) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by its name there."""
    from unbroken.model.definitions import Import

    imports = {
        name: member for name, member in module.members.items() if isinstance(member, Import)
    }
    return {name: member.target for name, member in {**module.typing_imports, **imports}.items()}


def _losing_modules(
    changed: Collection[str],
    readers: list[PartialReader],
    surfaces: tuple[Surface, Surface, Surface],
) -> set[str]:
    """Return the packages that import fewer of their modules, because of changed files."""
    touched: list[tuple[Module, Module]] = []
    for path in changed:
        files = [reader.files.at(path) for reader in readers[1:]]
        was, now = (
            reader.read(file) if file is not None else None
            for reader, file in zip(readers[1:], files, strict=True)
        )
        if was is None or now is None:
            continue
        if was.is_package or not set(was.imports).issubset(now.imports):
            touched.append((was, now))
    if not touched:
        return set()
    from unbroken.semantics.loaded_modules import Change, losing_packages

    return losing_packages(Change(*surfaces, tuple(touched)))


def _searches(versions: Versions, search: Search, options: ComparisonOptions) -> list[Search]:
    """Return a search of each version; `search` is that of the baseline."""
    from unbroken.search.version_search import search_of_later_version

    searches = [search]
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


def _dependent_files(
    own: Mapping[str, set[str]],
    versions: Versions,
    readers: list[PartialReader],
    searches: list[Search],
    options: ComparisonOptions,
) -> set[str] | None:
    """Return the files that depend on the changed names before the change; None for too many."""
    count = 1 if versions.starts_at_baseline else 2
    dependent: set[str] = set()
    for reader, search in zip(readers[:count], searches[:count], strict=True):
        paths = _dependent_files_of(own, search, reader, options)
        if paths is None:
            return None
        dependent |= paths
    return dependent


def _dependent_files_of(
    own: Mapping[str, set[str]],
    search: Search,
    reader: PartialReader,
    options: ComparisonOptions,
) -> set[str] | None:
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


def _modules_of(paths: Collection[str], versions: Versions) -> set[str]:
    files = (version.files.at(path) for path in paths for version in versions)
    return {file.name for file in files if file is not None}
