"""Breaks made on purpose: recorded with a reason, valid until the baseline moves past them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from holdfast.policy.versions import parsed

if TYPE_CHECKING:
    from holdfast.config import Acceptance
    from holdfast.finding import Finding


def accept(
    findings: Iterable[Finding], acceptances: Iterable[Acceptance], release: str | None
) -> None:
    """Mark the findings that the configuration accepts.

    They match by rule, object and parameter, never by text; one that names no parameter takes
    any. An acceptance with `since` counts only while `release`, the version or ref of the
    baseline, is that one.
    """
    valid = {
        (each.rule, each.object, each.parameter): each.reason
        for each in acceptances
        if each.since is None or _same(each.since, release)
    }
    for finding in findings:
        anyhow = (finding.rule, finding.object, None)
        finding.reason = valid.get(finding.identity) or valid.get(anyhow)
        finding.accepted = finding.reason is not None


def _same(since: str, release: str | None) -> bool:
    if since == release:
        return True
    one, other = parsed(since), parsed(release)
    return one is not None and one == other
