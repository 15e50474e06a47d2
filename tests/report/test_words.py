"""Where the code of a finding is to be pasted, in words."""

from __future__ import annotations

import pytest

from tests.report.outcomes import REMOVED
from unbroken.model.finding import CodePlace
from unbroken.report.words import paste_at


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
