"""The formats of `unbroken impact`: complete texts, and what hostile source cannot do."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from unbroken.impact.analysis import Impact
from unbroken.impact.site import Edit, Site
from unbroken.report.formats import FORMATS
from unbroken.report.impact import ImpactReport, impact_lines
from unbroken.report.impact_formats import render_impact

GOLDEN = Path(__file__).parent / "golden"
SPAN = {"line": 4, "column": 1, "end_line": 5, "end_column": 2}
CALL = Site(
    path="app/main.py",
    line=4,
    column=1,
    end_line=5,
    kind="call",
    certainty="proven",
    object="lib.f",
    code="lib.f(1, b=2)",
    before="1 -> a",
    error="TypeError: f() got an unexpected keyword argument 'b'",
    edits=(Edit(kind="rename-keyword", old="b", new="c", **SPAN),),
)
CAUGHT = Site(
    path="app/main.py",
    line=9,
    column=5,
    end_line=9,
    kind="attribute",
    certainty="possible",
    object="lib._x",
    code="lib._x",
    before="",
    error="AttributeError: module 'lib' has no attribute '_x'",
    reason="an exception handler catches the error",
    is_private=True,
)
NOTE = Site(
    path="app/main.py",
    line=10,
    column=1,
    end_line=10,
    kind="call",
    certainty="note",
    object="lib.h",
    code="lib.h(1, 2)",
    before="",
    error="argument 2 was collected in '*rest' and is now 'b'",
)
HOSTILE = Site(
    path="app/\x1b[31m`::error::\n<b>.py",
    line=1,
    column=1,
    end_line=1,
    kind="import",
    certainty="proven",
    object="lib.]]>&\u202e",
    code="from lib import x  # ``` \x1b[2J ::error::%0A ##vso[task.logissue]",
    before="\x07",
    error="ImportError: <script>&amp; ]]> \u202e",
)


def report_of(*sites: Site, verbose: bool = False) -> ImpactReport:
    impact = Impact(downstream="app", sites=sites, files=3, mentioning=2, read=2, unresolved=1)
    return ImpactReport(
        impacts=(impact,),
        old="v1",
        new="v2",
        packages=("lib",),
        untouched=(1, 2),
        verbose=verbose,
    )


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_report_is_the_golden_file(form):
    """`UPDATE_GOLDEN=1` writes the files; look at the difference before you commit it."""
    text = render_impact(form, report_of(CALL, CAUGHT, NOTE, verbose=True))
    file = GOLDEN / f"impact-{form}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_proven_is_reported_when_verbose(form):
    sites = (CALL, CAUGHT, NOTE)
    quiet, verbose = (
        render_impact(form, report_of(*sites, verbose=verbose)) for verbose in (False, True)
    )
    assert "lib._x" in verbose.replace("\\", "")
    assert ("lib._x" in quiet) == (form == "json")


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_control_characters_through(form):
    text = render_impact(form, report_of(HOSTILE, verbose=True))
    assert all(line.isprintable() for line in text.split("\n"))


def test_commands_of_build_systems_are_one_line_a_site():
    sites = (HOSTILE, CALL)
    github = render_impact("github", report_of(*sites)).splitlines()
    assert [line.partition(" ")[0] for line in github] == ["::error", "::error"]
    azure = render_impact("azure", report_of(*sites)).splitlines()
    assert [line.partition(" ")[0] for line in azure] == ["##vso[task.logissue"] * 2


@pytest.mark.parametrize("form", ["github", "azure"])
def test_no_sites_are_no_commands(form):
    assert render_impact(form, report_of()) == ""


def test_junit_counts_what_it_has():
    (suite,) = ElementTree.fromstring(
        render_impact("junit", report_of(CALL, CAUGHT, HOSTILE, verbose=True))
    )
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "2", "1")
    assert len(suite.findall("testcase/failure")) == 2
    (empty,) = ElementTree.fromstring(render_impact("junit", report_of()))
    assert [case.get("name") for case in empty] == ["no breaks"]


def test_gitlab_fingerprints_do_not_depend_on_lines():
    from msgspec.structs import replace

    first, second = (
        json.loads(render_impact("gitlab", report_of(replace(CALL, line=line, end_line=line))))
        for line in (4, 40)
    )
    assert first[0]["fingerprint"] == second[0]["fingerprint"]
    assert first[0]["location"]["lines"] == {"begin": 4, "end": 4}


def test_sarif_results_have_their_rules():
    (run,) = json.loads(render_impact("sarif", report_of(CALL, HOSTILE)))["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [rule["id"] for rule in rules] == ["impact-call", "impact-import"]


@pytest.mark.parametrize(
    ("untouched", "line"),
    [
        ((1, 1), "the one break of the public API breaks no code here"),
        ((0, 1), "the one break of the public API breaks code here"),
        ((3, 3), "none of the 3 breaks of the public API breaks code here"),
        ((2, 3), "1 of the 3 breaks of the public API breaks code here"),
        ((1, 3), "2 of the 3 breaks of the public API break code here"),
        ((0, 3), "all 3 breaks of the public API break code here"),
    ],
)
def test_last_line_says_how_many_breaks_matter(untouched, line):
    report = ImpactReport((), "1.0", "2.0", ("lib",), untouched)
    assert impact_lines(report) == [f"unbroken: {line}"]
