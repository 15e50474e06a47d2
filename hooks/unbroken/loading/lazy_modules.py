"""All modules of a version, each of which is read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from unbroken.loading.module_files import ModuleFile, ModuleFiles
from unbroken.model.definitions import Module
from unbroken.model.identifiers import with_outer


class LazyModules(Mapping[str, Module]):
    """The modules of one version, folders without `__init__.py` included, read on demand.

    It holds what a mapping of all modules would hold. To iterate over it reads them all.
    """

    def __init__(self, files: ModuleFiles, read: Callable[[ModuleFile], Module | None]) -> None:
        """Take the files, and a function that returns None for a file that cannot be read."""
        self._files = files
        self._read = read
        self._modules: dict[str, Module | None] = {}
        self._names: list[str] | None = None

    def __getitem__(self, name: str) -> Module:
        """Read a module, or make the module of a folder without `__init__.py`."""
        if name not in self._modules:
            file = self._files.get(name)
            self._modules[name] = self._namespace(name) if file is None else self._read(file)
        module = self._modules[name]
        if module is None:
            raise KeyError(name)
        return module

    def __iter__(self) -> Iterator[str]:
        if self._names is None:
            names = {outer: None for name in self._files for outer in with_outer(name)}
            self._names = [name for name in names if self.get(name) is not None]
        return iter(self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _namespace(self, name: str) -> Module | None:
        path = self._files.folder(name)
        return None if path is None else Module(name=name, path=path, is_package=True)
