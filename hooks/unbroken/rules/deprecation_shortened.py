"""Something deprecated is to be removed earlier than the last release announced.

Announce the version again that users plan by; a later one is fine.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.deprecations import announced_finding

RULE = Rule(level="error", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by `unbroken deprecations`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.deprecation.checks`."""
    return iter(())


def report(pair: Pair, removals: tuple[str, str], says: tuple[str, str]) -> Finding:
    """Make the finding for a removal that comes earlier: the versions and texts, old and new."""
    was, now = removals
    message = f"removal of '{pair.old.name}' was announced for {was}, and is now for {now}"
    remedy = f"Announce {was} again, or a later version: users plan by it."
    found = announced_finding(pair, "deprecation-shortened", message, remedy, *says)
    found.level = RULE.level
    return found
