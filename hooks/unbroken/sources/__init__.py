"""Where bytes come from: git, folders, wheels and sdists."""

from __future__ import annotations
