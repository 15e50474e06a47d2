"""The modules of one version that matter to a question, found without reading all of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from unbroken.model.definitions import COMPUTED, Module
from unbroken.semantics.resolution import Definition


class ModuleSearch(Protocol):
    """Finds modules of a version without reading all of them."""

    def mentioning(self, word: str) -> Iterable[str]:
        """Return the names of the modules whose source contains a word, or a part of one."""

    def reexports(self, definitions: Iterable[Definition]) -> Mapping[str, set[str]]:
        """Return the names that may re-export one of some definitions, by module."""

    def subclasses(self, base: Definition) -> Mapping[str, set[str]]:
        """Return the names that may be, or re-export, a class or its subclasses, by module."""

    def setting(self, name: str) -> Iterable[str]:
        """Return the names of the modules that may set an attribute of a name on something.

        Those that may put modules into `sys.modules` are among them.
        """

    def imports(self, name: str) -> tuple[str, ...] | None:
        """Return the `imports` of a module, without reading all of it; None for no module."""


class FoundModules:
    """Finds modules by what they contain: by a search, or (None) among all, which were read."""

    def __init__(self, modules: Mapping[str, Module], search: ModuleSearch | None) -> None:
        self._modules = modules
        self._search = search

    def mentioning(self, word: str) -> Iterator[Module]:
        """Yield the modules whose source contains a word, and maybe others, by name."""
        return self._named(self._modules if self._search is None else self._search.mentioning(word))

    def setting(self, name: str) -> Iterator[Module]:
        """Yield the modules that may set an attribute of a name on another one, by name.

        Those that may put modules into `sys.modules` are among them.
        """
        if self._search is not None:
            return self._named(self._search.setting(name))
        return iter({**self._setting.get(name, {}), **self._setting.get(COMPUTED, {})}.values())

    def imports(self, name: str) -> tuple[str, ...] | None:
        """Return what importing a module imports (`Module.imports`); None if there is none."""
        if self._search is not None:
            return self._search.imports(name)
        module = self._modules.get(name)
        return None if module is None else module.imports

    def _named(self, names: Iterable[str]) -> Iterator[Module]:
        """Yield the modules of some names, sorted."""
        found = (self._modules.get(name) for name in sorted({*names}))
        return (module for module in found if module is not None)

    @functools.cached_property
    def _setting(self) -> dict[str, dict[str, Module]]:
        """The modules that set attributes of others, by the names of these attributes."""
        setting: dict[str, dict[str, Module]] = {}
        for module in self._named(self._modules):
            for path in (*module.sets_elsewhere, *module.registers):
                setting.setdefault(path.rpartition(".")[2], {})[module.name] = module
        return setting
