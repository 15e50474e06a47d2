"""Something is no longer marked as internal or experimental: the next release will promise it.

Nothing breaks. Review it before the release, because its parameters and results must then be kept.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule, finding


def report(pair: Pair) -> Finding:
    """Return the finding for an object that is no longer marked as internal or experimental."""
    return finding(
        RULE,
        pair,
        f"'{pair.old.name}' was internal or experimental at the baseline and will be promised from "
        "the next release on",
        "Mention it in the release notes, or keep the mark on it.",
    )


RULE = PolicyRule(module=__name__, level="note", bump="minor")
