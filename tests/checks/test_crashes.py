"""A rule that crashes hides nothing of what the others find, and no report looks complete."""

from __future__ import annotations

import json
import platform
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import msgspec
import pytest

import unbroken as package
from tests.checkout import git, stage, write
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.policy.deprecation.checks import DeprecationChecks
from unbroken.policy.deprecation.remedies import Remedies
from unbroken.rules import registry, run_rules
from unbroken.rules.base import PairRule

BREAK = {"pkg/__init__.py": "def f(b=1): ...\n", "pkg/data.py": "def load(path): ...\n"}
VERSIONS = (
    f"unbroken {package.__version__}, Python {platform.python_version()}, {platform.system()}"
)


@pytest.fixture
def broken(library):
    """A break is staged: parameters of two functions were removed."""
    stage(library, BREAK)
    return library


def crash(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception, at: str = "") -> int:
    """Let a rule crash on an object (on all without one); return the line where it does."""
    rule = registry.all_rules()[name]

    def check(*given: object) -> Iterator[Finding]:
        if not at or not isinstance(given[0], Pair) or given[0].path == at:
            raise type(error)(*error.args)
        yield from rule.check(*given)

    changed = msgspec.structs.replace(rule, check=check)
    is_pair_rule = isinstance(rule, PairRule)
    known = registry.pair_rules() if is_pair_rule else registry.metadata_rules()
    rules = tuple(changed if other.name == name else other for other in known)
    asked = "_rules_for" if is_pair_rule else "metadata_rules"
    monkeypatch.setattr(run_rules, asked, lambda **kind: rules)
    return check.__code__.co_firstlineno + 2


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
def test_other_findings_are_shown_and_the_exit_code_is_2(broken, unbroken, monkeypatch, command):
    line = crash(monkeypatch, "default-changed", ValueError("\x1b[31m"), at="pkg.data.load")
    said = unbroken(command)
    assert (said.code, said.err) == (2, "")
    assert "error[parameter-removed] pkg.f: parameter 'a' was removed\n" in said.out
    assert "error[parameter-removed] pkg.data.load: parameter 'limit' was removed\n" in said.out
    assert (
        "pkg/data.py:1:1: crash[default-changed] pkg.data.load: it is not known what the rule "
        r"default-changed finds here, because of ValueError: \x1b[31m at "
        f"test_crashes.py:{line} in check, run_rules.py:" in said.out
    )
    assert (
        "unbroken: a crash is a bug in unbroken: please report it with the line above and these "
        f"versions: {VERSIONS}\n" in said.out
    )
    assert said.closing.startswith(
        "unbroken: pkg: not all is known, because a rule crashed; else 2 errors; "
    )


def test_crash_alone_is_not_called_no_breaks(library, unbroken, monkeypatch):
    stage(library, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
    assert unbroken("check").code == 0
    crash(monkeypatch, "default-changed", RuntimeError("x"), at="pkg.data.load")
    said = unbroken("check", "--quiet")
    assert said.code == 2
    assert said.out.startswith("pkg/data.py:1:1: crash[default-changed] pkg.data.load: ")
    assert unbroken("check").closing.startswith(
        "unbroken: pkg: not all is known, because a rule crashed; else no breaks; 1 changed file "
    )


def test_crash_of_the_same_kind_is_said_once(broken, unbroken, monkeypatch):
    crash(monkeypatch, "default-changed", RuntimeError("x"))
    said = unbroken("check")
    (line,) = (line for line in said.out.splitlines() if "crash[" in line)
    assert line.endswith(" (and of 3 other objects)")


def test_chain_that_is_too_deep_is_not_called_a_bug(broken, unbroken, monkeypatch):
    crash(monkeypatch, "default-changed", RecursionError("x"), at="pkg.f")
    said = unbroken("check")
    assert said.code == 2
    assert (
        "pkg/__init__.py:1:1: crash[default-changed] pkg.f: it is not known what the rule "
        "default-changed finds here, because of an import, alias or inheritance chain is too deep "
        "to resolve\n" in said.out
    )
    assert "bug in unbroken" not in said.out


def test_crash_of_a_policy_is_said(broken, unbroken, monkeypatch):
    stage(broken, {"pkg/data.py": ""})

    with_remedy = Remedies.with_remedy

    def crashing(remedies: Remedies, pair: Pair, finding: Finding) -> Finding:
        if pair.path == "pkg.data.load":
            raise RuntimeError("x")
        return with_remedy(remedies, pair, finding)

    monkeypatch.setattr(Remedies, "with_remedy", crashing)
    said = unbroken("check")
    assert said.code == 2
    assert "error[parameter-removed] pkg.f: " in said.out
    assert (
        "crash[every rule] pkg.data.load: it is not known what the rules find here, because of "
        "RuntimeError: x at test_crashes.py:" in said.out
    )


def test_crash_of_a_rule_about_metadata_is_said(library, unbroken, monkeypatch):
    scripts = '[project]\nname = "pkg"\nversion = "1.0"\nrequires-python = ">=3.13"\n'
    stage(library, {"pyproject.toml": scripts})
    crash(monkeypatch, "requires-python-raised", RuntimeError("x"))
    for command in ("check", "full"):
        said = unbroken(command)
        assert said.code == 2
        assert "pyproject.toml:1:1: crash[requires-python-raised] pkg: it is not known" in said.out


def test_crash_of_a_check_of_deprecations_is_said(library, unbroken, monkeypatch):
    deprecated = "from warnings import deprecated\n\n\n@deprecated('Gone.')\ndef {}(): ...\n"
    stage(library, {"pkg/a.py": deprecated.format("g"), "pkg/data.py": deprecated.format("h")})
    check = DeprecationChecks._incomplete

    def crashing(self: DeprecationChecks, announced: object) -> object:
        if self.own(self.surface.resolve("pkg.a.g")) is announced:  # type: ignore[arg-type]
            raise RuntimeError("x")
        return check(self, announced)  # type: ignore[arg-type]

    before = unbroken("deprecations", "--verbose")
    assert "[deprecation-malformed] pkg.data.h: " in before.out
    monkeypatch.setattr(DeprecationChecks, "_incomplete", crashing)
    said = unbroken("deprecations", "--verbose")
    assert said.code == 2
    assert "[deprecation-malformed] pkg.data.h: " in said.out
    assert "crash[deprecation-malformed] pkg.a.g: it is not known" in said.out
    assert "not all is known, because a rule crashed; else " in said.closing


def test_diff_says_it_as_well(tmp_path, unbroken, monkeypatch):
    write(tmp_path, {"old/pkg/__init__.py": "def f(a, b=1): ...\n"})
    write(tmp_path, {"new/pkg/__init__.py": "def f(a): ...\n"})
    crash(monkeypatch, "default-changed", RuntimeError("x"))
    said = unbroken("diff", str(tmp_path / "old"), str(tmp_path / "new"))
    assert said.code == 2
    assert "error[parameter-removed] pkg.f: " in said.out
    assert "crash[default-changed] pkg: " in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("accept", "--all", "--reason", "x"),
        ("bump",),
        ("notes", "v1.0.0..HEAD"),
        ("selftest",),
        ("init",),
        ("commit-msg", "message"),
    ],
)
def test_commands_that_decide_by_the_findings_refuse(broken, unbroken, monkeypatch, arguments):
    (broken / "message").write_text("Change it\n")
    if arguments[0] == "notes":
        git(broken, "commit", "--quiet", "--message", "x")
    crash(monkeypatch, "default-changed", RuntimeError("x"))
    said = unbroken(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "unbroken: nothing was decided, because the rule default-changed crashed on pkg"
    )
    assert said.err.endswith("; `unbroken full` shows what else is found\n")


def test_error_that_says_what_to_do_is_no_crash(broken, unbroken, monkeypatch):
    crash(monkeypatch, "default-changed", package.UnbrokenError("the cure"))
    assert unbroken("check") == (2, "", "unbroken: the cure\n")


class TestFormats:
    @pytest.fixture
    def say(self, broken, unbroken, monkeypatch):
        crash(monkeypatch, "default-changed", RuntimeError("</x>\n::warning::"), at="pkg.f")

        def run(form: str) -> str:
            said = unbroken("check", "--format", form)
            assert (said.code, said.err) == (2, "")
            assert all(line.isprintable() for line in said.out.split("\n"))
            return said.out

        return run

    def test_json(self, say):
        report = json.loads(say("json"))
        (found,) = report["summary"]["crashes"]
        assert found.pop("places")[0].startswith("test_crashes.py:")
        assert found == {
            "rule": "default-changed",
            "object": "pkg.f",
            "path": "pkg/__init__.py",
            "line": 1,
            "column": 1,
            "error": "RuntimeError: </x>\n::warning::",
        }
        assert len(report["findings"]) == 2

    def test_sarif(self, say):
        (run,) = json.loads(say("sarif"))["runs"]
        (invocation,) = run["invocations"]
        assert invocation["executionSuccessful"] is False
        (notification,) = invocation["toolExecutionNotifications"]
        assert notification["level"] == "error"
        assert notification["message"]["text"].startswith("pkg.f: it is not known what the rule ")
        assert len(run["results"]) == 2

    def test_junit(self, say):
        (suite,) = ElementTree.fromstring(say("junit"))
        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "1")
        (error,) = suite.iter("error")
        assert error.get("message", "").startswith("it is not known what the rule default-changed")
        assert error.text == "pkg/__init__.py:1:1"

    def test_github(self, say):
        lines = say("github").splitlines()
        assert len(lines) == 3
        assert lines[2].startswith(
            "::error file=pkg/__init__.py,line=1,col=1,title=crash%3A pkg.f::it is not known what "
        )

    def test_azure(self, say):
        lines = say("azure").splitlines()
        assert lines[2].startswith(
            "##vso[task.logissue type=error;sourcepath=pkg/__init__.py;linenumber=1;"
            "columnnumber=1;code=crash;]pkg.f: it is not known what "
        )

    def test_gitlab(self, say):
        issues = json.loads(say("gitlab"))
        assert [issue["severity"] for issue in issues] == ["major", "major", "blocker"]
        assert issues[2]["location"] == {"path": "pkg/__init__.py", "lines": {"begin": 1, "end": 1}}

    def test_markdown(self, say):
        text = say("markdown")
        assert text.startswith("### Not everything could be checked in pkg\n")
        assert "- pkg/\\_\\_init\\_\\_.py:1:1: crash\\[default-changed\\] pkg.f: it is not" in text

    def test_concise(self, say):
        assert "crash[default-changed] pkg.f: it is not known" in say("concise")


def test_programs_are_told(broken, monkeypatch):
    crash(monkeypatch, "default-changed", RuntimeError("x"), at="pkg.f")
    (outcome,) = package.check()
    assert [(found.rule, found.object) for found in outcome.crashes] == [
        ("default-changed", "pkg.f")
    ]
