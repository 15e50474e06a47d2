"""The Python versions that a project supports, and what only others define."""

from __future__ import annotations

from collections.abc import Iterable

from unbroken.semantics.resolution import Definition

_MINORS = range(8, 40)
_LAST_PATCH = 99
"""More releases than any Python ever had."""


def oldest_python(requires_python: str | None) -> tuple[int, int] | None:
    """Return the oldest Python 3 that `requires-python` allows.

    None where it is missing or invalid, or allows no Python 3.
    """
    if requires_python is None:
        return None
    minors = {f"3.{minor}": minor for minor in _MINORS}
    oldest = next(iter(allowed_pythons(requires_python, minors)), None)
    return (3, minors[oldest]) if oldest is not None else None


def allowed_pythons(requires_python: str, versions: Iterable[str]) -> list[str]:
    """Return the Pythons (`3.12`) of which `requires-python` allows some release.

    None are returned where it is invalid (packaging: version specifiers).
    """
    from packaging.specifiers import SpecifierSet

    try:
        allowed = SpecifierSet(requires_python)
        return [
            version
            for version in versions
            if any(allowed.contains(f"{version}.{patch}") for patch in (0, _LAST_PATCH))
        ]
    except ValueError:  # InvalidSpecifier is one; so is a number of more digits than Python reads
        return []


def is_unsupported(definition: Definition, requires_python: str | None) -> bool:
    """Return whether only Pythons that a project does not support have a definition."""
    before = None if definition.member is None else definition.member.before_python
    oldest = oldest_python(requires_python) if before is not None else None
    return before is not None and oldest is not None and before <= oldest
