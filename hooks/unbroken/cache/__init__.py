"""The content-addressed cache in the user's cache folder."""

from __future__ import annotations
