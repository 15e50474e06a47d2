"""`holdfast rules`: list the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.commands import Said
from holdfast.rules import all_rules

if TYPE_CHECKING:
    from argparse import Namespace


def execute(_: Namespace) -> Said:
    """List the rules, a line each: name, level, what it finds."""
    lines = []
    for name, rule in all_rules().items():
        summary = (rule.__doc__ or "").partition("\n")[0]
        lines.append(f"{name:34} {rule.RULE.level:8} {summary}\n")
    return Said("".join(lines))
