"""Something internal or experimental is marked so no longer: from the next release on it is kept.

Nothing breaks. Look at it once more before the release: what it takes and gives is then promised.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule, finding

RULE = Rule(level="note", bump="minor")

BREAKS: tuple[Break, ...] = ()
"""Which decorators count is configured, so that it is found by the policies, not by `check`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.promise`."""
    return iter(())


def report(pair: Pair) -> Finding:
    """Make the finding for an object that is no longer marked as no promise."""
    found = finding(
        pair,
        f"'{pair.old.name}' was no promise at the baseline and will be one from the next release",
        "Say so in the release notes, or keep the mark on it.",
    )
    found.rule, found.level = "stability-raised", RULE.level
    return found
