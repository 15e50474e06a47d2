"""Breaks made on purpose: by what they are matched, and when they lapse."""

from __future__ import annotations

import pytest

from unbroken.config.config import Acceptance
from unbroken.model.finding import Finding
from unbroken.policy.acceptances import accept
from unbroken.policy.attribution import attribute


def finding(parameter: str | None = "x", message: str = "") -> Finding:
    return Finding(
        rule="parameter-removed",
        level="error",
        object="pkg.f",
        parameter=parameter,
        path="a.py",
        line=1,
        end_line=1,
        message=message,
    )


def accepted(release: str | None, **acceptance: str) -> bool:
    given = {"object": "pkg.f", "rule": "parameter-removed", "reason": "agreed", **acceptance}
    found = finding()
    (marked,), _ = accept([found], [Acceptance(**given)], release)
    return marked.accepted


@pytest.mark.parametrize(
    ("acceptance", "expected"),
    [
        ({"parameter": "x"}, True),
        ({}, True),
        ({"parameter": "y"}, False),
        ({"rule": "parameter-renamed"}, False),
        ({"object": "pkg.g"}, False),
        ({"object": "pkg.*"}, False),
    ],
)
def test_acceptance_matches_rule_object_and_parameter(acceptance, expected):
    assert accepted("1.0", **acceptance) is expected


@pytest.mark.parametrize(
    ("since", "release", "expected"),
    [
        ("1.0", "1.0", True),
        ("1.0", "1.0.0", True),
        ("v1.0", "1.0", True),
        ("1.0", "1.1", False),
        ("main", "main", True),
        ("main", "1.0", False),
        ("1.0", None, False),
    ],
)
def test_acceptance_lapses_with_the_next_release(since, release, expected):
    assert accepted(release, since=since) is expected


def test_finding_is_introduced_unless_it_was_there_before():
    old, new, changed = finding("x", "before"), finding("y"), finding(None)
    attributed = attribute([old, new, changed], [finding("x", "in other words").identity])
    assert [finding.introduced for finding in attributed] == [False, True, True]
