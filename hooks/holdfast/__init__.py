"""holdfast keeps the public API of a Python package backward compatible."""

from __future__ import annotations

__version__ = "0.1.0"
