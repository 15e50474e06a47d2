"""The names that a text may re-export, as the tests of the search ask for them."""

from __future__ import annotations

from unbroken.search.exported_names import TextNames, is_package


def reexported_names(text: bytes, path: str) -> set[str]:
    """Return the names that a file at a path may re-export if it has this text."""
    return TextNames(text, is_package=is_package(path)).at(path)
