"""What was announced as deprecated, and when it may go."""

from __future__ import annotations
