"""When two values are the same, as far as the source tells."""

from __future__ import annotations

import pytest

from unbroken.semantics.literals import both_shortened, literal_key, shortened

SAME = [
    ("1_000", "1000"),
    ("0x10", "16"),
    ("1e0", "1.0"),
    ("1", "1.0"),
    ("-1", "+ -1"),
    ("~0", "-1"),
    ("2 ** 10", "1 << 10"),
    ("60 * 60", "3600"),
    ("7 // 2", "3"),
    ("1 | 2", "3"),
    ("'a' 'b'", '"ab"'),
    ("b'a'", 'b"a"'),
    ("{}", "dict()"),
    ("[]", "list()"),
    ("()", "tuple()"),
    ("frozenset()", "frozenset( )"),
    ("{1, 2}", "{2, 1}"),
    ("{'a': 1_0, 'b': 2}", "{'b': 2, 'a': 10}"),
    ("(1, [2, None])", "(1, [0x2, None])"),
]
DIFFERENT = [
    ("1", "2"),
    ("True", "1"),
    ("'1'", "1"),
    ("[]", "()"),
    ("b'a'", "'a'"),
    ("None", "False"),
]
UNKNOWN = [
    None, "...", "name", "a.b", "f()", "[f()]", "f'{x}'", "{**x}", "x + 1", "'a' * 1000000000",
    "2 ** 10 ** 9", "1 << 10 ** 9", "1000 ** 2", "9 ** 9 ** 9", "1 / 0", "dict(a=1)", "{[]: 1}",
    "not", "1 if x else 2", "lambda: 1",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equal_values_have_one_key(one, other):
    assert literal_key(one) == literal_key(other) is not None


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_values_have_two(one, other):
    assert literal_key(one) != literal_key(other)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_literal_has_none(text):
    assert literal_key(text) is None


def test_long_values_are_cut():
    assert shortened("a" * 60) == "a" * 60
    assert shortened("a" * 61) == "a" * 59 + "…"


def test_long_values_are_cut_where_they_differ():
    same = f"dict[str, tuple[{'int, ' * 20}"
    old, new = both_shortened(f"{same}bytes]]", f"{same}float]]")
    assert old == "…, int, int, int, int, int, bytes]]"
    assert new == "…, int, int, int, int, int, float]]"


def test_short_values_and_those_that_differ_early_are_cut_behind():
    assert both_shortened("int", "str") == ("int", "str")
    long = "x" * 70
    assert both_shortened(f"a{long}", f"b{long}") == (f"a{'x' * 58}…", f"b{'x' * 58}…")
    assert both_shortened(long, long) == (f"{'x' * 59}…", f"{'x' * 59}…")
    assert both_shortened(long, f"{long}y") == (f"…{'x' * 30}", f"…{'x' * 30}y")
