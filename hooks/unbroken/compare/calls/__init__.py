"""Which calls of the baseline the new version rejects or binds differently."""

from __future__ import annotations
