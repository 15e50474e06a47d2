"""A finding as text: what it shows, what it leaves out, and what it does not let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroken.model.finding import Finding, Witness
from unbroken.report.escaping import escaped, escaped_lines
from unbroken.report.text import finding_text, findings_text


def finding(**more: object) -> Finding:
    given = {
        "rule": "parameter-removed",
        "level": "error",
        "object": "pkg.f",
        "path": "pkg/a.py",
        "line": 3,
        "column": 5,
        "end_line": 4,
        "message": "parameter 'x' was removed",
    }
    return Finding(**(given | more))


HEAD = "pkg/a.py:3:5: error[parameter-removed] pkg.f: parameter 'x' was removed"


class TestBlock:
    def test_least(self):
        assert finding_text(finding(), colour=False) == f"{HEAD}\n"

    def test_most(self):
        witness = Witness(
            "f(x=1)", 0, ("x",), "rejected", "f() got an unexpected argument 'x'", "TypeError"
        )
        full = finding(
            old="def f(x=1)",
            new="def f()",
            witness=witness,
            remedy="Keep it.",
            affects=("pkg.a.f", "pkg.b.f"),
            introduced=False,
            accepted=True,
            reason="no user\x1b",
        )
        assert finding_text(full, colour=False) == (
            f"{HEAD} (pre-existing) (accepted: no user\\x1b)\n"
            "  - def f(x=1)\n"
            "  + def f()\n"
            "  breaks: f(x=1)\n"
            "          TypeError: f() got an unexpected argument 'x'\n"
            "  also:   pkg.a.f, pkg.b.f\n"
            "  do:     Keep it.\n"
        )

    def test_a_call_that_means_something_else(self):
        witness = Witness("f(1)", 1, (), "rebound", "'x' becomes 'y'")
        said = finding_text(finding(witness=witness), colour=False)
        assert said.splitlines()[1:] == ["  breaks: f(1)", "          'x' becomes 'y'"]

    def test_what_did_not_change_is_shown_once(self):
        said = finding_text(finding(old="x = 1", new="x = 1"), colour=False)
        assert said.splitlines()[1:] == ["  - x = 1"]

    @pytest.mark.parametrize(
        ("level", "code"), [("error", "31"), ("warning", "33"), ("note", "36")]
    )
    def test_colour(self, level, code):
        said = finding_text(finding(level=level), colour=True)
        assert said == (
            f"\x1b[1mpkg/a.py:3:5:\x1b[0m \x1b[{code}m{level}[parameter-removed]\x1b[0m pkg.f: "
            "parameter 'x' was removed\n"
        )

    def test_an_empty_line_is_between_two(self):
        assert findings_text([finding(), finding()], colour=False) == f"{HEAD}\n\n{HEAD}\n"

    def test_what_the_change_does_comes_last(self):
        stood = finding(introduced=False)
        text = findings_text([finding(), stood, finding()], colour=False)
        assert text == f"{HEAD} (pre-existing)\n\n{HEAD}\n\n{HEAD}\n"


class TestLength:
    def test_many_paths(self):
        paths = tuple(f"pkg.m{number}.f" for number in range(11))
        short = finding_text(finding(affects=paths), colour=False)
        assert short.splitlines()[1] == f"  also:   {', '.join(paths[:8])} and 3 more"
        long = finding_text(finding(affects=paths), colour=False, verbose=True)
        assert long.splitlines()[1] == f"  also:   {', '.join(paths)}"

    def test_many_arguments(self):
        call = f"make({', '.join(f'argument_{number}={number}' for number in range(20))}, last=1)"
        broken = finding(witness=Witness(call, 0, (), "rejected", "no"))
        short = finding_text(broken, colour=False).splitlines()[1]
        assert short.startswith("  breaks: make(argument_0=0, ")
        assert short.endswith(", last=1)")
        assert len(short) < len(call)
        assert finding_text(broken, colour=False, verbose=True).splitlines()[1] == (
            f"  breaks: {call}"
        )

    @pytest.mark.parametrize("field", ["message", "old", "new", "remedy"])
    def test_what_nobody_can_read(self, field):
        long = finding(**{field: "a" * 1000 + "z"})
        short = finding_text(long, colour=False)
        assert f"{'a' * 150} … 701 more characters … {'a' * 149}z\n" in short
        assert "a" * 1000 + "z" in finding_text(long, colour=False, verbose=True)
        assert "…" not in finding_text(finding(**{field: "a" * 400}), colour=False)


class TestEscaping:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain 'text'", "plain 'text'"),
            ("größe, 大小, émoji 🐍", "größe, 大小, émoji 🐍"),
            ("\x1b[31mred", "\\x1b[31mred"),
            ("a\nb\rc\td\0", "a\\nb\\rc\\td\\x00"),
            ("\x7f\x9b", "\\x7f\\x9b"),
            ("\u202e\u2066\u2028\u200b", "\\u202e\\u2066\\u2028\\u200b"),
            ("\udcff", "\\udcff"),
            ("\U000e0041", "\\U000e0041"),
        ],
    )
    def test_what_is_not_printable(self, text, shown):
        assert escaped(text) == shown

    @given(st.text(st.characters(codec=None)))
    def test_everything_is_printable(self, text):
        assert escaped(text).isprintable()
        assert escaped(escaped(text)) == escaped(text)
        assert "\n" not in escaped(text)
        assert escaped_lines(text).count("\n") == text.count("\n")

    @pytest.mark.parametrize("field", ["object", "path", "message", "old", "new", "remedy"])
    def test_every_field(self, field):
        said = finding_text(finding(**{field: "\x1b\u202e\n"}), colour=False)
        assert "\\x1b\\u202e\\n" in said
        assert all(line.isprintable() for line in said.splitlines())

    def test_every_field_of_a_witness(self):
        witness = Witness("\x1b\n", 0, (), "rejected", "\x1b\n")
        said = finding_text(finding(witness=witness, affects=("\x1b\n",)), colour=False)
        assert said.count("\\x1b\\n") == 3
        assert len(said.splitlines()) == 4
