"""Only the changed files: read with libcst, and as few others as the change concerns."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.docstring_labels import EXPERIMENTAL
from unbroken.model.projection import DEFAULT, Projection
from unbroken.policy.projection import projection_of
from unbroken.readers.shape.skeleton import difference
from unbroken.sources.listing import differing_files

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Comparison, ComparisonOptions, PartialReader
    from unbroken.loading.loader import SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.definitions import Import, Module
    from unbroken.search.dependents import Affected
    from unbroken.semantics.surface import Surface

Search = Callable[[Collection[str]], Collection[str]]


class Version(NamedTuple):
    """One version of the packages: its files, and the source files among them by module name."""

    tree: SourceTree
    files: ModuleFiles


class Versions(NamedTuple):
    """The three versions of a change: the promise, what was before the change, what comes."""

    baseline: Version
    before: Version
    new: Version


class Escalation(NamedTuple):
    """Why the changed files alone do not decide."""

    reason: str


def leaves_shape_alone(
    before: Mapping[str, bytes],
    new: Mapping[str, bytes],
    search: Search,
    projection: Projection = DEFAULT,
) -> bool:
    """Tell whether a change to some files surely leaves their public shape alone.

    Both map paths to contents and have the same paths. `search` finds the files that contain
    one of some words: a private name that others hand on may be public after all. `labels` are
    what marks docstrings. False only means that it takes a closer look to tell.
    """
    if projection.labels != EXPERIMENTAL and any(
        _has_label(source, projection.labels) for source in (*before.values(), *new.values())
    ):
        return False
    private: set[str] = set()
    for path, old in before.items():
        found = difference(old, new[path], projection)
        if found is None or found.public:
            return False
        private |= found.private
    return not private or all(path in new for path in search(private))


def _has_label(source: bytes, labels: tuple[str, ...]) -> bool:
    text = _plain(source.decode("utf-8", "replace"))
    return any(_plain(each) in text for each in labels)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def compare_changed(
    versions: Versions, changed: Collection[str], task: ComparisonOptions, search: Search
) -> tuple[Comparison, list[tuple[str, str, str | None]]] | Escalation:
    """Compare what a change did to some files (`changed`, in any of the versions).

    Returns what was found and the identities of the findings that stood before the change; or
    why the whole package must be read.
    """
    from unbroken.checks.compare_packages import (
        Comparison,
        PartialReader,
        judge_surfaces,
        unreadable_findings,
    )
    from unbroken.loading.loader import Loader, read_anyhow, read_changed

    was, now = versions.before.files, versions.new.files
    lost = sorted(path for path in changed if was.at(path) and not now.at(path))
    if lost:
        return Escalation(f"{lost[0]} was deleted or moved")
    loaders = (Loader(read_changed, task.cache), Loader(read_anyhow, task.cache))
    readers = [PartialReader(each.tree, each.files, changed, loaders) for each in versions]
    projection = projection_of(task.config)
    own = _changed_names(changed, readers, projection)
    if isinstance(own, Escalation):
        return own
    concerned = _concerned(own, search, readers[0], task)
    # Where the baseline is what the change starts from, nothing happened in between.
    at_once = versions.before is versions.baseline
    since = set() if at_once else _concerned(own, _search_since(versions, task), readers[1], task)
    if concerned is None or since is None:
        return Escalation("it concerns too many files")
    primary = _modules_of({*changed, *concerned, *since}, versions)
    old, before = (each.surface(primary, task.packages) for each in readers[:2])
    names = set().union(*own.values())
    primary |= _defining(names, old) | (set() if at_once else _defining(names, before))
    old, before, new = (each.surface(primary, task.packages) for each in readers)
    only = _dependent(names, old, before, new)
    findings, objects = judge_surfaces(old, new, task, only)
    unreadable = readers[2].unreadable
    if any(each.name not in primary for each in unreadable.values()):
        return Escalation("a file that it concerns does not parse")
    findings = [
        each for each in findings if _module_at(each.baseline_path, versions) not in unreadable
    ]
    findings += unreadable_findings(unreadable.values(), task.config)
    stood = judge_surfaces(old, before, task, only)[0] if findings and not at_once else []
    stood += unreadable_findings(readers[1].unreadable.values(), task.config)
    bad = tuple(readers[0].unreadable.values())
    return Comparison(findings, len(changed), objects, bad), [each.identity for each in stood]


def _dependent(names: set[str], old: Surface, before: Surface, new: Surface) -> Affected | None:
    """Give what depends on what changed; None when it may be anything."""
    from unbroken.model.definitions import Import
    from unbroken.search.dependents import Affected, affected_names

    for name, module in before.modules.items():
        if name in new.modules and module.stars and module.exports != new.modules[name].exports:
            return None  # Another `__all__` decides what it hands on of its star imports.
    # A file that is the same in several versions was read once.
    modules = list(
        {id(each): each for part in (old, before, new) for each in part.modules.values()}.values()
    )
    # Who uses a name from outside the package does not depend on who else imports it.
    bound = [module.members[name] for module in modules for name in names & module.members.keys()]
    inner = {
        each.name
        for each in bound
        if not (isinstance(each, Import) and not old.inside(each.target))
    }
    return Affected(affected_names(names & inner, modules) | names)


def _module_at(path: str | None, versions: Versions) -> str:
    file = versions.baseline.files.at(path or "")
    return file.name if file is not None else ""


def _changed_names(
    changed: Collection[str],
    readers: list[PartialReader],
    projection: Projection,
) -> dict[str, set[str]] | Escalation:
    """Give the names whose definitions the change touched, by file, or why that is not enough."""
    from unbroken.readers.shape.changed_names import changed_names

    own: dict[str, set[str]] = {path: set() for path in changed}
    for path in changed:
        now = readers[2].files.at(path)
        new = readers[2].read(now) if now is not None else None
        # By name: a stub may come to a source, or a source to a stub.
        file = readers[1].files.get(now.name) if now is not None else None
        if file is None or new is None:
            continue
        before = readers[1].read(file)
        if before is None:
            return Escalation(f"{path} did not parse before")
        if before.stars != new.stars:
            return Escalation(f"{path} changed its star imports")
        if _aliases(before) != _aliases(new):
            return Escalation(f"{path} changed type aliases that only type checkers see")
        if ("__getattr__" in before.members) != ("__getattr__" in new.members):
            return Escalation(f"{path} changed which names it may serve")
        own[path] = changed_names(before, new, projection) | _retyped(before, new)
    return own


def _aliases(module: Module) -> dict[str, str | None]:
    return {name: each.value for name, each in module.typing_aliases.items()}


def _retyped(before: Module, new: Module) -> set[str]:
    """Give the names whose annotations may mean something else: they use other imports now."""
    was, now = ({**each.typing_imports, **_imports(each)} for each in (before, new))
    targets = {name: each.target for name, each in now.items()}
    words = [name for name, each in was.items() if targets.get(name) != each.target]
    if not words:
        return set()
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    return {name for name, each in new.members.items() if pattern.search(repr(each))}


def _imports(module: Module) -> dict[str, Import]:
    from unbroken.model.definitions import Import

    return {name: each for name, each in module.members.items() if isinstance(each, Import)}


def _search_since(versions: Versions, task: ComparisonOptions) -> Search:
    """Make a search of what is new since the baseline: names may lead to other places by now."""
    from unbroken.search.index import search_among

    tree, files = versions.before.tree, versions.before.files
    changed = differing_files(tree.files(), versions.baseline.tree.files())
    ids = {path: identity for path, identity in changed.items() if files.may_have(path)}
    return search_among(ids, tree.read, task.cache, " ".join(task.packages))


def _defining(names: set[str], surface: Surface) -> set[str]:
    """Give the modules that define what names of the primary modules lead to, by imports."""
    from unbroken.semantics.resolution import Definition

    found = set()
    for module in surface.modules.values():
        owner = Definition(module, "", None)
        for name in names if module.stars else names & module.members.keys():
            target = surface.attribute(owner, name)
            if isinstance(target, Definition):
                found.add(target.module.name)
    return found


def _concerned(
    own: Mapping[str, set[str]],
    search: Search,
    reader: PartialReader,
    task: ComparisonOptions,
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

    inside = Surface({}, task.packages).inside
    return dependent_files(own, modules, read, inside, functools.cache(lambda: len(files) // 4))


def _modules_of(paths: Collection[str], versions: Versions) -> set[str]:
    found = (version.files.at(path) for path in paths for version in versions)
    return {each.name for each in found if each is not None}
