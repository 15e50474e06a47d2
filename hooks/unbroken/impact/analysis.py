"""Two versions of a library and a downstream project to the sites that break."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.errors import NothingToCheckError
from unbroken.impact.candidates import Candidate, MadeNames, candidates
from unbroken.impact.downstream import Downstream, JointModules
from unbroken.impact.evaluation import Evaluation
from unbroken.impact.file_facts import FileFacts
from unbroken.impact.instance_attributes import Constructors, InstanceAttributes
from unbroken.impact.judge import Judge
from unbroken.impact.libraries import (
    Library,
    LibraryVersion,
    content_hash,
    contents_key,
    is_as_its_ids_say,
)
from unbroken.impact.library_breaks import library_breaks
from unbroken.impact.public_names import with_public_name
from unbroken.impact.recorder import Recorder
from unbroken.impact.relevant_lines import RelevantLines
from unbroken.impact.rewrites import Rewrites
from unbroken.impact.self_calls import SelfCalls
from unbroken.impact.sides import Sides
from unbroken.impact.site import Site
from unbroken.impact.source_file import SourceFile
from unbroken.impact.subclasses import Subclasses
from unbroken.impact.walk import walk_file
from unbroken.impact.walked_file import UNREADABLE, WalkedFile
from unbroken.loading.kept_results import kept_or_made
from unbroken.loading.loader import Loader, read_uncompiled
from unbroken.loading.module_cache import reader_version
from unbroken.loading.processes import is_sendable, processes_for, shared_out
from unbroken.model.definitions import Module
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.semantics.surface import Surface
from unbroken.sources.folder import FolderTree, open_tree


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """What a new version of a library breaks in one downstream project.

    `files` is the number of source files that the project has, `mentioning` the number of those
    that mention the library at all, `read` of those that mention something broken as well;
    `unresolved` counts uses of a broken name on what is not known.
    """

    downstream: str
    sites: tuple[Site, ...]
    files: int
    mentioning: int
    read: int
    unresolved: int
    unreadable: tuple[str, ...] = ()

    @property
    def proven(self) -> list[Site]:
        """The sites that are proven to break."""
        return [site for site in self.sites if site.certainty == "proven"]


_DECIDING = ("model", "sources", "semantics", "config", "project", "compare", "impact")
"""The folders whose code decides what breaks, those of the readers left out."""
_IMPACT = msgspec.msgpack.Decoder(Impact)
_WALKED = msgspec.msgpack.Decoder(list[WalkedFile | None])


def find_impact(library: Library, path: str, loader: Loader) -> Impact:
    """Find the sites of the project in a folder or archive that break. Raises UnbrokenError."""
    tree = open_tree(path)
    code = f"{code_version(*_DECIDING)} {reader_version()}"
    files = content_hash(sorted(tree.files().items()))
    key = f"impact on {path} {code} {contents_key(library)} {files}"
    impact = kept_or_made(
        loader.store,
        key,
        _IMPACT,
        make=lambda: find_impact_in(library, tree, path, loader),
        may_keep=lambda _: is_as_its_ids_say(library),
    )
    if not impact.files:
        own = ", ".join(library.packages)
        raise NothingToCheckError(
            f"{path}: has no Python file but those of {own}, so nothing would be checked"
        )
    return impact


def find_impact_in(
    library: Library,
    tree: FolderTree,
    label: str,
    loader: Loader,
    names: Collection[str] | None = None,
) -> Impact:
    """Find the sites in some files that break; `label` is what paths are shown with.

    With `names`, only what has one of these names is looked for.
    """
    downstream = Downstream(tree, library.packages)
    analysis = _Analysis(library, downstream, label, loader)
    if names is not None:
        analysis.broken = analysis.broken.limited_to(names)
    return analysis.run()


class _Analysis:
    def __init__(
        self, library: Library, downstream: Downstream, label: str, loader: Loader
    ) -> None:
        self.library = library
        self.downstream = downstream
        self.label = label
        packages = (*library.packages, *downstream.packages)
        self.constructors = Constructors()
        # A file that does not compile breaks with every version of the library.
        reader = Loader(read_uncompiled, loader.store)
        self.sides = Sides(
            self._evaluation(library.old, packages, reader),
            self._evaluation(library.new, packages, reader),
        )
        roots = {name.partition(".")[0] for name in library.packages}
        # What has no place of its own is not looked at again.
        store = loader.store if label else None
        self.facts = FileFacts(downstream.tree, roots, store, label)
        self.made = MadeNames(downstream, self.facts)
        self.rewrites = Rewrites(library.old.surface, library.new.surface)
        self.broken = library_breaks(library, store)

    def _evaluation(
        self, library: LibraryVersion, packages: tuple[str, ...], loader: Loader
    ) -> Evaluation:
        modules = library.surface.modules
        surface = Surface(JointModules(modules, self.downstream, loader), packages)

        def modules_with_subclasses(name: str) -> Iterable[Module]:
            files = self.made.files_with_subclasses(name)
            modules = (surface.modules.get(file.name) for file in files)
            return (module for module in modules if module is not None)

        subclasses = Subclasses(surface, modules_with_subclasses)
        subclasses.add(modules.values())

        def source_of(module: Module) -> bytes | None:
            tree = library.tree if self._is_library(module.name) else self.downstream.tree
            files = tree.files()
            return tree.read([module.path])[module.path] if module.path in files else None

        attributes = InstanceAttributes(source_of, self.constructors)
        return Evaluation(surface, subclasses, attributes, SelfCalls(source_of))

    def run(self) -> Impact:
        """Walk the files that mention something broken, and those that use what they derive."""
        target = candidates(self.downstream, self.broken, self.made)
        self.facts.keep()
        walked = list(self._walked(target.files))
        sites = (
            with_public_name(site, self.library.old.surface)
            for _, file in walked
            for site in file.sites
        )
        return Impact(
            downstream=self.label,
            sites=tuple(sorted(sites, key=lambda site: site.order)),
            files=len(self.downstream.files),
            mentioning=target.mentioning,
            read=sum(file.is_readable for _, file in walked),
            unresolved=sum(file.unresolved for _, file in walked),
            unreadable=tuple(
                self._shown(candidate) for candidate, file in walked if not file.is_readable
            ),
        )

    def _walked(self, files: Sequence[Candidate]) -> Iterator[tuple[Candidate, WalkedFile]]:
        """Walk some files, here or in other processes."""
        processes = processes_for(sum(len(self._source(candidate)) for candidate in files))
        if processes == 1:
            yield from ((candidate, self._walk(candidate)) for candidate in files)
            return
        for share, result in shared_out(self._walk_share, files, processes):
            for candidate, walked in zip(share, _WALKED.decode(result), strict=True):
                yield candidate, walked if walked is not None else self._walk(candidate)

    def _walk_share(self, files: list[Candidate]) -> bytes:
        """Walk some files in another process; None stands for what cannot be sent."""
        walked = [self._walk(candidate) for candidate in files]
        return msgspec.msgpack.encode([file if is_sendable(file) else None for file in walked])

    def _walk(self, candidate: Candidate) -> WalkedFile:
        try:
            text = decode(self._source(candidate))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
            return UNREADABLE
        recorder = Recorder(SourceFile(self._shown(candidate), text, self._is_library))
        judge = Judge(self.sides, self.broken, self.rewrites, recorder)
        try:
            lines = RelevantLines(text, tree, candidate.names)
            walk_file(tree, candidate.file, self.sides, judge, lines)
        except RecursionError:
            return UNREADABLE
        return WalkedFile(tuple(recorder.sites.values()), len(recorder.unresolved))

    def _shown(self, candidate: Candidate) -> str:
        """Return the path of a file as messages show it."""
        return os.path.normpath(os.path.join(self.label, candidate.file.path))

    def _source(self, candidate: Candidate) -> bytes:
        return self.downstream.source(candidate.file.path)

    def _is_library(self, path: str) -> bool:
        return any(
            path == package or path.startswith(f"{package}.") for package in self.library.packages
        )
