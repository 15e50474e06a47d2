"""Something deprecated was removed before the version that its deprecation announced.

Users plan by the announced version. Keep it until that version is reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from unbroken.model.finding import Finding
from unbroken.rules.base import Code, PolicyRule

if TYPE_CHECKING:
    from packaging.version import Version


def report(
    removal: Finding, removal_version: str, version: Version | None, former: Code | None
) -> Finding:
    """Return the finding from the one that says it is gone; `former` puts it back."""
    name = removal.parameter or removal.object.rpartition(".")[2]
    if version is None:
        message = (
            f"'{name}' was removed; its deprecation announced removal in {removal_version}, and "
            "the version under development is not known"
        )
        remedy = "Name the version under development: set version in [tool.unbroken]."
        return _without_code(_too_early(removal, message, remedy))
    message = (
        f"'{name}' was removed in {version}, before the {removal_version} that its "
        "deprecation announced"
    )
    remedy = f"Keep '{name}' until {removal_version}."
    return _with_code(_too_early(removal, message, remedy), former)


def report_unwarned(removal: Finding, missing: int, window: int, former: Code | None) -> Finding:
    """Return the finding for something that too few releases warned of; `former` puts it back."""
    name = removal.parameter or removal.object.rpartition(".")[2]
    warned = f"{window - missing} of the {window} releases"
    more = "one more release" if missing == 1 else f"{missing} more releases"
    message = f"'{name}' was removed after {warned} that should warn about it"
    return _with_code(_too_early(removal, message, f"Keep '{name}' for {more}."), former)


def _too_early(removal: Finding, message: str, remedy: str) -> Finding:
    return msgspec.structs.replace(
        removal, rule=RULE.name, level=RULE.level, message=message, remedy=remedy
    )


def _with_code(finding: Finding, code: Code | None) -> Finding:
    """Return the finding with the code, or with what it has where there is none."""
    if code is None:
        return finding
    return msgspec.structs.replace(finding, code=code.text, code_place=code.place)


def _without_code(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, code="", code_place=None)


RULE = PolicyRule(module=__name__, level="error", allowed_by_version=False)
