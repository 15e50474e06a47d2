"""The known subclasses of a class: an instance of one of them may have more attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from unbroken.model.definitions import Class, Function, Module
from unbroken.semantics.resolution import Definition, Key
from unbroken.semantics.surface import Surface


class Subclasses:
    """The classes of some modules by their bases, found when somebody asks.

    `modules_of` returns the other modules with classes that may be made of one of a name.
    """

    def __init__(self, surface: Surface, modules_of: Callable[[str], Iterable[Module]]) -> None:
        self._surface = surface
        self._modules_of = modules_of
        self._asked: set[str] = set()
        self._by_base: dict[Key, list[Definition]] = {}
        self._seen: set[str] = set()
        self._binding: dict[tuple[Key, str], bool] = {}

    def add(self, modules: Iterable[Module]) -> None:
        """Take in the classes of more modules."""
        for module in modules:
            if module.name in self._seen:
                continue
            self._binding.clear()
            self._seen.add(module.name)
            for owner in _classes(module):
                self._add_to_bases(owner)

    def _add_to_bases(self, owner: Definition) -> None:
        for part in self._surface.mro(owner)[1:]:
            if isinstance(part, Definition):
                self._by_base.setdefault(part.key, []).append(owner)

    def of(self, owner: Definition) -> list[Definition]:
        """Return the known subclasses of a class, direct or not."""
        return self._by_base.get(owner.key, [])

    def bind(self, owner: Definition, name: str) -> bool:
        """Return whether a subclass, or another base of one, may bind a name on instances."""
        if owner.name not in self._asked:
            self._asked.add(owner.name)
            self.add(self._modules_of(owner.name))
        if (owner.key, name) not in self._binding:
            self._binding[owner.key, name] = self._bind(owner, name)
        return self._binding[owner.key, name]

    def _bind(self, owner: Definition, name: str) -> bool:
        inherited = {part.key for part in self._surface.mro(owner) if isinstance(part, Definition)}
        return any(
            binds(part, name)
            for subclass in self.of(owner)
            for part in self._surface.mro(subclass)
            if isinstance(part, Definition) and part.key not in inherited
        )


def _classes(module: Module) -> list[Definition]:
    classes = []
    pending = [(name, member) for name, member in module.members.items()]
    while pending:
        qualname, member = pending.pop()
        if isinstance(member, Class):
            classes.append(Definition(module, qualname, member))
            pending += [(f"{qualname}.{name}", inner) for name, inner in member.members.items()]
    return classes


def binds(owner: Definition, name: str) -> bool:
    """Return whether a class, or one of its methods, binds a name on its instances."""
    if not isinstance(owner.member, Class):
        return False
    return name in owner.member.members or any(
        isinstance(member, Function) and name in member.assigns
        for member in owner.member.members.values()
    )
