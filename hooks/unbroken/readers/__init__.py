"""From the bytes of one file to the definitions in it."""

from __future__ import annotations
