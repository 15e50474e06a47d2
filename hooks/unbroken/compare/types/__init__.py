"""Which types the new version accepts in place of those of the baseline."""

from __future__ import annotations
