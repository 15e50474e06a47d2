"""The class of the package that a name or a public path leads to, through aliases."""

from __future__ import annotations

from unbroken.model.definitions import Class
from unbroken.semantics.resolution import Definition, ResolvedName, is_dotted
from unbroken.semantics.surface import Surface


def class_named(surface: Surface, at: Definition, name: str) -> Definition | None:
    """Return the class that a name means at the place of a definition.

    None where it means anything else, and where `name` is no dotted name.
    """
    return _class(surface, surface.resolve_name(at, name)) if is_dotted(name) else None


def class_at(surface: Surface, path: str) -> Definition | None:
    """Return the class that a user imports from a path; None where something else is there."""
    return _class(surface, surface.resolve(path))


def _class(surface: Surface, target: ResolvedName) -> Definition | None:
    target = surface.resolve_alias(target)
    return target if isinstance(target, Definition) and isinstance(target.member, Class) else None
