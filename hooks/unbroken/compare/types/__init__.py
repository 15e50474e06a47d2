"""How the annotations of both versions relate, by the typing specification."""

from __future__ import annotations
