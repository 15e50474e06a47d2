"""The formats of the report: complete texts, schemas, and what hostile source cannot do."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from tests.checkout import commit, repository
from tests.report.outcomes import HOSTILE, NOTHING, OUTCOME, REMOVED
from unbroken.report.formats import FORMATS, render
from unbroken.report.json import report_schema
from unbroken.report.options import ReportOptions
from unbroken.report.results import Result

GOLDEN = Path(__file__).parent / "golden"
OPTIONS = ReportOptions()


@pytest.mark.parametrize("form", FORMATS)
def test_report_is_the_golden_file(form):
    """`UPDATE_GOLDEN=1` writes the files; look at the difference before you commit it."""
    text = render(form, [OUTCOME], OPTIONS)
    file = GOLDEN / f"{form}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_control_characters_through(form):
    text = render(form, [OUTCOME], OPTIONS._replace(verbose=True))
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("form", FORMATS)
def test_notes_are_reported_when_verbose(form):
    quiet, verbose = (
        render(form, [OUTCOME], OPTIONS._replace(verbose=verbose)) for verbose in (False, True)
    )
    assert "default-changed" in verbose
    assert ("default-changed" in quiet) == (form == "json")


def test_json_has_the_published_schema():
    for outcomes in ([OUTCOME], [NOTHING], [OUTCOME, NOTHING], []):
        jsonschema.validate(json.loads(render("json", outcomes, OPTIONS)), report_schema())
    broken = json.loads(render("json", [OUTCOME], OPTIONS))
    broken["findings"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, report_schema())


class TestGithub:
    def test_each_finding_is_one_command(self):
        lines = render("github", [OUTCOME], OPTIONS).splitlines()
        assert len(lines) == 4
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in lines)

    def test_findings_that_do_not_count_are_notices(self):
        lines = render("github", [OUTCOME], OPTIONS).splitlines()
        assert [line.split()[0] for line in lines] == [
            "::error", "::warning", "::notice", "::notice",
        ]  # fmt: skip

    def test_properties_and_message_can_be_read_back(self):
        line = render("github", [OUTCOME], OPTIONS).splitlines()[0]
        head, _, message = line.removeprefix("::error ").partition("::")
        properties = dict(part.split("=", 1) for part in head.split(","))
        assert unquote(properties["file"]) == REMOVED.path
        assert unquote(properties["title"]) == "parameter-removed: pkg.f"
        assert unquote(message) == Result(REMOVED, counts=True).text

    def test_nothing_found_says_nothing(self):
        assert render("github", [NOTHING], OPTIONS) == ""


class TestGitlab:
    def test_issues_have_what_gitlab_requires(self):
        issues = json.loads(render("gitlab", [OUTCOME], OPTIONS))
        assert len(issues) == 4
        for issue in issues:
            assert {"description", "check_name", "fingerprint", "severity", "location"} == set(
                issue
            )
            assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert issue["location"]["lines"]["begin"] >= 1
        assert [issue["severity"] for issue in issues] == ["major", "minor", "info", "info"]

    def test_fingerprints_are_unique_and_do_not_depend_on_lines(self):
        issues = json.loads(render("gitlab", [OUTCOME], OPTIONS))
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        moved = [
            type(finding)(**{**vars_of(finding), "line": 77, "message": "other words"})
            for finding in OUTCOME.findings
        ]
        other = json.loads(render("gitlab", [OUTCOME._replace(findings=moved)], OPTIONS))
        assert [issue["fingerprint"] for issue in other] == [
            issue["fingerprint"] for issue in issues
        ]

    def test_nothing_found_is_an_empty_array(self):
        assert json.loads(render("gitlab", [NOTHING], OPTIONS)) == []


def vars_of(finding: object) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__struct_fields__}  # type: ignore[attr-defined]


class TestSarif:
    def run(self, *outcomes):
        log = json.loads(render("sarif", outcomes or (OUTCOME,), OPTIONS))
        assert log["version"] == "2.1.0"
        (run,) = log["runs"]
        return run

    def test_rules_are_those_of_the_results(self):
        run = self.run()
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len({rule["id"] for rule in rules}) == len(rules) == 4
        for rule in rules:
            assert rule["shortDescription"]["text"]
            assert rule["help"]["text"]
            assert rule["helpUri"].endswith(f"docs/rules.md#{rule['id']}")

    def test_places_are_percent_encoded_and_regions_are_in_order(self):
        results = self.run()["results"]
        assert len(results) == 4
        for result in results:
            (location,) = result["locations"]
            artifact = location["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"[\w./%~-]+", artifact["uri"])
            region = location["physicalLocation"]["region"]
            assert 1 <= region["startLine"] <= region["endLine"]

    def test_accepted_findings_are_suppressed_and_pre_existing_ones_unchanged(self):
        results = self.run()["results"]
        states = [(result["baselineState"], "suppressions" in result) for result in results]
        assert states == [("new", False), ("new", False), ("new", True), ("unchanged", False)]
        assert results[2]["suppressions"] == [
            {"kind": "external", "justification": "nobody used it"}
        ]

    def test_nothing_found_is_a_run_without_results(self):
        assert self.run(NOTHING)["results"] == []


class TestJunit:
    def suite(self, outcome):
        root = ElementTree.fromstring(render("junit", [outcome], OPTIONS))
        (suite,) = root
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
        return suite

    def test_only_blocking_findings_are_failures(self):
        suite = self.suite(OUTCOME)
        assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "3")
        (failure,) = suite.findall("testcase/failure")
        assert failure.get("type") == "parameter-removed"
        assert failure.text == f"pkg/a, b.py:3:5\n{Result(REMOVED, counts=True).text}"

    def test_hostile_text_stays_text(self):
        skipped = self.suite(OUTCOME).findall("testcase/skipped")[0]
        assert skipped.text.endswith(Result(HOSTILE, counts=True).text)

    def test_project_without_findings_has_a_test_that_passes(self):
        (case,) = self.suite(NOTHING)
        assert (case.get("classname"), case.get("name"), len(case)) == ("pkg", "no breaks", 0)


class TestMarkdown:
    def test_nothing_found(self):
        assert render("markdown", [NOTHING], OPTIONS) == (
            "### No blocking API breaks in pkg\n\n"
            "<sub>unbroken: pkg: no breaks; 1 changed file of the index compared with v1.0 "
            "\\(the latest release\\); 0.50 s</sub>\n\n"
        )

    def test_source_text_cannot_be_markup(self):
        text = render("markdown", [OUTCOME], OPTIONS)
        assert "<b>" not in text
        assert "\\@everyone" in text
        assert "- **warning** `constant-value-changed`" in text


class TestAzure:
    def test_each_finding_is_one_command(self):
        lines = render("azure", [OUTCOME], OPTIONS).splitlines()
        assert len(lines) == 4
        assert all(line.startswith("##vso[task.logissue type=") for line in lines)
        kinds = [re.search(r"type=(\w+);", line)[1] for line in lines]
        assert kinds == ["error", "warning", "warning", "warning"]

    def test_hostile_path_cannot_end_the_command(self):
        line = render("azure", [OUTCOME], OPTIONS).splitlines()[1]
        assert "sourcepath=pkg/\\u202e%5D%3B.py;" in line
        assert line.count("]") - line.partition("]")[2].count("]") == 1


class TestText:
    def test_quiet_shows_only_what_blocks(self):
        text = render("concise", [OUTCOME], OPTIONS._replace(quiet=True))
        assert text == (
            "pkg/a, b.py:3:5: error[parameter-removed] pkg.f: parameter 'x' was removed\n"
        )
        assert render("full", [NOTHING], OPTIONS._replace(quiet=True)) == ""

    def test_statistics_count_each_rule(self):
        text = render("concise", [OUTCOME, OUTCOME], OPTIONS._replace(statistics=True))
        assert text.splitlines()[-5:] == [
            "2 class-removed",
            "2 constant-value-changed",
            "2 default-changed",
            "2 function-removed",
            "2 parameter-removed",
        ]
        assert render("full", [NOTHING], OPTIONS._replace(statistics=True)).count("\n") == 1


def test_json_says_which_findings_belong_to_which_project(tmp_path, monkeypatch, unbroken):
    files = {}
    for name in ("one", "two"):
        files[f"{name}/pyproject.toml"] = f'[project]\nname = "{name}"\n[tool.unbroken]\n'
        files[f"{name}/{name}.py"] = "def f(): ...\n"
    folder = repository(tmp_path / "mono", files, "one-v1.0", "two-v2.0")
    commit(folder, {"two/two.py": "", "one/one.py": ""})
    monkeypatch.chdir(folder)
    document = json.loads(unbroken("full", "--format", "json").out)
    projects = [
        (
            project["folder"],
            project["packages"],
            project["baseline"]["ref"],
            [document["findings"][position]["object"] for position in project["findings"]],
        )
        for project in document["projects"]
    ]
    assert projects == [
        ("one", ["one"], "one-v1.0", ["one.f"]),
        ("two", ["two"], "two-v2.0", ["two.f"]),
    ]
