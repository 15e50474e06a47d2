"""Versions: the one under development, and whether it has reached another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version


def parse_version(text: str | None) -> Version | None:
    """Parse a version as PEP 440 has it; None for what is no version."""
    from packaging.version import Version

    try:
        return Version(text) if text else None
    except ValueError:  # InvalidVersion is one; so is a number of more digits than Python reads
        return None


def has_reached(removal: str, current: Version | None) -> bool:
    """Tell whether the version under development is at or past an announced removal.

    A pre-release of a version counts as that version: `2.0.0rc1` is where 2.0.0 is made.
    A removal version that is no PEP 440 version never comes.
    """
    target = parse_version(removal)
    final = parse_version(current.base_version) if current is not None else None
    return target is not None and final is not None and final >= target
