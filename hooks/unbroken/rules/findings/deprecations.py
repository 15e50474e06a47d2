"""Findings about deprecations: what they show is how the deprecation is written."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import finding


def announced_finding(
    pair: Pair, rule: str, message: str, remedy: str, old: str | None, new: str | None
) -> Finding:
    """Make a finding about a deprecation, written as `old` at the baseline and as `new` now."""
    found = finding(pair, message, remedy)
    found.rule, found.old, found.new = rule, old, new
    if old is None:
        found.baseline_path = found.baseline_line = None
    return found
