"""Semantic versioning: which version breaks need, and which version allows them.

Before 1.0.0 the parts shift to the right, as in Cargo and npm: 0.y breaks with the next y, and
0.0.z with the next z (semver.org allows any change before 1.0.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from unbroken.model.versions import final_release, raise_version

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.model.finding import Finding
    from unbroken.rules.base import Bump


def next_release(version: Version, bump: Bump) -> Version:
    """Return the smallest release after `version` that signals `bump`.

    After a pre-release it is the release that the pre-release leads to, which has made no promise.
    """
    if version.is_prerelease:
        return final_release(version)
    if not version.major:
        if not version.minor or bump == "minor":
            bump = "patch"
        elif bump == "major":
            bump = "minor"
    return raise_version(version, bump)


def reason_breaks_are_allowed(baseline: Version | None, current: Version | None) -> str:
    """Return why the version under development may break the baseline; "" when it may not.

    The next major release after the baseline and all later ones may. A pre-release as baseline
    allows nothing: whoever compares with one wants its API to stay.
    """
    if baseline is None or current is None or baseline.is_prerelease:
        return ""
    coming = final_release(current)
    if coming < next_release(baseline, "major"):
        return ""
    if baseline.epoch != coming.epoch or baseline.major != coming.major:
        return f"{coming} is a major release after {baseline}"
    if baseline.minor != coming.minor:
        return f"{coming} is a minor release after {baseline}, and before 1.0.0 these may break"
    return f"{coming} is a release after {baseline}, and before 0.1.0 any may break"


def accept_allowed_by_semver(findings: Iterable[Finding], reason: str) -> list[Finding]:
    """Return the findings; breaks that the version under development allows are accepted.

    `reason` says why they are allowed.
    """
    from unbroken.rules.registry import all_rules

    rules = all_rules()

    def is_allowed(finding: Finding) -> bool:
        if finding.accepted or not rules[finding.rule].allowed_by_version:
            return False
        return finding.level != "note" and required_bump(finding) == "major"

    return [
        msgspec.structs.replace(finding, accepted=True, reason=reason)
        if is_allowed(finding)
        else finding
        for finding in findings
    ]


def required_bump(finding: Finding) -> Bump:
    """Return the version bump that a release with a finding needs."""
    from unbroken.rules.registry import all_rules

    return all_rules()[finding.rule].bump


def breaking_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that break callers, whether accepted or not.

    Those are errors; whether a warning is a break is for people to judge.
    """
    return [
        finding
        for finding in findings
        if finding.level == "error" and required_bump(finding) == "major"
    ]
