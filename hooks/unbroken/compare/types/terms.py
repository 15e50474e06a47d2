"""Types as data: unions of classes with their type arguments."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Term(NamedTuple):
    """One class with its type arguments; None: none are given, so that they can be anything."""

    name: str
    arguments: tuple[Type, ...] | None


Type: TypeAlias = "frozenset[Term]"
"""A union of terms."""

REST: Type = frozenset({Term("...", ())})
"""`...` among type arguments."""
