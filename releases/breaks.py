"""A break that importing two releases shows."""

from __future__ import annotations

from typing import NamedTuple


class Break(NamedTuple):
    """A break that a program sees: what kind, at which public path, defined where."""

    kind: str
    path: str
    origin: str
    detail: str = ""
    is_deprecated: bool = False
    """Whether the old release said that something about it was deprecated."""
