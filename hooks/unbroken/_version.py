"""The version of unbroken itself."""

from __future__ import annotations

__version__ = "0.1.0"
