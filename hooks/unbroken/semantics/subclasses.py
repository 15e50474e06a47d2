"""The classes of the package that inherit from one of its classes."""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.definitions import Class
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def subclasses(surface: Surface, base: Definition) -> Iterator[Definition]:
    """Yield the classes at the top of modules that inherit from a class.

    They are looked for in the modules that mention its name.
    """
    for module in surface.modules_mentioning(base.name):
        for name, member in module.members.items():
            definition = Definition(module, name, member)
            if isinstance(member, Class) and base in surface.mro(definition)[1:]:
                yield definition
