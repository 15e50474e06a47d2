"""Which places of a downstream project break with a new version of a library."""

from __future__ import annotations
