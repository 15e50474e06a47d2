"""The closing line, and how it counts findings."""

from __future__ import annotations

import pytest

from unbroken.baseline.baseline import Baseline
from unbroken.checks.outcome import Outcome
from unbroken.config.config import Config, Settings
from unbroken.model.finding import Finding
from unbroken.report.closing import closing_line, summary


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


def outcome(*findings: Finding) -> Outcome:
    return Outcome(
        config=Config(Settings()),
        packages=("pkg",),
        findings=[*findings],
        baseline=BASELINE,
        new="the index",
        how="libcst",
        files=1,
        objects=1,
        whole=False,
        note="",
        seconds=0.5,
    )


PRE_EXISTING = finding(introduced=False)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "no breaks"),
        ([finding()], "1 error"),
        ([finding("note"), finding("warning"), finding()], "1 error, 1 warning, 1 note"),
        ([finding(), PRE_EXISTING, PRE_EXISTING], "3 errors (2 pre-existing)"),
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
