"""Something is no longer deprecated that was at the last release: it stays.

Nothing breaks; tell those in the release notes who have moved away already.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule
from holdfast.rules.shared.announced import announced_finding

RULE = Rule(level="note", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by `holdfast deprecations`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `holdfast.policy.announcing`."""
    return iter(())


def report(pair: Pair, removal: str | None, says: str) -> Finding:
    """Make the finding for something that is no longer deprecated."""
    when = f" in {removal}" if removal is not None else ""
    message = f"'{pair.old.name}' is no longer deprecated; it was to be removed{when}"
    remedy = "Say so in the release notes."
    found = announced_finding(pair, "deprecation-withdrawn", message, remedy, says, None)
    found.level = RULE.level
    return found
