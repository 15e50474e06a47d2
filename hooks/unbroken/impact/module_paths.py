"""Which modules of a library a file may look names up in, by the dotted paths in its text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from unbroken.impact.file_words import STAR
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


class LookedUp(NamedTuple):
    """Modules that are asked for whatever a file mentions, and names that are asked for in others.

    The names are written behind their modules: `module.name`.
    """

    modules: frozenset[str]
    names: frozenset[str]

    def has(self, name: str, modules: Collection[str]) -> bool:
        """Return whether a name is asked for in one of some modules."""
        return not self.modules.isdisjoint(modules) or any(
            f"{module}.{name}" in self.names for module in modules
        )


class ModulePaths:
    """The modules of a library, and the modules that are attributes of each.

    An attribute may be one of several modules where star imports bind it.
    """

    def __init__(self, surface: Surface) -> None:
        self._modules = frozenset(surface.modules)
        self._inner: dict[str, dict[str, set[str]]] = {name: {} for name in self._modules}
        for name, module in surface.modules.items():
            parent, _, last = name.rpartition(".")
            if parent in self._inner:
                self._inner[parent].setdefault(last, set()).add(name)
            for member in module.members:
                target = surface.resolve(f"{name}.{member}")
                if isinstance(target, Definition):
                    value = surface.module_alias(target) or target
                    if value.member is None:
                        self._inner[name].setdefault(member, set()).add(value.module.name)
        for source, importers in star_importers(surface).items():
            for importer in importers:
                for member, modules in self._inner.get(source, {}).items():
                    self._inner[importer].setdefault(member, set()).update(modules)

    @property
    def attributes(self) -> frozenset[str]:
        """The names of modules in modules, as they are written behind others: `.name`."""
        return frozenset(f".{name}" for names in self._inner.values() for name in names)

    def looked_up(self, words: Collection[str]) -> LookedUp:
        """Return what a file of some words may look up in the modules.

        Among the words are the dotted paths of what it imports, and `.name` for attributes. A
        module that is held by a name can be asked for those in it as well.
        """
        names: set[str] = set()
        held: set[str] = set()
        for word in words:
            if "." in word and word[0] != ".":
                held |= self._follow(word.rstrip(".").split("."), names)
        modules: set[str] = set()
        while held:
            module = held.pop()
            if module not in modules:
                modules.add(module)
                # What a star import binds stands there without a dot.
                dot = "" if f"{module}.{STAR}" in names else "."
                for name, inner in self._inner[module].items():
                    if f"{dot}{name}" in words:
                        held |= inner
        return LookedUp(frozenset(modules), frozenset(names))

    def _follow(self, parts: list[str], names: set[str]) -> set[str]:
        """Add the names on a dotted path; return the modules that it may lead to."""
        held: set[str] = set()
        for end, part in enumerate(parts, 1):
            names.update(f"{module}.{part}" for module in held)
            if held and part == STAR:
                return held
            inner = set[str]().union(*(self._inner[module].get(part, ()) for module in held))
            path = ".".join(parts[:end])
            if held and not inner:
                return set()
            held = inner or ({path} & self._modules)
        return held


def star_importers(surface: Surface) -> dict[str, set[str]]:
    """Return the modules that star-import a module, directly or through others."""
    direct: dict[str, set[str]] = {}
    for name, module in surface.modules.items():
        for source in module.stars:
            direct.setdefault(source, set()).add(name)
    importers: dict[str, set[str]] = {}
    for source in direct:
        pending, reached = [source], set[str]()
        while pending:
            new = direct.get(pending.pop(), set()) - reached
            reached |= new
            pending += new
        importers[source] = reached
    return importers


def rooted(words: Iterable[str], roots: Collection[str]) -> frozenset[str]:
    """Return the dotted paths that begin with one of some names."""
    return frozenset(word for word in words if word.partition(".")[0] in roots and "." in word)
