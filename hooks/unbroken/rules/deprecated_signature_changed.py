"""Something deprecated changed, so that calls that still should work no longer do.

Deprecated is not gone: until the announced removal its calls are meant to work. Leave it as it
was, and put what is new under the new name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="warning")

BREAKS: tuple[Break, ...] = ()
"""Which decorators deprecate is configured, so that it is found by the policies."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.promise`."""
    return iter(())


def report(broken: Sequence[Finding]) -> Finding:
    """Fold the breaks of one deprecated object into one finding, with the first one's witness."""
    first = broken[0]
    name = first.object.rpartition(".")[2]
    what = "; ".join(each.message for each in broken)
    first.message = f"deprecated '{name}' changed before it is removed: {what}"
    first.remedy = f"Leave '{name}' as it was until it is removed."
    first.rule, first.level, first.parameter = "deprecated-signature-changed", RULE.level, None
    return first
