"""Something deprecated changed, so that calls that should still work no longer do.

Until the announced removal, calls of something deprecated must work. Leave it unchanged, and give
the new function another name.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(broken: Sequence[Finding]) -> Finding:
    """Fold the breaks of one deprecated object into one finding, with the first one's witness."""
    first = broken[0]
    name = first.object.rpartition(".")[2]
    what = "; ".join(finding.message for finding in broken)
    return msgspec.structs.replace(
        first,
        rule=RULE.name,
        level=RULE.level,
        parameter=None,
        message=f"deprecated '{name}' changed before it is removed: {what}",
        remedy=f"Leave '{name}' as it was until it is removed.",
    )


RULE = PolicyRule(module=__name__, level="warning")
