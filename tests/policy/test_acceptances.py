"""Breaks made on purpose: by what they are matched, and when they lapse."""

from __future__ import annotations

import msgspec
import pytest

from unbroken.config.config import Acceptance
from unbroken.model.finding import Finding, Witness
from unbroken.policy.acceptances import accept
from unbroken.policy.attribution import attribute

WITNESS = Witness("f(1, x=2)", 1, ("x",), "rejected", "f() got an unexpected keyword argument 'x'")


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


def test_finding_about_what_was_broken_and_what_was_not_becomes_two():
    both = msgspec.structs.replace(finding(), affects=("pkg.long.f", "pkg.g"), witness=WITNESS)
    before = msgspec.structs.replace(finding(), affects=("pkg.long.f",)).identities
    known, fresh = attribute([both], before)
    assert (known.object, known.affects, known.introduced) == ("pkg.f", ("pkg.long.f",), False)
    assert (fresh.object, fresh.affects, fresh.introduced) == ("pkg.g", (), True)
    assert fresh.witness.call == "g(1, x=2)"


def test_acceptance_of_what_a_finding_affects_is_used():
    given = {"rule": "parameter-removed", "reason": "agreed"}
    acceptances = [Acceptance(object=path, **given) for path in ("pkg.g", "pkg.h")]
    both = msgspec.structs.replace(finding(), affects=("pkg.g",))
    (marked,), used = accept([both], acceptances, "1.0")
    assert (marked.accepted, used) == (False, {0})
