"""Notes on functions whose new or lost decorators are not known: nothing can be proven of them."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PairRule, finding
from unbroken.rules.findings.words import listed
from unbroken.semantics.decorators import unknown_decorators


def unknown_effect(rule: PairRule, pair: Pair, what: str) -> Finding:
    """Return the note that a function may have changed, since it is not known what decorators do.

    `what` is a clause such as "'f' may have become async".
    """
    before, after = (unknown_decorators(*side) for side in pair.sides)
    decorators = listed([f"'{name}'" for name in sorted(before ^ after)])
    return finding(
        rule,
        pair,
        f"{what}: what {decorators} makes of it is not known",
        "Call it in both versions, and see whether the result is used in the same way.",
        level="note",
    )
