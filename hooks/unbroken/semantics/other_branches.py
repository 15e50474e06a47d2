"""A version of the packages as it is where another branch binds a name (`else`, `except`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from unbroken.model.definitions import Member, Module
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


class _WithModule(Mapping[str, Module]):
    """The modules of a version, one of them replaced."""

    def __init__(self, modules: Mapping[str, Module], module: Module) -> None:
        self._modules = modules
        self._module = module

    def __getitem__(self, name: str) -> Module:
        return self._module if name == self._module.name else self._modules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def in_other_branch(
    surface: Surface, definition: Definition, member: Member
) -> tuple[Surface, Definition]:
    """Return the surface on which a name of a module means another member, and its definition."""
    module = replace(
        definition.module, members={**definition.module.members, definition.qualname: member}
    )
    modules = _WithModule(surface.modules, module)
    other = Surface(modules, surface.packages, surface.search, surface.is_exempt)
    return other, Definition(module, definition.qualname, member)
