"""Which classes are protocols."""

from __future__ import annotations

from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import PROTOCOLS
from unbroken.semantics.surface import Surface


def is_protocol(surface: Surface, owner: Definition) -> bool:
    """Return whether a class itself is a protocol: only a direct base makes it one."""
    return any(
        isinstance(base, External) and base.target in PROTOCOLS for base in surface.bases(owner)
    )
