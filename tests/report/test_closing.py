"""What makes a run fail, and how findings are counted."""

from __future__ import annotations

import pytest

from unbroken.baseline.baseline import Baseline
from unbroken.checks.outcome import Outcome
from unbroken.config.config import Config, Settings
from unbroken.model.finding import Finding
from unbroken.report.closing import blocking, closing_line, summary


def finding(level: str = "error", *, introduced: bool = True, accepted: bool = False) -> Finding:
    return Finding(
        rule="function-removed",
        level=level,
        object="pkg.f",
        path="a.py",
        line=1,
        end_line=1,
        message="gone",
        introduced=introduced,
        accepted=accepted,
    )


BASELINE = Baseline("release", "v\x1b1", "0" * 40, "1", "the latest release")


def outcome(*findings: Finding, whole_run: bool = False, **settings: object) -> Outcome:
    config = Config(Settings(**settings))
    return Outcome(
        config,
        ("pkg",),
        [*findings],
        BASELINE,
        "the index",
        "libcst",
        1,
        1,
        False,
        "",
        0.5,
        whole_run,
    )


STANDING = finding(introduced=False)

BLOCKS = [
    ("an error", outcome(finding()), False, 1),
    ("a warning", outcome(finding("warning")), False, 0),
    ("a warning when strict", outcome(finding("warning")), True, 1),
    ("a warning when the table is strict", outcome(finding("warning"), strict=True), False, 1),
    ("a note", outcome(finding("note")), True, 0),
    ("accepted", outcome(finding(accepted=True)), True, 0),
    ("standing", outcome(STANDING), False, 0),
    ("standing in a run of everything", outcome(STANDING, whole_run=True), False, 1),
    ("standing, all count", outcome(STANDING, fail_on="all"), False, 1),
    (
        "standing in a run of everything, introduced ones count",
        outcome(STANDING, finding(), whole_run=True, fail_on="introduced"),
        False,
        1,
    ),
]


@pytest.mark.parametrize(
    ("name", "of", "strict", "number"), BLOCKS, ids=[each[0] for each in BLOCKS]
)
def test_blocking(name, of, strict, number):
    assert len(blocking(of, strict=strict)) == number


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "no breaks"),
        ([finding()], "1 error"),
        ([finding("note"), finding("warning"), finding()], "1 error, 1 warning, 1 note"),
        ([finding(), STANDING, STANDING], "3 errors (2 standing)"),
        ([finding("warning"), finding("warning")], "2 warnings"),
    ],
)
def test_summary(findings, said):
    assert summary(findings) == said


def test_the_line_lets_nothing_through():
    assert closing_line(outcome()._replace(new="\x1b[31m", note="\u202e")) == (
        "unbroken: pkg: no breaks; 1 file and 1 public object of \\x1b[31m compared with v\\x1b1 "
        "(the latest release), changed files only (libcst) because \\u202e; 0.50 s"
    )
