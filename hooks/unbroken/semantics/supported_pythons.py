"""The Python versions that a project supports, and what only others define."""

from __future__ import annotations

from unbroken.semantics.resolution import Definition

_MINORS = range(8, 40)
_LAST_PATCH = 99


def oldest_python(requires_python: str | None) -> tuple[int, int] | None:
    """Return the oldest Python 3 that `requires-python` allows (packaging: version specifiers).

    None where it is missing or invalid, or allows no Python 3.
    """
    if requires_python is None:
        return None
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return None
    for minor in _MINORS:
        if any(specifiers.contains(f"3.{minor}.{patch}") for patch in (0, _LAST_PATCH)):
            return (3, minor)
    return None


def is_unsupported(definition: Definition, requires_python: str | None) -> bool:
    """Return whether only Pythons that a project does not support have a definition."""
    before = None if definition.member is None else definition.member.before_python
    oldest = oldest_python(requires_python) if before is not None else None
    return before is not None and oldest is not None and before <= oldest
