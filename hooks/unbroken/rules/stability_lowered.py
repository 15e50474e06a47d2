"""Something promised is now marked as internal or experimental.

Marking it is the deliberate act: the breaks inside are not repeated. From the next release on
nothing is promised any more, so say it in the release notes, or keep the promise and deprecate.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule, finding


def report(pair: Pair) -> Finding:
    """Make the finding for an object that was promised and is now marked otherwise."""
    return finding(
        RULE,
        pair,
        f"'{pair.old.name}' was promised at the baseline and is now marked as no promise",
        "Say so in the release notes, or take the mark off and deprecate it instead.",
    )


RULE = PolicyRule(module=__name__, level="warning", bump="minor")
