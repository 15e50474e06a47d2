"""A search of one version of the packages for modules, so that not all have to be read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Mapping

from unbroken.loading.import_cache import RememberedImports
from unbroken.loading.loader import SourceTree
from unbroken.loading.module_cache import Store
from unbroken.loading.module_files import ModuleFile, ModuleFiles
from unbroken.model.definitions import Module
from unbroken.search.dependents import reexported_names_of
from unbroken.search.exported_names import REGISTERED, SET, Search
from unbroken.search.index import search_among
from unbroken.search.uses import Depends, is_alias, is_subclass
from unbroken.semantics.resolution import Definition
from unbroken.sources.listing import differing_files


class VersionSearch:
    """Finds the modules of a version by what their files contain.

    It implements `semantics.found_modules.ModuleSearch`.
    """

    def __init__(
        self,
        tree: SourceTree,
        files: ModuleFiles,
        read: Callable[[ModuleFile], Module | None],
        search: Search,
        imports: RememberedImports,
    ) -> None:
        """Take a version, how its modules and their imports are read, the search of its files."""
        self._tree = tree
        self._files = files
        self._read = read
        self._search = search
        self._imports_read = imports
        self._imports: dict[str, tuple[str, ...] | None] = {}

    def mentioning(self, word: str) -> list[str]:
        """Return the names of the modules whose source contains a word, or a part of one."""
        return [
            name
            for name, text in self._texts.items()
            if word.encode("utf-8", "surrogatepass") in text
        ]

    def reexports(self, definitions: Iterable[Definition]) -> dict[str, set[str]]:
        """Return the names that may re-export one of some definitions, by module."""
        return self._names_made_from(definitions, is_alias)

    def subclasses(self, base: Definition) -> dict[str, set[str]]:
        """Return the names that may be, or re-export, a class or its subclasses, by module."""
        return self._names_made_from([base], is_subclass)

    def _names_made_from(
        self, definitions: Iterable[Definition], depends: Depends
    ) -> dict[str, set[str]]:
        own: dict[str, set[str]] = {}
        for definition in definitions:
            own.setdefault(definition.module.path, set()).add(definition.name)
        found: dict[str, set[str]] = {}
        for path, names in reexported_names_of(own, self._search, self._read_path, depends).items():
            file = self._files.at(path)
            if file is not None:
                # A stub and its source are two paths of one module.
                found.setdefault(file.name, set()).update(names)
        return found

    def setting(self, name: str) -> list[str]:
        """Return the names of the modules that may set `something.name`, or bind modules."""
        found = (self._files.at(path) for path in self._search([f"{name}{SET}", REGISTERED]))
        return [file.name for file in found if file is not None]

    def imports(self, name: str) -> tuple[str, ...] | None:
        """Return the `imports` of a module, without reading all of it; None for no module."""
        if name not in self._imports:
            self._imports[name] = self._find_imports(name)
        return self._imports[name]

    def _find_imports(self, name: str) -> tuple[str, ...] | None:
        file = self._files.get(name)
        if file is None:
            around = self._files.get(name.rpartition(".")[0])
            is_possible = around is None or around.is_package
            return () if is_possible and self._files.folder(name) is not None else None
        return self._imports_read.of(file, self._tree)

    @functools.cached_property
    def _texts(self) -> dict[str, bytes]:
        files = {name: file for name, file in self._files.items() if not file.is_compiled}
        texts = self._tree.read([path for file in files.values() for path in file.paths])
        return {
            name: b"\n".join(texts[path] for path in file.paths) for name, file in files.items()
        }

    def _read_path(self, path: str) -> Module | None:
        file = self._files.at(path)
        return None if file is None else self._read(file)


def search_of_later_version(
    tree: SourceTree,
    files: ModuleFiles,
    earlier: tuple[Mapping[str, str], Search],
    cache: Store | None,
    name: str,
) -> Search:
    """Return a search of a version that is made from the search of an earlier one.

    `earlier` are the content ids of the earlier version by path, and its search. What is
    different in the later version is looked through, or kept in the cache under `name`.
    """
    earlier_ids, search_earlier = earlier

    @functools.cache
    def changes() -> dict[str, str]:
        changed = differing_files(tree.files(), earlier_ids)
        return {path: content for path, content in changed.items() if files.may_have(path)}

    @functools.cache
    def search_changes() -> Search:
        return search_among(changes(), tree.read, cache, name)

    def search(words: Collection[str]) -> list[str]:
        unchanged = (path for path in search_earlier(words) if path not in changes())
        return [
            *(path for path in unchanged if files.at(path) is not None),
            *search_changes()(words),
        ]

    return search
