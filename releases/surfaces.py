"""What importing a release showed, and what both directions of the comparison ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Surface = Mapping[str, Any]
"""What `runtime_surface.main` printed of one release."""


def root_of(path: str) -> str:
    """Return the package that a dotted path begins with."""
    return path.partition(".")[0]


def is_under(module: str, failed: Iterable[str]) -> bool:
    """Return whether the import of a module, or of a package around it, failed."""
    return any(module == name or module.startswith(f"{name}.") for name in failed)


def names_lost(key: str, before: Surface, after: Surface) -> list[str]:
    """Return what one list of names has at first, and no longer has."""
    return [name for name in before.get(key) or () if name not in (after.get(key) or ())]


def lost(key: str) -> Callable[[Surface, Surface], bool]:
    """Return a test of whether something was true, and no longer is."""
    return lambda before, after: bool(before.get(key)) and not after.get(key)


def lost_accessor(before: Surface, after: Surface) -> bool:
    """Return whether a property can no longer be assigned or deleted."""
    return lost("writable")(before, after) or lost("deletable")(before, after)


def lost_subscript(before: Surface, after: Surface) -> bool:
    """Return whether a number of type arguments that was accepted no longer is."""
    old, new = before.get("type_arguments"), after.get("type_arguments")
    if old is None or new is None:
        return old is not None
    most = new[1] is not None and (old[1] is None or old[1] > new[1])
    return bool(old[0] < new[0] or most)
