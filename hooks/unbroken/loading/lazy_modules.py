"""Modules that are read when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from unbroken.loading.module_files import ModuleFile, ModuleFiles
from unbroken.model.definitions import Module


class LazyModules(Mapping[str, Module]):
    """The modules of one version, read on demand.

    Iterating gives only the `primary` ones: those that the question is about. Looking a name up
    also finds the others, so that imports, bases and aliases lead where they lead.
    """

    def __init__(
        self,
        files: ModuleFiles,
        primary: Collection[str],
        read: Callable[[ModuleFile], Module | None],
        search: Callable[[bytes], Collection[str]] = lambda _: (),
    ) -> None:
        self._files = files
        self._primary = [name for name in sorted(primary) if name in files]
        self._read = read
        self._search = search
        self._modules: dict[str, Module | None] = {}

    def __getitem__(self, name: str) -> Module:
        """Read a module, or make the module of a folder without `__init__.py`."""
        if name not in self._modules:
            file = self._files.get(name)
            self._modules[name] = self._namespace(name) if file is None else self._read(file)
        found = self._modules[name]
        if found is None:
            raise KeyError(name)
        return found

    def mentioning(self, word: bytes) -> Iterator[Module]:
        """Read the modules whose source has a word, primary or not."""
        for name in sorted(self._search(word)):
            module = self.get(name)
            if module is not None:
                yield module

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._primary if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _namespace(self, name: str) -> Module | None:
        path = self._files.folder(name)
        return None if path is None else Module(name=name, path=path, is_package=True)
