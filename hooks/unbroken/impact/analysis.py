"""Two versions of a library and a downstream project to the sites that break."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Collection, Iterable, Mapping

import msgspec

from unbroken.errors import NothingToCheckError
from unbroken.impact.broken_names import broken_names
from unbroken.impact.candidates import Candidate, MadeNames, candidates
from unbroken.impact.downstream import Downstream, JointModules
from unbroken.impact.evaluation import Evaluation
from unbroken.impact.file_facts import FileFacts
from unbroken.impact.instance_attributes import Constructors, InstanceAttributes
from unbroken.impact.judge import Judge
from unbroken.impact.leads import Leads
from unbroken.impact.libraries import Library, LibraryVersion
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
from unbroken.loading.loader import Loader
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


def find_impact(library: Library, path: str, loader: Loader) -> Impact:
    """Find the sites of the project in a folder or archive that break. Raises UnbrokenError."""
    impact = find_impact_in(library, open_tree(path), path, loader)
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
        self.sides = Sides(
            self._evaluation(library.old, packages, loader),
            self._evaluation(library.new, packages, loader),
        )
        roots = {name.partition(".")[0] for name in library.packages}
        # What has no place of its own is not looked at again.
        self.facts = FileFacts(downstream.tree, roots, loader.store if label else None, label)
        self.made = MadeNames(downstream, self.facts)
        self.rewrites = Rewrites(library.old.surface, library.new.surface)
        self.broken = broken_names(
            library.old.surface, library.new.surface, Leads(*_modules_and_sources(library.old))
        )
        self.sites: list[Site] = []
        self.read = 0
        self.unresolved = 0
        self.unreadable: list[str] = []

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
        for candidate in target.files:
            self._walk(candidate)
        self.facts.keep()
        sites = (with_public_name(site, self.library.old.surface) for site in self.sites)
        return Impact(
            downstream=self.label,
            sites=tuple(sorted(sites, key=lambda site: site.order)),
            files=len(self.downstream.files),
            mentioning=target.mentioning,
            read=self.read,
            unresolved=self.unresolved,
            unreadable=tuple(self.unreadable),
        )

    def _walk(self, candidate: Candidate) -> None:
        file = candidate.file
        shown = os.path.normpath(os.path.join(self.label, file.path))
        try:
            text = decode(self.downstream.source(file.path))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
            self.unreadable.append(shown)
            return
        source = SourceFile(shown, text, self._is_library)
        recorder = Recorder(source)
        judge = Judge(self.sides, self.broken, self.rewrites, recorder)
        try:
            self.read += 1
            lines = RelevantLines(text, tree, candidate.names)
            walk_file(tree, file, self.sides, judge, lines)
        except RecursionError:
            self.unreadable.append(shown)
            return
        self.sites += recorder.sites.values()
        self.unresolved += len(recorder.unresolved)

    def _is_library(self, path: str) -> bool:
        return any(
            path == package or path.startswith(f"{package}.") for package in self.library.packages
        )


def _modules_and_sources(version: LibraryVersion) -> tuple[Mapping[str, Module], dict[str, bytes]]:
    modules = version.surface.modules
    files = version.tree.files()
    paths = [module.path for module in modules.values() if module.path in files]
    return modules, version.tree.read(paths)
