"""The runs: incremental, whole package, release, deprecations, selftest, diff."""

from __future__ import annotations
