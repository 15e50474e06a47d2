"""What to compare with: releases, tags, ancestry, snapshots."""

from __future__ import annotations
