"""Something experimental changed in a way that would break a promise if there were one.

Nothing is promised of it, so that nothing must be done; the release notes may mention it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(broken: Sequence[Finding]) -> Finding:
    """Fold the breaks of one experimental object into one finding."""
    first = broken[0]
    what = "; ".join(finding.message for finding in broken)
    return msgspec.structs.replace(
        first,
        rule=RULE.name,
        level=RULE.level,
        parameter=None,
        message=f"experimental '{first.object.rpartition('.')[2]}' changed: {what}",
        remedy="Nothing is promised of it; mention it in the release notes.",
        code="",
        code_place=None,
    )


RULE = PolicyRule(module=__name__, level="note", bump="patch")
