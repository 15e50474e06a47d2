"""The definitions of two surfaces, side by side."""

from __future__ import annotations
