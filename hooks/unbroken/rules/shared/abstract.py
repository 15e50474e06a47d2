"""Which classes are protocols."""

from __future__ import annotations

from unbroken.read.resolve import External, Object, Surface
from unbroken.rules.shared.lineage import PROTOCOLS


def is_protocol(surface: Surface, owner: Object) -> bool:
    """Tell whether a class itself is a protocol: only a direct base makes it one."""
    return any(
        isinstance(each, External) and each.target in PROTOCOLS for each in surface.bases(owner)
    )
