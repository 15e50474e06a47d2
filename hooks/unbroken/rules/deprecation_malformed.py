"""A deprecation does not say what its users need: until when, or what instead.

Name the version of the removal, after the configured window, and what to use instead or why.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.deprecations import announced_finding

RULE = Rule(level="error", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by `unbroken deprecations`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.deprecation.checks`."""
    return iter(())


def report(pair: Pair, problems: list[str], remedy: str, says: str, level: Level) -> Finding:
    """Make the finding for a deprecation with some problems; `says` is how it is written."""
    message = f"deprecation of '{pair.old.name}' {' and '.join(problems)}"
    found = announced_finding(pair, "deprecation-malformed", message, remedy, None, says)
    found.level = level
    return found
