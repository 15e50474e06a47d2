"""Something deprecated still exists in the version that was announced for its removal.

Remove it as announced, or announce a later version.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule
from unbroken.rules.findings.deprecations import announced_finding


def report(pair: Pair, removal: str, version: str, says: str) -> Finding:
    """Return the finding for something that `removal` announced to be gone in `version`."""
    message = (
        f"'{pair.old.name}' was announced to be removed in {removal}, but {version} still has it"
    )
    remedy = f"Remove '{pair.old.name}', or announce a later version."
    return announced_finding(RULE, pair, message, remedy, new=says)


RULE = PolicyRule(module=__name__, level="warning", bump="patch", found_by_comparison=False)
