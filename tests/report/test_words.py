"""Where the code of a finding is to be pasted, in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.report.outcomes import REMOVED
from unbroken.model.finding import CodePlace
from unbroken.report.words import message_of, paste_at, pastes_of


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (CodePlace("header", "pkg/a.py", 3), "instead of the header at pkg/a.py:3"),
        (
            CodePlace("head", "pkg/a.py", 3),
            "instead of the decorators and the header at pkg/a.py:3",
        ),
        (CodePlace("statement", "pkg/a.py", 3), "instead of pkg/a.py:3"),
        (CodePlace("above", "pkg/a.py", 3), "above pkg/a.py:3"),
        (CodePlace("above block", "pkg/a.py", 3), "above the block around pkg/a.py:3"),
        (CodePlace("split", "pkg/a.py", 3), "above pkg/a.py:3, as far to the left as its class"),
        (CodePlace("table", "pyproject.toml", 3), "into the table at pyproject.toml:3"),
        (CodePlace("class", "pkg/a.py", 3), "at the end of the class at pkg/a.py:3"),
        (CodePlace("module", "pkg/a.py"), "at the end of pkg/a.py"),
        (CodePlace("file", "pkg/a.py"), "into a new file pkg/a.py"),
        (CodePlace("former", "pkg/a.py", 3), "put back from v1.4.0:pkg/a.py:3"),
        (CodePlace("restored", "pkg/a.py", 3), "above 'f', put back from v1.4.0:pkg/a.py:3"),
        (
            CodePlace("replaced", "pkg/a.py", 3, "pkg/b.py", 9),
            "above 'f', put back from v1.4.0:pkg/a.py:3 instead of pkg/b.py:9",
        ),
    ],
)
def test_place_of_code_in_words(place, words):
    assert paste_at(REMOVED, place, "v1.4.0") == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (CodePlace("former", "pkg/a.py", 3), "put back from v1.4.0:pkg/a.py"),
        (CodePlace("restored", "pkg/a.py", 3), "above 'f', put back from v1.4.0:pkg/a.py"),
        (
            CodePlace("replaced", "pkg/a.py", 3, "pkg/b.py", 9),
            "above 'f', put back from v1.4.0:pkg/a.py instead of pkg/b.py:9",
        ),
        (CodePlace("header", "pkg/a.py", 3), "instead of the header at pkg/a.py:3"),
    ],
)
def test_line_of_a_snapshot_is_not_shown(place, words):
    finding = replace(REMOVED, baseline_line=None)
    assert paste_at(finding, place, "v1.4.0") == words


def test_place_in_a_snapshot_has_no_line():
    finding = replace(REMOVED, new=None, baseline_path="pkg/a.py", baseline_line=None)
    assert message_of(finding, "v1.4.0").endswith(" (it was at v1.4.0:pkg/a.py)")
    finding = replace(finding, baseline_line=12)
    assert message_of(finding, "v1.4.0").endswith(" (it was at v1.4.0:pkg/a.py:12)")


class TestPastesOf:
    def test_imports_are_pasted_among_the_imports(self):
        """Imports in the body of a class would not be visible in its methods."""
        place = CodePlace("header", "pkg/a.py", 3)
        pasted = replace(
            REMOVED, code="import b\nfrom c import d\n\ndef f(): ...", code_place=place
        )
        assert list(pastes_of(pasted, "v1.4.0")) == [
            ("among the imports of pkg/a.py", "import b\nfrom c import d"),
            ("instead of the header at pkg/a.py:3", "def f(): ..."),
        ]

    def test_imports_go_to_the_file_in_which_something_is_replaced(self):
        place = CodePlace("replaced", "pkg/a.py", 3, "pkg/b.py", 9)
        pasted = replace(REMOVED, code="import c\n\n@c.d", code_place=place)
        assert [where for where, _ in pastes_of(pasted, "")] == [
            "among the imports of pkg/b.py",
            "above 'f', put back from pkg/a.py:3 instead of pkg/b.py:9",
        ]

    @pytest.mark.parametrize(
        ("how", "code"),
        [
            ("file", "import b\n\nb.c()"),
            ("module", "import b\n\nb.c()"),
            ("restored", "import b\n\nb.c()"),
            ("header", "import b\nb.c()\n\nb.d()"),
            ("header", "def f(): ..."),
        ],
    )
    def test_other_code_is_in_one_piece(self, how, code):
        pasted = replace(REMOVED, code=code, code_place=CodePlace(how, "pkg/a.py", 3))
        assert [code for _, code in pastes_of(pasted, "v1.4.0")] == [code]

    def test_code_without_a_place(self):
        assert list(pastes_of(replace(REMOVED, code="import b\n\nb.c()", code_place=None), "")) == [
            ("", "import b\n\nb.c()")
        ]

    def test_no_code(self):
        assert list(pastes_of(replace(REMOVED, code="", code_place=None), "")) == []
