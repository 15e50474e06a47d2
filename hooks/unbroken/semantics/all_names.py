"""The names in `__all__`, with those of other modules that are added to it."""

from __future__ import annotations

from collections.abc import Mapping

from unbroken.model.definitions import Module


class AllNames:
    """Answers what is in the `__all__` of the modules of one version; each is read once."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._names: dict[str, dict[str, None] | None] = {}
        self._unknown_sources: dict[str, tuple[str, ...]] = {}

    def of(self, module: Module) -> dict[str, None] | None:
        """Return the names in a module's `__all__`; None where it has none that is known."""
        if module.name not in self._names:
            self._names[module.name] = self._find(module, {module.name})
        return self._names[module.name]

    def _find(self, module: Module, seen: set[str]) -> dict[str, None] | None:
        """Find the names but for those of modules that were `seen`."""
        exports = module.exports
        if exports is None or not exports.complete:
            return None
        names = dict.fromkeys(exports.names)
        for source in exports.modules:
            target = self._modules.get(source)
            if target is not None and source not in seen:
                seen.add(source)
                names |= self._find(target, seen) or {}
        return names

    def unknown_sources(self, module: Module) -> tuple[str, ...]:
        """Return the modules whose `__all__` a module adds to its own, and that is not known."""
        if module.name not in self._unknown_sources:
            self._unknown_sources[module.name] = tuple(self._find_unknown(module.name))
        return self._unknown_sources[module.name]

    def _find_unknown(self, name: str) -> list[str]:
        found: dict[str, bool] = {}
        pending = [name]
        while pending:
            exports = self._modules[pending.pop()].exports
            for source in exports.modules if exports is not None else ():
                if source not in found:
                    known = source in self._modules and self._modules[source].exports
                    found[source] = not known or not known.complete
                    pending += [source] if known else []
        return [source for source, is_unknown in found.items() if is_unknown]
