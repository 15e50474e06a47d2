"""Names that come from modules of a package that are not among its sources.

These are built or generated: extension modules, `_version.py`, what a compiler writes.
"""

from __future__ import annotations

from unbroken.model.definitions import Import, Module
from unbroken.semantics.surface import Surface


def built_source(surface: Surface, module: Module, name: str) -> str | None:
    """Return the path in a module that is not there to read from which a name is imported.

    Imports and star imports inside the package are followed. None: the name comes from elsewhere.
    """
    return _source(surface, module, name, set())


def _source(surface: Surface, module: Module, name: str, seen: set[tuple[str, str]]) -> str | None:
    while (module.name, name) not in seen:
        seen.add((module.name, name))
        member = module.members.get(name)
        if member is None:
            return _starred_source(surface, module, name, seen)
        if not isinstance(member, Import) or not surface.inside(member.target):
            return None
        source, _, imported = member.target.rpartition(".")
        if member.target in surface.modules:
            return None
        around = surface.modules.get(source)
        if around is None:
            return member.target
        module, name = around, imported
    return None


def _starred_source(
    surface: Surface, module: Module, name: str, seen: set[tuple[str, str]]
) -> str | None:
    for star in reversed(module.stars):
        target = surface.modules.get(star)
        names = surface.all_names(target) if target is not None else None
        if target is None or (name not in names if names is not None else name.startswith("_")):
            continue
        source = _source(surface, target, name, seen)
        if source is not None:
            return source
    return None
