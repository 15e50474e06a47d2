"""The only place that runs git: objects, the index, the work tree."""

from __future__ import annotations
