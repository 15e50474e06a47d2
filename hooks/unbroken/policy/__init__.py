"""Which findings count: stability, deprecation, SemVer, acceptances, levels."""

from __future__ import annotations
