"""Something is no longer deprecated that was at the last release: it stays.

Nothing breaks; tell those in the release notes who have moved away already.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule
from unbroken.rules.findings.deprecations import announced_finding


def report(pair: Pair, removal: str | None, says: str) -> Finding:
    """Make the finding for something that is no longer deprecated."""
    when = f" in {removal}" if removal is not None else ""
    message = f"'{pair.old.name}' is no longer deprecated; it was to be removed{when}"
    remedy = "Say so in the release notes."
    return announced_finding(RULE, pair, message, remedy, old=says)


RULE = PolicyRule(module=__name__, level="note", bump="patch", found_by_comparison=False)
