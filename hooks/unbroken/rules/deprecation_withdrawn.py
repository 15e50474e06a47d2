"""Something is no longer deprecated that was at the last release: it stays.

Nothing breaks; tell those in the release notes who have moved away already.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.deprecations import announced_finding

RULE = Rule(level="note", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by `unbroken deprecations`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.deprecation.checks`."""
    return iter(())


def report(pair: Pair, removal: str | None, says: str) -> Finding:
    """Make the finding for something that is no longer deprecated."""
    when = f" in {removal}" if removal is not None else ""
    message = f"'{pair.old.name}' is no longer deprecated; it was to be removed{when}"
    remedy = "Say so in the release notes."
    found = announced_finding(pair, "deprecation-withdrawn", message, remedy, says, None)
    found.level = RULE.level
    return found
