"""Something promised is now marked as internal or experimental.

The mark is the deliberate act, so that the breaks inside are not repeated. From the next release on
nothing is promised. Mention it in the release notes, or remove the mark and deprecate instead.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule, finding


def report(pair: Pair) -> Finding:
    """Return the finding for an object that was promised and is now marked otherwise."""
    return finding(
        RULE,
        pair,
        f"'{pair.old.name}' was promised at the baseline and is now marked as internal or "
        "experimental",
        "Mention it in the release notes, or remove the mark and deprecate it instead.",
    )


RULE = PolicyRule(module=__name__, level="warning", bump="minor")
