"""The constructors that class decorators and bases make."""

from __future__ import annotations
