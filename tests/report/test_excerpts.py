"""Which lines of source are shown for a definition."""

from __future__ import annotations

import pytest

from unbroken.report.excerpts import Excerpt, definition_excerpt

SOURCE = (
    """\
@decorated(
    1,
)
class A(Base):  # the class
    '''Docstring.'''

    limit: int = 1

    def one(self, x): return x

    # About two.
    @property
    def two(
        self,
        *,
        y=1,

        # A comment of the body.
    ):

        # Another one.
        return y

    async def three(self): ...


TABLE = [
"""
    + "    1,\n" * 20
    + "]\n"
)


def lines(line: int, source: str = SOURCE) -> tuple[int, tuple[str, ...]] | None:
    excerpt = definition_excerpt(source, line)
    return (excerpt.first, excerpt.lines) if excerpt is not None else None


@pytest.mark.parametrize("line", [1, 4])
def test_class_is_shown_with_decorators_from_either_line(line):
    shown = ("@decorated(", "    1,", ")", "class A(Base):  # the class")
    assert lines(line) == (1, shown)


def test_attribute_is_one_line():
    assert lines(7) == (7, ("    limit: int = 1",))


def test_body_on_the_same_line_is_left_out():
    assert lines(9) == (9, ("    def one(self, x):",))


def test_header_of_several_lines_ends_before_the_body():
    excerpt = definition_excerpt(SOURCE, 13)
    assert excerpt == Excerpt(
        first=12,
        lines=(
            "    @property",
            "    def two(",
            "        self,",
            "        *,",
            "        y=1,",
            "",
            "        # A comment of the body.",
            "    ):",
        ),
        definition=13,
        kind="function",
        name="two",
        parameters=frozenset({"self", "y"}),
    )


def test_coroutine_is_a_function():
    excerpt = definition_excerpt(SOURCE, 24)
    assert (excerpt.kind, excerpt.name) == ("function", "three")
    assert excerpt.lines == ("    async def three(self):",)


def test_long_table_is_cut():
    first, shown = lines(27)
    assert (first, len(shown)) == (27, 12)


@pytest.mark.parametrize("line", [0, -1, 10_000])
def test_line_that_is_not_there_has_no_excerpt(line):
    assert definition_excerpt(SOURCE, line) is None


def test_line_without_a_statement_is_shown_alone():
    assert lines(2) == (2, ("    1,",))


@pytest.mark.parametrize("source", ["def (\nx = 1\n", "x = (" * 5000 + "\nx = 1\n", "\0\nx = 1\n"])
def test_file_that_does_not_parse_shows_the_line(source):
    assert lines(2, source) == (2, ("x = 1",))


def test_header_that_ends_a_damaged_file_is_shown():
    excerpt = definition_excerpt("x = 1\n@final\ndef f(a):", 3)
    assert excerpt is not None
    assert excerpt.lines == ("@final", "def f(a):")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_does(line_break):
    source = line_break.join(["a = '\x0c\x1c\u2028'", "def f(x):", "    return x", ""])
    assert lines(2, source) == (2, ("def f(x):",))


def test_tabs_are_spaces():
    assert lines(2, "class A:\n\tx\t= 1\n") == (2, ("    x   = 1",))
