"""Only the changed files: read with libcst, and as few others as the change concerns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from holdfast.read.skeleton import difference

if TYPE_CHECKING:
    from holdfast.comparison import Compared, Files, PartialReader, Task
    from holdfast.read.load import ModuleFile, SourceTree
    from holdfast.surface import Module

Search = Callable[[Collection[str]], Collection[str]]


class Version(NamedTuple):
    """One version of the packages: its files, and the source files among them by module name."""

    tree: SourceTree
    files: Files


class Versions(NamedTuple):
    """The three versions of a change: the promise, what was before the change, what comes."""

    baseline: Version
    before: Version
    new: Version


class Escalation(NamedTuple):
    """Why the changed files alone do not decide."""

    reason: str


def leaves_shape_alone(
    before: Mapping[str, bytes], new: Mapping[str, bytes], search: Search
) -> bool:
    """Tell whether a change to some files surely leaves their public shape alone.

    Both map paths to contents and have the same paths. `search` finds the files that contain
    one of some words: a private name that others hand on may be public after all. False only
    means that it takes a closer look to tell.
    """
    private: set[str] = set()
    for path, old in before.items():
        found = difference(old, new[path])
        if found is None or found.public:
            return False
        private |= found.private
    return not private or all(path in new for path in search(private))


def compare_changed(
    versions: Versions, changed: Collection[str], task: Task, search: Search
) -> tuple[Compared, list[tuple[str, str, str | None]]] | Escalation:
    """Compare what a change did to some files (`changed`, in any of the versions).

    Returns what was found and the identities of the findings that stood before the change; or
    why the whole package must be read.
    """
    from holdfast.comparison import (
        Compared,
        PartialReader,
        judge_surfaces,
        unreadable_findings,
    )
    from holdfast.read.load import Loader, read_anyhow, read_changed

    by_path = [{each.path: each for each in version.files.values()} for version in versions]
    lost = sorted(path for path in changed if path in by_path[1] and path not in by_path[2])
    if lost:
        return Escalation(f"{lost[0]} was deleted or moved")
    loaders = (Loader(read_changed), Loader(read_anyhow))
    readers = [PartialReader(each.tree, each.files, changed, loaders) for each in versions]
    names, reason = _changed_names(changed, by_path, readers)
    if reason is not None:
        return reason
    concerned = _concerned(versions.baseline, names, changed, search, by_path[0], readers[0])
    if concerned is None:
        return Escalation("it concerns too many files")
    primary = _modules_of({*changed, *concerned}, by_path)
    old, before, new = (each.surface(primary, task.packages) for each in readers)
    findings, objects = judge_surfaces(old, new, task)
    unreadable = readers[2].unreadable
    if any(each.name not in primary for each in unreadable.values()):
        return Escalation("a file that it concerns does not parse")
    findings = [
        each for each in findings if _module_at(each.baseline_path, by_path) not in unreadable
    ]
    findings += unreadable_findings(unreadable.values(), task.config)
    standing = []
    if findings:
        standing = [each.identity for each in judge_surfaces(old, before, task)[0]]
        standing += [
            each.identity
            for each in unreadable_findings(readers[1].unreadable.values(), task.config)
        ]
    bad = tuple(readers[0].unreadable.values())
    return Compared(findings, len(changed), objects, bad), standing


def _module_at(path: str | None, by_path: list[dict[str, ModuleFile]]) -> str:
    file = by_path[0].get(path or "")
    return file.name if file is not None else ""


def _changed_names(
    changed: Collection[str], by_path: list[dict[str, ModuleFile]], readers: list[PartialReader]
) -> tuple[set[str], Escalation | None]:
    """Give the names whose definitions the change touched, or why that is not enough."""
    from holdfast.compare.shape import changed_names

    names: set[str] = set()
    for path in changed:
        before = _read(path, by_path[1], readers[1])
        new = _read(path, by_path[2], readers[2])
        if path not in by_path[1] or new is None:
            continue
        if before is None:
            return names, Escalation(f"{path} did not parse before")
        if before.stars != new.stars:
            return names, Escalation(f"{path} changed its star imports")
        if ("__getattr__" in before.members) != ("__getattr__" in new.members):
            return names, Escalation(f"{path} changed which names it may serve")
        names |= changed_names(before, new)
    return names, None


def _read(path: str, files: Mapping[str, ModuleFile], reader: PartialReader) -> Module | None:
    file = files.get(path)
    return None if file is None else reader.read(file)


def _concerned(
    baseline: Version,
    names: set[str],
    changed: Collection[str],
    search: Search,
    files: Mapping[str, ModuleFile],
    reader: PartialReader,
) -> set[str] | None:
    from holdfast.related import concerned_files

    if not names:
        return set()

    def inside(words: Collection[str]) -> list[str]:
        return [path for path in search(words) if path in files]

    return concerned_files(
        names, changed, inside, baseline.tree.read, lambda path: _read(path, files, reader)
    )


def _modules_of(paths: Collection[str], by_path: list[dict[str, ModuleFile]]) -> set[str]:
    return {files[path].name for path in paths for files in by_path if path in files}
