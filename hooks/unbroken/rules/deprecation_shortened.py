"""Something deprecated is announced to be removed earlier than the last release announced.

Announce the earlier promised version again, or a later one.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule
from unbroken.rules.findings.deprecations import announced_finding
from unbroken.rules.findings.head_code import former_decorators_code


def report(pair: Pair, removals: tuple[str, str], says: tuple[str, str]) -> Finding:
    """Return the finding for a removal that comes earlier: the versions and texts, old and new."""
    was, now = removals
    message = f"removal of '{pair.old.name}' was announced for {was}, and is now for {now}"
    remedy = f"Announce {was} again, or a later version: users plan by it."
    old, new = says
    code = former_decorators_code(pair) if old.startswith("@") else None
    return announced_finding(RULE, pair, message, remedy, old=old, new=new, code=code)


RULE = PolicyRule(module=__name__, level="error", bump="patch", found_by_comparison=False)
