"""The classes of the package that inherit from one of its classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from unbroken.model.definitions import Class, Module
from unbroken.semantics.resolution import Definition, Key
from unbroken.semantics.surface import Surface


def subclasses(surface: Surface, base: Definition) -> list[Definition]:
    """Return the classes at the top of modules that inherit from a class, in order of names."""
    if surface.search is None:
        return _all_subclasses(surface).get(base.key, [])
    found = surface.search.subclasses(base)
    modules = [module for name in sorted(found) if (module := surface.modules.get(name))]
    classes = (class_ for class_ in _classes(modules) if class_.name in found[class_.module.name])
    return [class_ for class_ in classes if base.key in surface.mro_keys(class_)[1:]]


def _all_subclasses(surface: Surface) -> dict[Key, list[Definition]]:
    """Return the subclasses of all classes of a surface, which are found once."""
    memo = surface.memo.setdefault(_all_subclasses, {})
    if () not in memo:
        found: dict[Key, list[Definition]] = {}
        for class_ in _classes(surface.modules.values()):
            for base in surface.mro(class_)[1:]:
                if isinstance(base, Definition):
                    found.setdefault(base.key, []).append(class_)
        memo[()] = found
    return cast("dict[Key, list[Definition]]", memo[()])


def _classes(modules: Iterable[Module]) -> Iterator[Definition]:
    """Yield the classes at the top of some modules that have bases."""
    for module in modules:
        for name, member in module.members.items():
            if isinstance(member, Class) and member.bases:
                yield Definition(module, name, member)
