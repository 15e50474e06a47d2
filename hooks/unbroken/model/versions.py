"""Versions: parsing them, raising one of their parts, and whether one has reached another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version

VERSION_PARTS = ("major", "minor", "patch")


def parse_version(text: str | None) -> Version | None:
    """Parse a PEP 440 version; None for any other text."""
    from packaging.version import Version

    try:
        return Version(text) if text else None
    except ValueError:  # InvalidVersion is one; so is a number of more digits than Python reads
        return None


def has_reached(removal: str, current: Version | None) -> bool:
    """Return whether the version under development is at or past an announced removal.

    A pre-release of a version counts as that version: `2.0.0rc1` is where 2.0.0 is made.
    A removal version that is no PEP 440 version never comes.
    """
    target = parse_version(removal)
    final = parse_version(current.base_version) if current is not None else None
    return target is not None and final is not None and final >= target


def raise_version(version: Version, part: str, by: int = 1) -> Version:
    """Return a final version with one of `VERSION_PARTS` raised and those after it set to zero.

    It has as many of the three parts as `version`, and at least those up to the raised one: 1.2
    becomes 1.3 and 1.2.1. The epoch stays.
    """
    place = VERSION_PARTS.index(part)
    parts = [*version.release, 0, 0][: max(min(len(version.release), 3), place + 1)]
    parts[place] += by
    parts[place + 1 :] = [0] * len(parts[place + 1 :])
    return with_release(version, tuple(parts))


def with_release(version: Version, release: tuple[int, ...]) -> Version:
    """Return the final version with other release parts and the same epoch."""
    from packaging.version import Version

    epoch = f"{version.epoch}!" if version.epoch else ""
    return Version(epoch + ".".join(map(str, release)))


def final_release(version: Version) -> Version:
    """Return the release that a version leads to: 2.0.0 for 2.0.0.dev0 and 2.0.0rc1."""
    return with_release(version, version.release)
