"""Something promised is now marked as internal or experimental.

Marking it is the deliberate act: the breaks inside are not repeated. From the next release on
nothing is promised any more, so say it in the release notes, or keep the promise and deprecate.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule, finding

RULE = Rule(level="warning", bump="minor")

BREAKS: tuple[Break, ...] = ()
"""Which decorators count is configured, so that it is found by the policies, not by `check`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.promise`."""
    return iter(())


def report(pair: Pair) -> Finding:
    """Make the finding for an object that was promised and is now marked otherwise."""
    found = finding(
        pair,
        f"'{pair.old.name}' was promised at the baseline and is now marked as no promise",
        "Say so in the release notes, or take the mark off and deprecate it instead.",
    )
    found.rule, found.level = "stability-lowered", RULE.level
    return found
