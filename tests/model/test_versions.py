"""Versions as PEP 440 orders them."""

from __future__ import annotations

import pytest

from unbroken.model.versions import has_reached, parse_version


@pytest.mark.parametrize(
    ("removal", "current", "is_reached"),
    [
        ("2.0", "2.0", True),
        ("2.0", "2.0.0", True),
        ("2.0.0", "1.9", False),
        ("1.10", "1.9", False),
        ("1.9", "1.10", True),
        ("v2.0", "2.0", True),
        ("2.0", "2.0.0rc1", True),
        ("2.0", "2.0.dev0", True),
        ("2.0rc1", "2.0.dev0", True),
        ("2.0", "1!1.0", True),
        ("2.0", "2.0.post1", True),
        ("2.0", "2.0+local", True),
        ("2.0", "1.9.post9", False),
        ("next", "9.9", False),
        ("", "9.9", False),
    ],
)
def test_reached(removal, current, is_reached):
    assert has_reached(removal, parse_version(current)) is is_reached


def test_an_unknown_version_reaches_nothing():
    assert not has_reached("0.1", None)


@pytest.mark.parametrize("text", ["", None, "next", "1.x", "${version}", "1..2", "1." + "9" * 9999])
def test_what_is_no_version(text):
    assert parse_version(text) is None
