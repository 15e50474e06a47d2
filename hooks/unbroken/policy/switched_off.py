"""Breaks that the settings leave out by the very change that makes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unbroken.policy.levels import with_configured_levels
from unbroken.rules.stability_lowered import report_switched_off

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.model.finding import Finding


def switched_off(
    former: Iterable[Finding], now: Iterable[Finding], config: Config
) -> list[Finding]:
    """Return a warning for each break that only the former settings would have stopped.

    `former` and `now` are the findings by the former and by the present settings (`config`).
    """
    levels = ("error", "warning") if config.settings.strict else ("error",)
    # By other settings the rule may be another one: something removed is removed too early.
    shown = {
        (finding.object, finding.parameter)
        for finding in now
        if finding.level in ("error", "warning")
    }
    warnings = (
        report_switched_off(finding)
        for finding in former
        if finding.level in levels and (finding.object, finding.parameter) not in shown
    )
    return list(with_configured_levels(warnings, config))
