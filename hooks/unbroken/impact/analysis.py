"""Two versions of a library and a downstream project to the sites that break."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterable, Iterator

import msgspec

from unbroken.errors import NothingToCheckError
from unbroken.impact.broken_names import broken_names
from unbroken.impact.downstream import Downstream, JointModules
from unbroken.impact.evaluation import Evaluation
from unbroken.impact.instance_attributes import Constructors, InstanceAttributes
from unbroken.impact.judge import Judge
from unbroken.impact.libraries import Library, LibraryVersion
from unbroken.impact.recorder import Recorder
from unbroken.impact.relevant_lines import RelevantLines
from unbroken.impact.rewrites import Rewrites
from unbroken.impact.sides import Sides
from unbroken.impact.site import Site
from unbroken.impact.source_file import SourceFile
from unbroken.impact.subclasses import Subclasses
from unbroken.impact.walk import walk_file
from unbroken.loading.loader import Loader
from unbroken.loading.module_files import ModuleFile
from unbroken.model.definitions import Class, Import, Module
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.sources.folder import open_tree


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
    downstream = Downstream(open_tree(path), library.packages)
    if not downstream.files:
        raise NothingToCheckError(f"{path}: has no Python file, so nothing would be checked")
    return _Analysis(library, downstream, path, loader).run()


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
        self._derived_names: set[str] = set()
        self._roots = {name.partition(".")[0] for name in library.packages}
        self.rewrites = Rewrites(library.old.surface, library.new.surface)
        self.broken = broken_names(library.old.surface, library.new.surface)
        self.sites: list[Site] = []
        self.unresolved = 0
        self.unreadable: list[str] = []

    def _evaluation(
        self, library: LibraryVersion, packages: tuple[str, ...], loader: Loader
    ) -> Evaluation:
        modules = library.surface.modules
        surface = Surface(JointModules(modules, self.downstream, loader), packages)
        subclasses = Subclasses(surface)
        subclasses.add(modules.values())

        def source_of(module: Module) -> bytes | None:
            tree = library.tree if self._is_library(module.name) else self.downstream.tree
            files = tree.files()
            return tree.read([module.path])[module.path] if module.path in files else None

        return Evaluation(surface, subclasses, InstanceAttributes(source_of, self.constructors))

    def run(self) -> Impact:
        """Walk the files that mention something broken, and those that use what they derive."""
        files = self._candidates()
        for side in self.sides:
            side.subclasses.add(self._modules(files))
        for file in files:
            self._walk(file)
        return Impact(
            downstream=self.label,
            sites=tuple(sorted(self.sites, key=lambda site: site.order)),
            files=len(self.downstream.files),
            mentioning=sum(
                not self._roots.isdisjoint(self.downstream.words(file))
                for file in self.downstream.files
            ),
            read=len(files),
            unresolved=self.unresolved,
            unreadable=tuple(self.unreadable),
        )

    def _candidates(self) -> list[ModuleFile]:
        """Return the files that mention the library, or what derives from it, and a broken name."""
        marks = set(self._roots)
        chosen: dict[str, ModuleFile] = {}
        while True:
            added = []
            for path, file in self.downstream.files.items():
                words = self.downstream.words(path)
                if (
                    path not in chosen
                    and not marks.isdisjoint(words)
                    and (not self._derived_names.isdisjoint(words) or self.broken.mentioned(words))
                ):
                    added.append(file)
            if not added:
                return [file for path, file in self.downstream.files.items() if path in chosen]
            chosen.update((file.path, file) for file in added)
            for name, is_broken in self._derived(self._modules(added)):
                marks.add(name)
                if is_broken:
                    self._derived_names.add(name)

    def _modules(self, files: Iterable[ModuleFile]) -> Iterator[Module]:
        modules = self.sides.old.surface.modules
        return (module for file in files if (module := modules.get(file.name)) is not None)

    def _derived(self, modules: Iterable[Module]) -> Iterator[tuple[str, bool]]:
        """Yield the subclasses and other names that files make of the library's definitions.

        With each comes whether it may be broken itself.
        """
        for module in modules:
            for name, member in module.members.items():
                if isinstance(member, Import) and self._is_library(member.target):
                    source, _, target = member.target.rpartition(".")
                    ways = self.broken.in_modules.get(target, frozenset())
                    yield name, source.rpartition(".")[2] in ways
                elif isinstance(member, Class):
                    lineage = self.sides.old.surface.mro(Definition(module, name, member))
                    names = {
                        part.name
                        for part in lineage[1:]
                        if isinstance(part, Definition) and self._is_library(part.path)
                    }
                    if names:
                        yield name, any(base in self.broken.in_modules for base in names)

    def _walk(self, file: ModuleFile) -> None:
        shown = os.path.normpath(os.path.join(self.label, file.path))
        try:
            text = decode(self.downstream.tree.read([file.path])[file.path])
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
            words = self.downstream.words(file.path)
            names = self.broken.mentioned(words) | self._derived_names
            lines = RelevantLines(text, tree, names)
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
