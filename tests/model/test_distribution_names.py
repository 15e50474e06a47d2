"""Normalized names of distributions."""

from __future__ import annotations

import packaging.utils
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroken.model.distribution_names import canonicalize_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Friendly_Bard", "friendly-bard"),
        ("FRIENDLY--._bard", "friendly-bard"),
        ("friendly.bard", "friendly-bard"),
        ("friendlybard", "friendlybard"),
    ],
)
def test_names_are_normalized_as_pep_503_does(name, expected):
    assert canonicalize_name(name) == expected


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", fullmatch=True))
def test_result_is_that_of_packaging(name):
    assert canonicalize_name(name) == packaging.utils.canonicalize_name(name)
