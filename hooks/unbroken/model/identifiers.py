"""Which names are private or reserved for the language, and which names are around a name."""

from __future__ import annotations

from collections.abc import Iterator


def is_private(name: str) -> bool:
    """Return whether one part of a dotted path is private: `_x`, but not `__x__`."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def is_dunder(name: str) -> bool:
    """Return whether a name is reserved for the language: `__x__`.

    See the Python reference, "Reserved classes of identifiers".
    """
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def with_outer(name: str) -> Iterator[str]:
    """Yield a dotted name and those around it: `a.b.c`, `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]
