"""Semantic versioning: the version that breaks need, and the breaks that a version allows."""

from __future__ import annotations

import pytest

from unbroken.model.finding import Finding
from unbroken.model.versions import parse_version
from unbroken.policy.semver import (
    accept_allowed_by_semver,
    breaking_findings,
    next_release,
    reason_breaks_are_allowed,
)


@pytest.mark.parametrize(
    ("release", "major", "minor", "patch"),
    [
        ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
        ("1.4", "2.0", "1.5", "1.4.1"),
        ("3", "4", "3.1", "3.0.1"),
        ("2024.1.1.7", "2025.0.0", "2024.2.0", "2024.1.2"),
        ("1.4.2.post1", "2.0.0", "1.5.0", "1.4.3"),
        ("1!1.4.2", "1!2.0.0", "1!1.5.0", "1!1.4.3"),
        ("0.4.2", "0.5.0", "0.4.3", "0.4.3"),
        ("0.4", "0.5", "0.4.1", "0.4.1"),
        ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ("0.0", "0.0.1", "0.0.1", "0.0.1"),
        ("2.0.0rc1", "2.0.0", "2.0.0", "2.0.0"),
        ("2.0.0.dev3", "2.0.0", "2.0.0", "2.0.0"),
    ],
)
def test_next_release_is_the_smallest_for_a_bump(release, major, minor, patch):
    found = [
        str(next_release(parse_version(release), bump)) for bump in ("major", "minor", "patch")
    ]
    assert found == [major, minor, patch]


MAJOR = "2.0.0 is a major release after 1.4.0"
MINOR = "0.5.0 is a minor release after 0.4.2, and before 1.0.0 these may break"


@pytest.mark.parametrize(
    ("baseline", "current", "why"),
    [
        ("1.4.0", "2.0.0", MAJOR),
        ("1.4.0", "2.0.0.dev0", MAJOR),
        ("1.4.0", "2.0.0rc1", MAJOR),
        ("1.4.0", "2.0.0.post1", MAJOR),
        ("1.4.0", "2.0.0+local", MAJOR),
        ("1.4", "2.0", "2.0 is a major release after 1.4"),
        ("1.4.0", "3.1.0", "3.1.0 is a major release after 1.4.0"),
        ("1.4.0", "1!0.1.0", "1!0.1.0 is a major release after 1.4.0"),
        ("0.4.2", "0.5.0", MINOR),
        ("0.4.2", "0.5.0a1", MINOR),
        ("0.4.2", "1.0.0", "1.0.0 is a major release after 0.4.2"),
        ("0.0.3", "0.0.4", "0.0.4 is a release after 0.0.3, and before 0.1.0 any may break"),
        ("0.4.2", "0.6", "0.6 is a minor release after 0.4.2, and before 1.0.0 these may break"),
        ("1.4.0", "1.4.0", ""),
        ("1.4.0", "1.5.0", ""),
        ("1.4.0", "1.99.0", ""),
        ("1.4.0", "0.9.0", ""),
        ("0.4.2", "0.4.3", ""),
        ("0.4.2", "0.4.2", ""),
        ("0.0.3", "0.0.3", ""),
        ("2.0.0rc1", "2.0.0", ""),
        ("2.0.0rc1", "3.0.0", ""),
        (None, "2.0.0", ""),
        ("1.4.0", None, ""),
    ],
)
def test_breaks_are_allowed_from_the_next_major_release_on(baseline, current, why):
    versions = parse_version(baseline), parse_version(current)
    assert reason_breaks_are_allowed(*versions) == why


def finding(rule="function-removed", level="error", **more):
    place = {"path": "a.py", "line": 1, "end_line": 1}
    return Finding(rule=rule, level=level, object="pkg.f", message="", **place, **more)


@pytest.mark.parametrize(
    ("it", "is_accepted"),
    [
        (finding(), True),
        (finding(level="warning"), True),
        (finding("return-type-changed"), True),
        (finding(level="note"), False),
        (finding("default-changed", "warning"), False),
        (finding("stability-lowered", "warning"), False),
        (finding("module-unreadable"), False),
        (finding("version-bump-insufficient"), False),
        (finding("removed-too-early"), False),
    ],
)
def test_only_breaking_errors_and_warnings_are_accepted_by_semver(it, is_accepted):
    (it,) = accept_allowed_by_semver([it], MAJOR)
    assert (it.accepted, it.reason) == (is_accepted, MAJOR if is_accepted else None)


def test_acceptance_by_hand_keeps_its_reason():
    it = finding(accepted=True, reason="agreed")
    (it,) = accept_allowed_by_semver([it], MAJOR)
    assert it.reason == "agreed"


def test_breaking_findings_are_errors_that_need_a_major_bump():
    broken = [finding(), finding(accepted=True, reason="agreed"), finding("removed-too-early")]
    others = [
        finding(level="warning"),
        finding("return-type-changed", "warning"),
        finding("module-unreadable"),
        finding("version-bump-insufficient"),
    ]
    assert breaking_findings([*others, *broken]) == broken
    assert breaking_findings([finding("return-type-changed", "error")])
