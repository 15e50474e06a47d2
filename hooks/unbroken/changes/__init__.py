"""The change under check: staged files, a range, an amended commit, a merge."""

from __future__ import annotations
