"""Which lines and columns of two versions differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unbroken.report.differences import DiffLine, difference, marks_between


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in marks]


def test_replaced_tokens_are_marked_in_both_lines():
    old, new = "def f(a, b=1):", "def f(a, *, c=1):"
    old_marks, new_marks = marks_between(old, new)
    assert marked(old, old_marks) == ["b"]
    assert "c" in "".join(marked(new, new_marks))


def test_removed_tokens_are_marked_in_the_old_line_only():
    old_marks, new_marks = marks_between("def f(a, b):", "def f(a):")
    assert (marked("def f(a, b):", old_marks), new_marks) == ([", b"], ())


def test_lines_without_likeness_have_no_marks():
    assert marks_between("def f(a, b, c):", "limit = 3") == ((), ())


def test_long_lines_are_marked_between_what_is_the_same():
    # `difflib` would take minutes.
    names = [f"'name_{number}', " for number in range(2_000)]
    old, new = (
        f"x = [{''.join(part)}]" for part in (names, [*names[:900], "'n', ", *names[1_100:]])
    )
    old_marks, new_marks = marks_between(old, new)
    assert marked(old, old_marks) == ["ame_900', " + "".join(names[901:1_099]) + "'name_1099"]
    assert marked(new, new_marks) == []
    assert marks_between(old, old.replace("name", "other")) == ((), ())


def test_gone_lines_are_all_shown():
    assert difference(["a", "b"], []) == [DiffLine("old", 0, "a"), DiffLine("old", 1, "b")]


def test_equal_lines_far_from_a_difference_are_a_gap():
    old = ["f(", "a", "b", "c", "d", "e", ")"]
    lines = difference(old, [line for line in old if line != "d"])
    assert [(line.side, line.text) for line in lines] == [
        ("gap", ""), ("both", "c"), ("old", "d"), ("both", "e"), ("gap", ""),
    ]  # fmt: skip


def test_anchor_is_always_shown():
    old = ["@cached", "def f(", "a", "b", "c", "d", ")"]
    lines = difference(old, old[:-2] + old[-1:], anchor=1)
    assert [line.text for line in lines] == ["", "def f(", "", "c", "d", ")"]


def test_changed_line_follows_the_one_that_it_replaces():
    lines = difference(["x = 1", "y = 1"], ["x = 2", "y = 2", "z = 2"])
    assert [(line.side, line.text) for line in lines] == [
        ("old", "x = 1"), ("new", "x = 2"), ("old", "y = 1"), ("new", "y = 2"), ("new", "z = 2"),
    ]  # fmt: skip


TEXT = st.text("ab (),=1", max_size=12)


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, min_size=1, max_size=6))
def test_each_changed_line_is_shown_with_its_position(old, new):
    for line in difference(old, new):
        if line.side == "gap":
            continue
        version = old if line.side == "old" else new
        assert version[line.position] == line.text
        for start, end in line.marks:
            assert 0 <= start < end <= len(line.text)


@given(TEXT, TEXT)
def test_what_is_not_marked_is_equal(old, new):
    old_marks, new_marks = marks_between(old, new)
    if not (old_marks or new_marks):
        return
    unmarked = [
        "".join(
            character
            for at, character in enumerate(text)
            if not any(start <= at < end for start, end in marks)
        )
        for text, marks in ((old, old_marks), (new, new_marks))
    ]
    assert unmarked[0] == unmarked[1]
