"""Suggestions for names that are not known."""

from __future__ import annotations

import pytest

from unbroken.model.suggestions import did_you_mean, did_you_mean_or_list


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("strct", "; did you mean 'strict'?"),
        ("zzz", ""),
    ],
)
def test_most_similar_name_is_suggested(name, expected):
    assert did_you_mean(name, ["typing", "strict"]) == expected


def test_several_names_are_suggested_where_several_are_asked_for():
    names = ["v1.0", "v1.1", "main"]
    assert did_you_mean("v1", names, count=3) == "; did you mean 'v1.1' or 'v1.0'?"


def test_short_list_of_valid_names_is_shown_where_none_is_similar():
    assert did_you_mean_or_list("x", ["lenient", "strict"]) == "; valid ones are lenient, strict"
    assert did_you_mean_or_list("strikt", ["lenient", "strict"]) == "; did you mean 'strict'?"


def test_long_list_of_valid_names_is_not_shown():
    assert did_you_mean_or_list("x", [f"name{number}" for number in range(25)]) == ""
