"""Something deprecated changed, so that calls that still should work no longer do.

Deprecated is not gone: until the announced removal its calls are meant to work. Leave it as it
was, and put what is new under the new name.
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
    what = "; ".join(each.message for each in broken)
    return msgspec.structs.replace(
        first,
        rule=RULE.name,
        level=RULE.level,
        parameter=None,
        message=f"deprecated '{name}' changed before it is removed: {what}",
        remedy=f"Leave '{name}' as it was until it is removed.",
    )


RULE = PolicyRule(module=__name__, level="warning")
