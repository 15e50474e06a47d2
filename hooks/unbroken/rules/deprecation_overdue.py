"""Something deprecated still exists in the version that was announced for its removal.

Remove it as announced, or announce a later version.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Code, PolicyRule
from unbroken.rules.findings.deprecations import announced_finding


def report(pair: Pair, versions: tuple[str, str], says: str, code: Code | None = None) -> Finding:
    """Return the finding for something whose removal was announced.

    `versions` are the version that was announced, and the one under development that still has it;
    `code` announces a later one.
    """
    removal, version = versions
    message = (
        f"'{pair.old.name}' was announced to be removed in {removal}, but {version} still has it"
    )
    remedy = f"Remove '{pair.old.name}', or announce a later version."
    return announced_finding(RULE, pair, message, remedy, new=says, code=code)


RULE = PolicyRule(module=__name__, level="warning", bump="patch", found_by_comparison=False)
