"""Something deprecated is still there in the version that was to be without it.

Remove it as announced, or announce a later version.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.deprecations import announced_finding

RULE = Rule(level="warning", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by `unbroken deprecations`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.deprecation.checks`."""
    return iter(())


def report(pair: Pair, removal: str, version: str, says: str) -> Finding:
    """Make the finding for something that `removal` announced to be gone in `version`."""
    message = f"'{pair.old.name}' was to be removed in {removal}, and {version} still has it"
    remedy = f"Remove '{pair.old.name}', or announce a later version."
    found = announced_finding(pair, "deprecation-overdue", message, remedy, None, says)
    found.level = RULE.level
    return found
