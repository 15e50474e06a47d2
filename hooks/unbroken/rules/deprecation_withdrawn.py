"""Something that was deprecated in the last release is no longer deprecated.

Nothing breaks. Mention it in the release notes for those who have already moved away.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule
from unbroken.rules.findings.deprecations import announced_finding


def report(pair: Pair, removal: str | None, says: str) -> Finding:
    """Return the finding for something that is no longer deprecated."""
    when = f" in {removal}" if removal is not None else ""
    message = f"'{pair.old.name}' is no longer deprecated; it was to be removed{when}"
    remedy = "Mention it in the release notes."
    return announced_finding(RULE, pair, message, remedy, old=says)


RULE = PolicyRule(module=__name__, level="note", bump="patch", found_by_comparison=False)
