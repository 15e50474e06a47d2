"""The checks: of a change, a whole package, a release, deprecations; selftest and diff."""

from __future__ import annotations
