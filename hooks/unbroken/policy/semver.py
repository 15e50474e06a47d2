"""Semantic versioning: which version breaks need, and when they are free because it has come.

Before 1.0.0 the parts shift to the right, as Cargo and npm have it: 0.y breaks with the next y, and
0.0.z with the next z (semver.org leaves everything open there).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unbroken.model.versions import parse_version

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.model.finding import Finding
    from unbroken.rules.base import Bump


def following(version: Version, bump: Bump) -> Version:
    """Give the smallest version after a release that says `bump`.

    After a pre-release that is the release it leads to: until then nothing was promised.
    """
    if version.is_prerelease:
        return _made(version, version.release)
    major, minor, patch = version.major, version.minor, version.micro
    if not major:
        bump = "patch" if bump == "minor" or not minor else "minor" if bump == "major" else bump
    if bump == "major":
        return _made(version, (major + 1, 0, 0)[: len(version.release)])
    if bump == "minor":
        return _made(version, (major, minor + 1, 0)[: max(2, len(version.release))])
    return _made(version, (major, minor, patch + 1))


def _made(like: Version, release: tuple[int, ...]) -> Version:
    epoch = f"{like.epoch}!" if like.epoch else ""
    made = parse_version(epoch + ".".join(str(each) for each in release))
    assert made is not None
    return made


def said(current: Version) -> Version:
    """Give the release that a version is on the way to: 2.0.0 for 2.0.0.dev0 and 2.0.0rc1."""
    return _made(current, current.release)


def freedom(baseline: Version | None, current: Version | None) -> str:
    """Say why breaks are free in the version under development; "" when they are not.

    They are in the next major release after the baseline, and later ones. After a pre-release
    they are not: who compares with one wants it kept.
    """
    if baseline is None or current is None or baseline.is_prerelease:
        return ""
    now = said(current)
    if now < following(baseline, "major"):
        return ""
    if baseline.epoch != now.epoch or baseline.major != now.major:
        return f"{now} is a major release after {baseline}"
    if baseline.minor != now.minor:
        return f"{now} is a minor release after {baseline}, and before 1.0.0 these may break"
    return f"{now} is a release after {baseline}, and before 0.1.0 any may break"


def mark_allowed_by_semver(findings: Iterable[Finding], why: str) -> None:
    """Accept the breaks that a release of their own makes free; `why` is what `freedom` says."""
    from unbroken.rules.registry import all_rules

    rules = all_rules()
    for finding in findings:
        if finding.accepted or not rules[finding.rule].allowed_by_version:
            continue
        if finding.level != "note" and needs(finding) == "major":
            finding.accepted, finding.reason = True, why


def needs(finding: Finding) -> Bump:
    """Give the version bump that a release with a finding needs."""
    from unbroken.rules.registry import all_rules

    return all_rules()[finding.rule].bump


def breaks(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings that break callers, whether accepted or not.

    Errors do; a warning leaves it to people to tell.
    """
    return [each for each in findings if each.level == "error" and needs(each) == "major"]
