"""How long something deprecated stays, in every unit."""

from __future__ import annotations

import pytest

from unbroken.model.versions import parse_version
from unbroken.policy.deprecation.announcements import Deprecation
from unbroken.policy.deprecation.timeline import Timeline


@pytest.mark.parametrize(
    ("since", "window", "unit", "expected"),
    [
        ("1.5.0", 2, "minor", "1.7.0"),
        ("1.5.3", 2, "minor", "1.7.0"),
        ("1.5", 2, "minor", "1.7"),
        ("0.16", 2, "minor", "0.18"),
        ("1", 1, "minor", "1.1"),
        ("1.9", 1, "minor", "1.10"),
        ("1.5.0rc1", 1, "minor", "1.6.0"),
        ("1.5.0.dev0", 0, "minor", "1.5.0"),
        ("1.5.0.post1", 1, "minor", "1.6.0"),
        ("1.5.3", 1, "major", "2.0.0"),
        ("1", 2, "major", "3"),
        ("1.5.3", 2, "patch", "1.5.5"),
        ("1.5", 2, "patch", "1.5.2"),
        ("1!2024.1", 1, "major", "1!2025.0"),
        ("1.2.3.4", 1, "minor", "1.3.0"),
        ("1.5", 2, "release", None),
        ("next", 2, "minor", None),
        (None, 2, "minor", None),
    ],
)
def test_first_version_after_the_window(since, window, unit, expected):
    assert Timeline(window, unit).after(since) == expected


def by_release(current: str | None, *releases: str) -> Timeline:
    return Timeline(
        2, "release", parse_version(current), tuple(parse_version(release) for release in releases)
    )


@pytest.mark.parametrize(
    ("timeline", "since", "carried"),
    [
        (by_release("1.3", "1.0", "1.1", "1.2"), "1.1", 2),
        (by_release("1.3", "1.0", "1.1", "1.2"), "1.0", 3),
        (by_release("1.2", "1.0", "1.1", "1.2"), "1.1", 1),
        (by_release("1.2", "1.1", "1.1.0"), "1.1", 1),
        (by_release("1.3", "1.0"), "1.1", 0),
        (by_release(None, "1.1", "2.0"), "1.1", 2),
        (by_release("2.0", "1.1.0"), "1.1.0rc1", 1),
        (by_release("2.0", "1.1.0"), "soon", None),
    ],
)
def test_releases_that_warned_are_counted(timeline, since, carried):
    assert timeline.releases_since(since) == carried
    missing = 0 if carried is None else max(2 - carried, 0)
    assert timeline.missing_releases(Deprecation(since)) == missing
    assert timeline._replace(unit="minor").missing_releases(Deprecation(since)) == 0
    assert timeline.is_over(Deprecation(since)) is (carried is not None and carried >= 2)


@pytest.mark.parametrize(
    ("since", "current", "is_over"),
    [
        ("1.5", "1.7", True),
        ("1.5", "1.7.0rc1", True),
        ("1.5", "2.0", True),
        ("1.5", "1.6.9", False),
        ("1.5", None, False),
        (None, "9.0", False),
        ("next", "9.0", False),
    ],
)
def test_deprecation_without_removal_version_ends_with_the_window(since, current, is_over):
    assert Timeline(2, "minor", parse_version(current)).is_over(Deprecation(since)) is is_over
