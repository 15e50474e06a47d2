"""What is in flight: staged files, a range, an amended commit, a merge."""

from __future__ import annotations
