"""What a check of the changed files returns where they alone do not decide."""

from __future__ import annotations

from typing import NamedTuple


class Escalation(NamedTuple):
    """Why the changed files alone do not decide, so that the whole package must be read."""

    reason: str
