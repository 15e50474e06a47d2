"""What several rules use to make their findings."""

from __future__ import annotations
