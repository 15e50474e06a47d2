"""Findings about deprecations: what they show is how the deprecation is written."""

from __future__ import annotations

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Code, Rule, finding


def announced_finding(
    rule: Rule,
    pair: Pair,
    message: str,
    remedy: str,
    *,
    old: str | None = None,
    new: str | None = None,
    level: Level | None = None,
    code: Code | None = None,
) -> Finding:
    """Return a finding about a deprecation, written as `old` at the baseline and as `new` now.

    None: it is not deprecated there. Without an old deprecation there is no place of the baseline.
    """
    made = msgspec.structs.replace(
        finding(rule, pair, message, remedy, level=level, code=code), old=old, new=new
    )
    if old is None:
        return msgspec.structs.replace(made, baseline_path=None, baseline_line=None)
    return made
