"""The table `[tool.unbroken]`."""

from __future__ import annotations
