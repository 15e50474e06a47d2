"""Which part of a package is compared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from unbroken.model.definitions import Member


class Scope(Protocol):
    """Which definitions are compared when not all are."""

    @property
    def modules(self) -> Collection[str]:
        """The names of the modules whose public names are compared."""

    @property
    def names(self) -> Collection[str]:
        """The names of the definitions that are compared."""

    def is_mentioned_by(self, member: Member) -> bool:
        """Return whether a definition mentions what is compared."""
