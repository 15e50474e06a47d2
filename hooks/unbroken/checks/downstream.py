"""Which places of the project's own files and of downstream projects each finding breaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.impact.analysis import Impact, find_impact, find_impact_in
from unbroken.impact.documents import DOCUMENTS, python_of
from unbroken.impact.libraries import contents_key, is_as_its_ids_say
from unbroken.loading.kept_results import kept_or_made
from unbroken.loading.processes import meanwhile
from unbroken.model.counting import counted
from unbroken.sources.folder import FolderTree
from unbroken.sources.git.plumbing_output import split_nul

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.impact.libraries import Library
    from unbroken.impact.site import Site
    from unbroken.loading.loader import Loader
    from unbroken.loading.module_cache import Store
    from unbroken.model.finding import Finding

_SHOWN = 3
_OWN_FOLDERS = ("tests", "test", "examples", "example", "docs", "doc")
_OWN_DOCUMENTS = ("README.md", "README.rst")
_COMPARING = (
    "model", "readers", "semantics", "loading", "config", "compare", "rules", "policy", "checks",
)  # fmt: skip
"""The folders whose code decides what the breaks of a library are."""
_CONSTRUCTORS = (".__init__", ".__new__")


def downstream_paths(root: str, folder: str, configured: Iterable[str]) -> list[str]:
    """Return the configured projects, which are relative to the project in a folder of a root."""
    paths = (os.path.normpath(os.path.join(root, folder, path)) for path in configured)
    return [os.path.relpath(path) for path in paths]


def with_downstream_breaks(
    context: CheckContext, findings: Sequence[Finding], library: Library, loader: Loader
) -> list[Finding]:
    """Return the findings, each with a note for every project in which it breaks something.

    With `--verbose`, the first of them are the folders of the project's own tests, examples and
    documents. To look through them takes longer than the comparison.

    Raises UsageError for a project that is not there.
    """
    settings = context.config.settings
    root, folder = context.repository.root, context.config.folder
    others = settings.downstream if context.request.mode == "full" else ()
    impacts = [
        find_impact(library, path, loader) for path in downstream_paths(root, folder, others)
    ]
    if findings and context.request.verbose:
        impacts = [*_in_own_files(context, findings, library, loader), *impacts]
    return [_with_notes(finding, impacts, library) for finding in findings]


def _in_own_files(
    context: CheckContext, findings: Iterable[Finding], library: Library, loader: Loader
) -> list[Impact]:
    """Return what breaks in the tests, examples and documents of the project, by their folder."""
    folder = f"{context.config.folder}/" if context.config.folder else ""
    tree = library.new.tree
    paths = [path for path in tree.files() if _is_own_use(path, folder) and path.endswith(".py")]
    contents = {**tree.read(paths), **_documents(context, folder)}
    if not contents:
        return []
    # A place mentions what breaks, its class, or the module that is gone.
    names = {
        part
        for finding in findings
        for path in (finding.object, *finding.affects)
        for part in path.split(".")[-2:]
    }
    impact = find_impact_in(library, FolderTree(contents, ""), "", loader, names)
    by_folder: dict[str, list[Site]] = {}
    # What the new version takes may have been adapted to it already.
    for site in (site for site in impact.proven if not site.is_rebound):
        by_folder.setdefault(_first_part(site.path, folder), []).append(site)
    return [
        msgspec.structs.replace(impact, downstream=f"{folder}{name}", sites=tuple(sites))
        for name, sites in by_folder.items()
    ]


def _is_own_use(path: str, folder: str) -> bool:
    return path.startswith(folder) and _first_part(path, folder) in _OWN_FOLDERS


def _first_part(path: str, folder: str) -> str:
    return path.removeprefix(folder).partition("/")[0]


def _documents(context: CheckContext, folder: str) -> dict[str, bytes]:
    """Return the Python in the documents on disk, where what is checked is there, too."""
    repository = context.repository
    if repository.is_bare or context.request.current is not None:
        return {}
    listed = repository.run("--literal-pathspecs", "ls-files", "-z", "--", folder or ".")
    target = {}
    for path in split_nul(listed):
        is_use = _is_own_use(path, folder) or _first_part(path, folder) in _OWN_DOCUMENTS
        if is_use and path.endswith(DOCUMENTS):
            source = repository.read_disk(path)
            if source is not None:
                code = python_of(source.decode("utf-8", "replace").replace("\r\n", "\n"), path)
                target[path] = code.encode("utf-8", "replace")
    return target


def untouched_breaks(
    library: Library, impacts: Sequence[Impact], store: Store | None
) -> tuple[int, int]:
    """Return how many breaks of the public API break no place of a project, and the number of all.

    A break is a finding of the level "error". `store` keeps them (None: nothing does).
    """
    breaks = _breaks(library, store)
    sites = {_defined_at(site.object, library) for impact in impacts for site in impact.proven}
    touched = sum(
        not sites.isdisjoint(_defined_at(path, library) for path in paths) for paths in breaks
    )
    return len(breaks) - touched, len(breaks)


_PATHS = msgspec.msgpack.Decoder(list[list[str]])


@contextmanager
def finding_breaks(library: Library, store: Store | None) -> Iterator[None]:
    """Find the breaks of the public API while the block runs, for `untouched_breaks` after it."""
    is_known = store is None or store.get(_key_of_breaks(library).encode()) is not None
    with nullcontext() if is_known else meanwhile(lambda: _breaks(library, store)):
        yield


def _breaks(library: Library, store: Store | None) -> list[list[str]]:
    """Return the paths of what each break of the public API affects."""
    return kept_or_made(
        store,
        _key_of_breaks(library),
        _PATHS,
        make=lambda: _compared(library),
        may_keep=lambda _: is_as_its_ids_say(library),
    )


def _key_of_breaks(library: Library) -> str:
    # The configuration is among the contents: it is read from the files of the old version.
    code = code_version(*_COMPARING)
    return f"breaks {code} {sys.version_info[:3]} {contents_key(library)}"


def _compared(library: Library) -> list[list[str]]:
    from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces
    from unbroken.checks.outcome import raise_for_crashes

    options = ComparisonOptions(config=library.config, packages=library.packages, version=None)
    judged = judge_surfaces(library.old.surface, library.new.surface, options)
    raise_for_crashes(judged.crashes)
    return [
        [finding.object, *finding.affects]
        for finding in judged.findings
        if finding.level == "error"
    ]


def _with_notes(finding: Finding, impacts: Iterable[Impact], library: Library) -> Finding:
    notes = []
    for impact in impacts:
        sites = [site for site in impact.proven if _is_broken_by(site, finding, library)]
        if sites:
            places = ", ".join(f"{site.path}:{site.line}" for site in sites[:_SHOWN])
            more = f" and {len(sites) - _SHOWN} more" if len(sites) > _SHOWN else ""
            count = counted(len(sites), "place")
            notes.append(f"it breaks {count} in {impact.downstream}: {places}{more}")
    return msgspec.structs.replace(finding, notes=(*finding.notes, *notes)) if notes else finding


def _is_broken_by(site: Site, finding: Finding, library: Library) -> bool:
    """Return whether a site and a finding are about one definition of the old library."""
    paths = {_defined_at(path, library) for path in (finding.object, *finding.affects)}
    return _defined_at(site.object, library) in paths


def _defined_at(path: str, library: Library) -> str:
    """Return the path at which the old library defines what a path leads to."""
    from unbroken.semantics.resolution import Definition

    for constructor in _CONSTRUCTORS:
        path = path.removesuffix(constructor)
    target = library.old.surface.resolve(path)
    return target.path if isinstance(target, Definition) else path
