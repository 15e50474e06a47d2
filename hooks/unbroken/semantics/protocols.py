"""Which classes are protocols."""

from __future__ import annotations

from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import PROTOCOLS
from unbroken.semantics.surface import Surface


def is_protocol(surface: Surface, owner: Definition) -> bool:
    """Tell whether a class itself is a protocol: only a direct base makes it one."""
    return any(
        isinstance(each, External) and each.target in PROTOCOLS for each in surface.bases(owner)
    )
