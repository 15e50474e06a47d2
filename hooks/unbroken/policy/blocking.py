"""Which findings make a run fail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.config.config import Settings
    from unbroken.model.finding import Finding


def blocking_findings(
    findings: Iterable[Finding],
    settings: Settings,
    *,
    is_change: bool,
    strict: bool = False,
    pre_existing: bool = False,
) -> list[Finding]:
    """Return the findings that make a run fail.

    Errors do, and warnings under `strict` (an option or a setting); accepted ones do not. Of a
    change (`is_change`: a commit or a range) only those that it introduces count, unless the
    setting `fail-on` says otherwise or `pre_existing` ones are asked for as well.
    """
    levels = ("error", "warning") if strict or settings.strict else ("error",)
    fail_on = settings.fail_on or ("introduced" if is_change else "all")
    count_all = pre_existing or fail_on == "all"
    return [
        finding
        for finding in findings
        if finding.level in levels and not finding.accepted and (count_all or finding.introduced)
    ]
