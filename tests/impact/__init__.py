"""Tests of `unbroken impact`."""

from __future__ import annotations
