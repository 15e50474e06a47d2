"""Which packages a project has, and its version under development."""

from __future__ import annotations
