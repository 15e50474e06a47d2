"""Which names are private and which are reserved for the language."""

from __future__ import annotations


def is_private(name: str) -> bool:
    """Return whether one part of a dotted path is private: `_x`, but not `__x__`."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def is_dunder(name: str) -> bool:
    """Return whether a name is reserved for the language: `__x__`.

    See the Python reference, "Reserved classes of identifiers".
    """
    return name.startswith("__") and name.endswith("__") and len(name) > 4
