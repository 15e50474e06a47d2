"""The content-addressed cache."""

from __future__ import annotations
