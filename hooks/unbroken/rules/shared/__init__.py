"""What several rules need. No rules in here: those are the modules of the folder above."""

from __future__ import annotations
