"""A finding as text: what it shows, what it leaves out, and what it does not let through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unbroken.model.finding import CodePlace, Finding, Witness
from unbroken.report.escaping import escaped, escaped_lines
from unbroken.report.options import ReportOptions
from unbroken.report.text import findings_text
from unbroken.report.versions import SourceTexts


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


PLAIN = ReportOptions(show_accepted=True, show_pre_existing=True)


NO_TEXTS = SourceTexts({}, {})


def text_of(*findings: Finding, texts: SourceTexts = NO_TEXTS, **options: object) -> str:
    return findings_text(findings, texts, PLAIN._replace(**options))


class TestBlock:
    def test_finding_without_details_is_one_line(self):
        assert text_of(finding()) == f"{HEAD}\n"

    def test_finding_with_all_details(self):
        witness = Witness(
            "f(x=1)", 0, ("x",), "rejected", "f() got an unexpected argument 'x'", "TypeError"
        )
        full = finding(
            notes=("it may still be there",),
            old="def f(x=1)",
            new="def f()",
            witness=witness,
            remedy="Keep it.",
            affects=("pkg.a.f", "pkg.b.f"),
            introduced=False,
            accepted=True,
            reason="no user\x1b",
        )
        assert text_of(full) == (
            f"{HEAD}; it may still be there (pre-existing) (accepted: no user\\x1b)\n"
            "  - def f(x=1)\n"
            "          ^^^\n"
            "  + def f()\n"
            "  breaks: f(x=1)\n"
            "          TypeError: f() got an unexpected argument 'x'\n"
            "  also:   pkg.a.f, pkg.b.f\n"
            "  do:     Keep it.\n"
        )

    def test_comment_that_accepts_is_not_marked_as_the_change(self):
        texts = SourceTexts(
            {"pkg/a.py": "def f(a, x=1):\n    return a\n"},
            {"pkg/a.py": "def f(a):  # unbroken: accept[parameter-removed] agreed\n    return a\n"},
            "v1.0.0",
        )
        removed = finding(
            line=1,
            parameter="x",
            old="def f(a, x=1)",
            new="def f(a)",
            baseline_path="pkg/a.py",
            baseline_line=1,
        )
        assert text_of(removed, texts=texts) == (
            "pkg/a.py:1:5: error[parameter-removed] pkg.f: parameter 'x' was removed\n"
            "  v1.0.0:pkg/a.py:1\n"
            "  1 - def f(a, x=1):\n"
            "             ^^^^^\n"
            "  1 + def f(a):  # unbroken: accept[parameter-removed] agreed\n"
        )

    def test_comment_that_accepts_is_no_difference(self):
        comment = "  # unbroken: accept[parameter-removed] x"
        texts = SourceTexts(
            {"pkg/a.py": "def f(\n    a,\n    x=1,\n):\n    return a\n"},
            {"pkg/a.py": f"def f({comment}\n    a,\n):\n    return a\n"},
            "v1.0.0",
        )
        removed = finding(
            line=1,
            parameter="x",
            old="def f(a, x=1)",
            new="def f(a)",
            baseline_path="pkg/a.py",
            baseline_line=1,
        )
        assert text_of(removed, texts=texts).splitlines()[2:] == [
            "  1   def f(  # unbroken: accept[parameter-removed] x",
            "  2       a,",
            "  3 -     x=1,",
            "  3   ):",
        ]

    def test_code_to_paste_is_below_the_remedy(self):
        pasted = finding(remedy="Keep it:", code="from a import b\n\n@b('\x1b')")
        assert text_of(pasted) == (
            f"{HEAD}\n  do:     Keep it:\n            from a import b\n            @b('\\x1b')\n"
        )

    def test_rebound_call_shows_what_it_means(self):
        witness = Witness("f(1)", 1, (), "rebound", "'x' becomes 'y'")
        lines = text_of(finding(witness=witness)).splitlines()
        assert lines[1:] == ["  breaks: f(1)", "          'x' becomes 'y'"]

    def test_equal_versions_are_shown_once_without_a_sign(self):
        assert text_of(finding(old="x = 1", new="x = 1")).splitlines()[1:] == ["    x = 1"]

    @pytest.mark.parametrize(
        ("level", "style"), [("error", "31"), ("warning", "33"), ("note", "36")]
    )
    def test_level_has_its_colour(self, level, style):
        assert text_of(finding(level=level), colour=True) == (
            f"\x1b[1mpkg/a.py:3:5:\x1b[0m \x1b[{style}m{level}[parameter-removed]\x1b[0m pkg.f: "
            "parameter 'x' was removed\n"
        )

    def test_colour_of_versions_and_errors(self):
        witness = Witness("f(x=1)", 0, ("x",), "rejected", "no", "TypeError")
        colourful = text_of(finding(old="f(x)", new="f()", witness=witness), colour=True)
        assert colourful.splitlines()[1:] == [
            "  \x1b[31m- f(x)\x1b[0m",
            "    \x1b[31m  ^\x1b[0m",
            "  \x1b[32m+ f()\x1b[0m",
            "  breaks: f(x=1)",
            "          \x1b[31mTypeError: no\x1b[0m",
        ]

    def test_accepted_and_pre_existing_findings_are_one_line_unless_asked_for(self):
        accepted = finding(object="pkg.g", remedy="Keep it.", accepted=True, reason="agreed")
        known = finding(object="pkg.h", remedy="Keep it.", introduced=False)
        findings, remedy = (accepted, known), "  do:     Keep it.\n"
        first = f"{HEAD} (pre-existing)\n".replace("pkg.f", "pkg.h")
        second = f"{HEAD} (accepted: agreed)\n".replace("pkg.f", "pkg.g")
        brief = {"show_accepted": False, "show_pre_existing": False}
        assert text_of(*findings, **brief) == f"{first}\n{second}"
        assert text_of(*findings, **brief, verbose=True) == f"{first}{remedy}\n{second}{remedy}"
        assert text_of(*findings, show_accepted=False) == f"{first}{remedy}\n{second}"
        assert text_of(*findings, show_pre_existing=False) == f"{first}\n{second}{remedy}"


class TestGrouping:
    def test_empty_line_is_between_two_objects(self):
        assert text_of(finding(), finding(object="pkg.g")) == f"{HEAD}\n\n{HEAD}\n".replace(
            f"\n\n{HEAD}", f"\n\n{HEAD.replace('pkg.f', 'pkg.g')}"
        )

    def test_pre_existing_findings_come_first(self):
        known = finding(object="pkg.g", introduced=False)
        assert text_of(finding(), known).splitlines()[0].endswith("(pre-existing)")

    def test_findings_about_one_object_show_its_versions_once(self):
        versions = {"old": "def f(x, y)", "new": "def f()"}
        witness = Witness("f(x, y)", 2, (), "rejected", "f() takes 0", "TypeError")
        one = finding(**versions, witness=witness, remedy="Keep 'x'.")
        two = finding(
            **versions,
            parameter="y",
            message="parameter 'y' was removed",
            witness=witness,
            remedy="Keep 'y'.",
        )
        assert text_of(one, two) == (
            f"{HEAD}\n"
            f"{HEAD.replace(chr(39) + 'x', chr(39) + 'y')}\n"
            "  - def f(x, y)\n"
            "          ^^^^\n"
            "  + def f()\n"
            "  breaks: f(x, y)\n"
            "          TypeError: f() takes 0\n"
            "  do:     Keep 'x'.\n"
            "  do:     Keep 'y'.\n"
        )

    def test_three_findings_with_one_cause_are_shown_once(self):
        findings = [finding(object=f"pkg.f{number}", line=number) for number in range(1, 4)]
        assert text_of(*findings) == (
            "pkg/a.py:1:5: error[parameter-removed] pkg.f1: parameter 'x' was removed\n"
            "  same in: pkg.f2 (pkg/a.py:2), pkg.f3 (pkg/a.py:3)\n"
        )

    def test_three_objects_with_the_same_two_findings_are_shown_once(self):
        findings = [
            finding(object=f"pkg.f{number}", line=number, parameter=name, message=f"{name} is gone")
            for number in range(1, 4)
            for name in ("x", "y")
        ]
        assert text_of(*findings) == (
            "pkg/a.py:1:5: error[parameter-removed] pkg.f1: x is gone\n"
            "pkg/a.py:1:5: error[parameter-removed] pkg.f1: y is gone\n"
            "  same in: pkg.f2 (pkg/a.py:2), pkg.f3 (pkg/a.py:3)\n"
        )

    @pytest.mark.parametrize(
        "other",
        [{"level": "warning"}, {"introduced": False}, {"accepted": True}, {"parameter": "y"}],
    )
    def test_findings_that_differ_in_more_than_the_object_are_not_folded(self, other):
        findings = [finding(object=f"pkg.f{number}") for number in range(2)]
        assert "same in" not in text_of(*findings, finding(object="pkg.g", **other))


OLD = """\
import functools


@functools.cache
def f(
    a,
    b,
    x=1,  # why
    c=2,
    d=3,
):
    # Comment.
    return 1


class A(Base):
    limit: int = 1
"""
NEW = OLD.replace("    x=1,  # why\n", "").replace("A(Base)", "A")


class TestSource:
    def found(self, **more: object) -> Finding:
        given = {"parameter": "x", "line": 5, "old": "def f(a, x)", "new": "def f(a)"}
        return finding(**{"baseline_path": "pkg/old.py", "baseline_line": 5, **given, **more})

    def text(self, found: Finding, new: str = NEW) -> list[str]:
        texts = SourceTexts({"pkg/old.py": OLD}, {"pkg/a.py": new}, "v1.0\x1b")
        return text_of(found, texts=texts).splitlines()[1:]

    def test_changed_lines_are_shown_with_their_neighbours(self):
        assert self.text(self.found()) == [
            "  v1.0\\x1b:pkg/old.py:5",
            "       ...",
            "   5   def f(",
            "       ...",
            "   7       b,",
            "   8 -     x=1,  # why",
            "   8       c=2,",
            "       ...",
        ]

    def test_differences_in_a_line_are_marked(self):
        found = self.found(parameter=None, line=15, baseline_line=16)
        assert self.text(found) == [
            "  v1.0\\x1b:pkg/old.py:16",
            "  16 - class A(Base):",
            "              ^^^^^^",
            "  15 + class A:",
        ]

    def test_removal_shows_where_it_was(self):
        found = self.found(parameter=None, baseline_line=17, line=1, new=None)
        assert self.text(found) == ["  17 -     limit: int = 1"]
        texts = SourceTexts({"pkg/old.py": OLD}, {"pkg/a.py": NEW}, "v1.0\x1b")
        first = text_of(found, texts=texts).splitlines()[0]
        assert first.endswith("was removed (it was at v1.0\\x1b:pkg/old.py:17)")

    @pytest.mark.parametrize(
        "more",
        [
            {"parameter": "other"},
            {"baseline_line": None},
            {"baseline_line": 99},
            {"baseline_path": "gone.py"},
            {"baseline_line": 16, "parameter": None},
        ],
        ids=["other parameter", "no line", "no such line", "no such file", "other kind"],
    )
    def test_signatures_are_shown_where_the_source_does_not_show_it(self, more):
        assert self.text(self.found(**more)) == [
            "  - def f(a, x)",
            "           ^^^",
            "  + def f(a)",
        ]

    def test_signatures_are_shown_where_many_lines_of_source_differ(self):
        assert self.text(self.found())[0] == "  v1.0\\x1b:pkg/old.py:5"
        longer = "\n".join(f"    p{number}," for number in range(9))
        assert self.text(self.found(), NEW.replace("    b,", longer))[0] == "  - def f(a, x)"

    def test_signatures_are_shown_where_the_source_is_equal(self):
        assert self.text(self.found(), OLD)[0] == "  - def f(a, x)"

    def test_file_that_does_not_parse_needs_no_excerpt(self):
        found = self.found(parameter=None, line=1, old=None, new="def (")
        assert self.text(found, "def (\n") == ["  + def ("]

    def test_hostile_source_is_escaped(self):
        texts = SourceTexts({"pkg/old.py": "x = '\x1b[31m\u202e'\n"}, {}, "v1")
        found = self.found(parameter=None, baseline_line=1, new=None)
        lines = text_of(found, texts=texts).splitlines()
        assert lines[1] == "  1 - x = '\\x1b[31m\\u202e'"


class TestLength:
    def test_many_affected_paths_are_cut(self):
        paths = tuple(f"pkg.m{number}.f" for number in range(11))
        short = text_of(finding(affects=paths), colour=False)
        assert short.splitlines()[1:] == [
            "  also:   pkg.m0.f, pkg.m1.f, pkg.m2.f, pkg.m3.f, pkg.m4.f, pkg.m5.f, pkg.m6.f,",
            "          pkg.m7.f and 3 more",
        ]
        long = text_of(finding(affects=paths), verbose=True, width=200)
        assert long.splitlines()[1] == f"  also:   {', '.join(paths)}"

    def test_sentences_are_wrapped_and_code_is_not(self):
        place = CodePlace("module", "pkg/a.py")
        long = finding(remedy="Keep it. " * 6, code=f"x = '{'x' * 60}'", code_place=place)
        assert text_of(long, width=50).splitlines()[1:] == [
            "  do:     Keep it. Keep it. Keep it. Keep it. Keep",
            "          it. Keep it.",
            "  paste:  at the end of pkg/a.py",
            f"            x = '{'x' * 60}'",
        ]

    def test_long_calls_are_cut(self):
        call = f"make({', '.join(f'argument_{number}={number}' for number in range(20))}, last=1)"
        broken = finding(witness=Witness(call, 0, (), "rejected", "no"))
        short = text_of(broken).splitlines()[1]
        assert short.startswith("  breaks: make(argument_0=0, ")
        assert short.endswith(", last=1)")
        assert len(short) < len(call)
        assert text_of(broken, verbose=True).splitlines()[1] == (f"  breaks: {call}")

    def test_long_lines_are_broken_and_parts_that_do_not_differ_are_left_out(self):
        parameters = ", ".join(f"parameter_{number}" for number in range(12))
        long = finding(old=f"def f({parameters}, x, y)", new=f"def f({parameters}, y)")
        assert text_of(long, width=60).splitlines()[1:] == [
            "  - def f(parameter_0, parameter_1, parameter_2,",
            "  -         …",
            "  -         parameter_9, parameter_10, parameter_11, x, y)",
            "                                                     ^^^",
            "  + def f(parameter_0, parameter_1, parameter_2,",
            "  +         …",
        ]
        assert f"  - def f({parameters}, x, y)" in text_of(long, width=60, verbose=True)

    @pytest.mark.parametrize("field", ["message", "remedy"])
    def test_long_texts_are_cut(self, field):
        long = finding(**{field: "a" * 1000 + "z"})
        short = text_of(long, width=1000)
        assert f"{'a' * 150} … 701 more characters … {'a' * 149}z\n" in short
        assert "a" * 1000 + "z" in text_of(long, verbose=True)
        assert "…" not in text_of(finding(**{field: "a" * 400}))


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
    def test_unprintable_characters_are_escaped(self, text, shown):
        assert escaped(text) == shown

    @settings(deadline=None)
    @given(st.text(st.characters(codec=None)))
    def test_escaped_text_is_printable(self, text):
        assert escaped(text).isprintable()
        assert escaped(escaped(text)) == escaped(text)
        assert "\n" not in escaped(text)
        assert escaped_lines(text).count("\n") == text.count("\n")

    @pytest.mark.parametrize("field", ["object", "path", "message", "old", "new", "remedy"])
    def test_every_field_is_escaped(self, field):
        result = text_of(finding(**{field: "\x1b\u202e\n"}))
        assert "\\x1b\\u202e\\n" in result
        assert all(line.isprintable() for line in result.splitlines())

    def test_every_field_of_a_witness_is_escaped(self):
        witness = Witness("\x1b\n", 0, (), "rejected", "\x1b\n")
        result = text_of(finding(witness=witness, affects=("\x1b\n",)))
        assert result.count("\\x1b\\n") == 3
        assert len(result.splitlines()) == 4
