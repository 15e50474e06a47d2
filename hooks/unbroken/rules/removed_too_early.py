"""Something deprecated is gone before the version that its deprecation announced.

Users were told how long they have. Keep it until the announced version is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

if TYPE_CHECKING:
    from packaging.version import Version

RULE = Rule(level="error")

BREAKS: tuple[Break, ...] = ()
"""It depends on the version under development, so that it is found by the policies."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.promise`."""
    return iter(())


def report(removal: Finding, removal_version: str, version: Version | None) -> Finding:
    """Make the finding from the one that says it is gone."""
    removal.rule, removal.level = "removed-too-early", RULE.level
    name = removal.object.rpartition(".")[2]
    if version is None:
        removal.message = (
            f"'{name}' was removed; its deprecation announced removal in {removal_version}, and "
            "the version under development is not known"
        )
        removal.remedy = "Name the version under development: set version in [tool.unbroken]."
    else:
        removal.message = (
            f"'{name}' was removed in {version}, before the {removal_version} that its "
            "deprecation announced"
        )
        removal.remedy = f"Keep '{name}' until {removal_version}."
    return removal


def report_unwarned(removal: Finding, missing: int, window: int) -> Finding:
    """Make the finding for something that too few releases warned of."""
    removal.rule, removal.level = "removed-too-early", RULE.level
    name = removal.object.rpartition(".")[2]
    warned = f"{window - missing} of the {window} releases"
    removal.message = f"'{name}' was removed after {warned} that are to warn of it"
    more = "one more release" if missing == 1 else f"{missing} more releases"
    removal.remedy = f"Keep '{name}' for {more}."
    return removal
