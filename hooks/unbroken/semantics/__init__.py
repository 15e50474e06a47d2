"""From definitions to what Python makes of them: names, bases, constructors, public paths."""

from __future__ import annotations
