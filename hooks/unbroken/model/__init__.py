"""The data that everything shares: definitions, parameters, findings, versions."""

from __future__ import annotations
