"""Which modules are read, when, and by how many processes."""

from __future__ import annotations
