"""Something experimental changed in a way that would break a promise, had there been one.

Nothing is promised of it, so that nothing need be done; the release notes may tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="note", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""What is experimental is configured, so that it is found by the policies, not by `check`."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.promise`."""
    return iter(())


def report(broken: Sequence[Finding]) -> Finding:
    """Fold the breaks of one experimental object into one finding."""
    first = broken[0]
    what = "; ".join(each.message for each in broken)
    first.message = f"experimental '{first.object.rpartition('.')[2]}' changed: {what}"
    first.remedy = "Nothing is promised of it; tell of it in the release notes."
    first.rule, first.level, first.parameter = "experimental-changed", RULE.level, None
    return first
