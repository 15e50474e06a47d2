"""Something internal or experimental is marked so no longer: from the next release on it is kept.

Nothing breaks. Look at it once more before the release: what it takes and gives is then promised.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule, finding


def report(pair: Pair) -> Finding:
    """Make the finding for an object that is no longer marked as no promise."""
    return finding(
        RULE,
        pair,
        f"'{pair.old.name}' was no promise at the baseline and will be one from the next release",
        "Say so in the release notes, or keep the mark on it.",
    )


RULE = PolicyRule(module=__name__, level="note", bump="minor")
