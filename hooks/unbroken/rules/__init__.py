"""The rules: one file each, found by walking this folder; the file's name is the rule's name.

What is not a rule is in `findings/` or is named in `registry.NOT_RULES`.
"""

from __future__ import annotations
