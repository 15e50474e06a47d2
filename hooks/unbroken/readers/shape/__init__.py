"""The fast path: whether anything that users see changed, by `ast` alone."""

from __future__ import annotations
