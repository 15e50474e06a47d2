"""What a module `__getattr__` serves (PEP 562)."""

from __future__ import annotations
