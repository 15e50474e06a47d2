"""How much is tried: a little in `make test`, as much as is asked for in `make torture`."""

from __future__ import annotations

SECONDS = 20
"""A small source that takes longer is taken for one that takes forever."""
