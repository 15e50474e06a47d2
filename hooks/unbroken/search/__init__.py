"""Which other files depend on a changed name."""

from __future__ import annotations
