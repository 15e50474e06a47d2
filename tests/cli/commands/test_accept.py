"""Breaks made on purpose: written down by the command or in a comment, valid for one release."""

from __future__ import annotations

import os
import re

import pytest

from tests.checkout import commit, git, write
from tests.conftest import CommandOutput
from unbroken.cli.main import main

OLD = """\
def f(a, b=1, c=2): ...


class A:
    limit: int = 1

    def m(self, x): ...

    def n(self): ...
"""
LOST = "pkg/api.py:1:1: error[parameter-removed] pkg.api.f: parameter 'b' was removed"
ENTRY = """\
[[tool.unbroken.accept]]
object = "pkg.api.f"
rule = "parameter-removed"
parameter = "b"
since = "1.0.0"
reason = "agreed in #12"
"""


@pytest.fixture
def cli(library, capsys):
    """Run a command line in a library that was released, whose files it may change."""
    commit(library, {"pkg/api.py": OLD})
    git(library, "tag", "--force", "v1.0.0")

    def run(*arguments: str) -> CommandOutput:
        capsys.readouterr()
        code = main(arguments)
        out, err = (re.sub(r"\d+\.\d\d s$", "0.00 s", e, flags=re.M) for e in capsys.readouterr())
        assert "Traceback" not in out + err
        return CommandOutput(code, out, err)

    return run


def without(old: str, new: str = "") -> dict[str, str]:
    assert old in OLD
    return {"pkg/api.py": OLD.replace(old, new, 1)}


def findings(result: CommandOutput) -> list[str]:
    """Return the first line of every finding, without its place."""
    lines = (line.partition(": ") for line in result.out.splitlines() if not line.startswith(" "))
    return [after for _, _, after in lines if re.match(r"\w+\[", after)]


class TestCommand:
    def test_accepted_break_passes(self, cli, library):
        write(library, without(" b=1,"))
        assert cli("check").code == 1
        before = (library / "pyproject.toml").read_text()
        result = cli("accept", "pkg.api.f", "--reason", "agreed in #12")
        assert result == CommandOutput(
            0,
            "unbroken: accepted 1 break since 1.0.0 in pyproject.toml:\n"
            "  parameter-removed pkg.api.f (b)\n"
            "Commit it with your change: git add pyproject.toml\n",
            "",
        )
        assert (library / "pyproject.toml").read_text() == f"{before}\n{ENTRY}"
        result = cli("check")
        assert result.code == 0
        assert result.out.startswith(
            "unbroken: accepted: pkg.api.f (--show-accepted shows why)\n"
            "unbroken: pkg: 1 error (1 accepted); "
        )
        for option in ("--show-accepted", "--verbose"):
            result = cli("check", option)
            assert f"{LOST} (accepted: agreed in #12)\n" in result.out
            assert "unbroken: accepted" not in result.out
        assert cli("check", "--quiet").out == ""

    def test_next_break_of_the_same_kind_fails(self, cli, library):
        write(library, without(" b=1,"))
        cli("accept", "--all", "--reason", "agreed in #12")
        write(library, without(" b=1, c=2"))
        result = cli("check", "--show-accepted")
        assert result.code == 1
        assert [finding.partition(": ")[2] for finding in findings(result)] == [
            "parameter 'b' was removed (accepted: agreed in #12)",
            "parameter 'c' was removed",
        ]
        assert [finding.partition(": ")[2] for finding in findings(cli("check"))] == [
            "parameter 'c' was removed",
        ]

    def test_acceptance_expires_with_the_next_release(self, cli, library):
        write(library, without(" b=1,"))
        cli("accept", "--all", "--reason", "agreed in #12")
        commit(library, {}, "v1.1.0")
        # The parameter came back, and goes again: that is another break.
        commit(library, {"pkg/api.py": OLD}, "v1.1.1")
        write(library, without(" b=1,"))
        result = cli("check")
        assert result.code == 1
        assert result.out.startswith(f"{LOST}\n")
        assert (
            "pyproject.toml:5:1: warning[unused-acceptance] pkg.api.f: acceptance of "
            "parameter-removed matches nothing: it was accepted against 1.0.0, and the baseline "
            "is now 1.1.1\n"
            "  do:     Remove the entry: `unbroken accept --prune` does.\n"
        ) in result.out
        # Accepted anew, the old entry goes and the new one stays.
        assert cli("accept", "--all", "--reason", "again").code == 0
        assert cli("accept", "--prune").out == (
            "unbroken: removed 1 entry of pyproject.toml that accepted nothing:\n"
            "  parameter-removed pkg.api.f (b)\n"
        )
        assert ENTRY not in (library / "pyproject.toml").read_text()
        assert cli("check").code == 0

    def test_staged_change_is_accepted(self, cli, library):
        write(library, without(" b=1,"))
        git(library, "add", "--all")
        write(library, {"pkg/api.py": OLD.replace(" b=1,", "").replace("limit: int = 1\n", "")})
        assert cli("accept", "--all", "--reason", "x").out.count("\n  ") == 1

    @pytest.mark.parametrize("table", ["", '[tool.unbroken]\nfail-on = "introduced"\n'])
    def test_pre_existing_breaks_are_accepted_only_with_full(self, cli, library, table):
        commit(library, {**without(" b=1,"), "pyproject.toml": table})
        write(library, {"pkg/__init__.py": "def f(a): ...\n"})
        git(library, "add", "--all")
        assert "pkg.api" not in cli("accept", "--all", "--reason", "x", "--dry-run").out
        result = cli("accept", "--all", "--full", "--reason", "x")
        assert result.out.splitlines()[1:-1] == [
            "  parameter-removed pkg.f (b)",
            "  parameter-removed pkg.api.f (b)",
        ]

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["pkg.api.f"], "f"),
            (["pkg.**"], "f m"),
            (["pkg.api.A.*", "pkg.api.f"], "f m"),
            (["**.m"], "m"),
            (["--all"], "f m"),
            (["--all", "--rule", "method-removed"], "m"),
            (["--all", "--rule", "method-removed", "--rule", "parameter-removed"], "f m"),
            (["--all", "--strict"], "f limit m"),
            (["--all", "--strict", "--rule", "attribute-type-changed"], "limit"),
        ],
    )
    def test_arguments_choose_the_findings(self, cli, library, arguments, expected):
        new = OLD.replace(" b=1,", "").replace("limit: int", "limit: str")
        write(library, {"pkg/api.py": new.replace("    def m(self, x): ...\n", "")})
        result = cli("accept", *arguments, "--reason", "x", "--dry-run")
        assert result.out.startswith("unbroken: this would be added to pyproject.toml:\n\n[[tool.")
        objects = re.findall(r'^object = ".*\.(\w+)"$', result.out, flags=re.M)
        assert sorted(objects) == expected.split()
        assert "accept" not in (library / "pyproject.toml").read_text()

    def test_any_public_path_of_the_object_is_enough(self, cli, library):
        exports = "from pkg._impl import f\nfrom pkg._impl import f as also\n"
        commit(library, {"pkg/__init__.py": exports, "pkg/_impl.py": OLD}, "v1.1.0")
        write(library, {"pkg/_impl.py": OLD.replace(" b=1,", "")})
        assert cli("accept", "pkg.also", "--reason", "x").out.splitlines()[1] == (
            "  parameter-removed pkg.f (b)"
        )

    def test_nothing_to_accept_exits_1(self, cli, library):
        result = cli("accept", "--all", "--reason", "x")
        assert result.code == 1
        assert result.out.startswith("unbroken: nothing was accepted: nothing stops the check\n")
        assert result.closing.startswith("unbroken: pkg: no breaks; ")
        write(library, without(" b=1,"))
        result = cli("accept", "pkg.f", "--reason", "x")
        assert result.code == 1
        assert result.out.startswith(
            "unbroken: nothing was accepted: nothing of that name stops the check, but these do: "
            "pkg.api.f (parameter-removed)\n"
        )
        assert "accept" not in (library / "pyproject.toml").read_text()

    @pytest.mark.parametrize("argument", ["pkg.api.f", "--all"])
    def test_break_that_is_accepted_exits_1_and_says_so(self, cli, library, argument):
        write(library, without(" b=1,"))
        assert cli("accept", "pkg.api.f", "--reason", "x").code == 0
        before = (library / "pyproject.toml").read_text()
        result = cli("accept", argument, "--reason", "y")
        assert result.code == 1
        assert result.out.startswith(
            "unbroken: nothing was accepted: already accepted: pkg.api.f (parameter-removed)\n"
        )
        assert (library / "pyproject.toml").read_text() == before

    def test_unparsable_file_cannot_be_accepted(self, cli, library):
        write(library, {"pkg/api.py": "def f(:\n"})
        assert cli("accept", "--all", "--reason", "x").code == 1

    @pytest.mark.parametrize(
        ("arguments", "result"),
        [
            ([], "name the objects whose breaks are accepted, or accept all of them with --all"),
            (["--all"], 'give the reason, for those who read it later: --reason "…"'),
            (
                ["--all", "--reason", "…"],
                'give the reason, for those who read it later: --reason "…"',
            ),
            (
                ["--all", "--reason", " "],
                'give the reason, for those who read it later: --reason "…"',
            ),
            (
                ["--all", "--reason", "\udcff"],
                "--reason: is not in the encoding of the terminal",
            ),
            (
                ["f", "--all", "--reason", "x"],
                "name the objects whose breaks are accepted, or accept all of them with --all",
            ),
            (
                ["--all", "--reason", "x", "--rule", "method-remove"],
                "--rule: unknown rule 'method-remove'; did you mean 'method-removed'?",
            ),
            (
                ["--prune", "--all"],
                "accept --prune takes no objects, no --all, no --rule and no --reason",
            ),
        ],
    )
    def test_conflicting_arguments_exit_2(self, cli, arguments, result):
        assert cli("accept", *arguments) == CommandOutput(2, "", f"unbroken: {result}\n")

    def test_unwritable_file_exits_2(self, cli, library, monkeypatch):
        write(library, without(" b=1,"))
        monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
        result = cli("accept", "--all", "--reason", "x")
        assert result == CommandOutput(
            2, "", "unbroken: pyproject.toml: cannot be changed: Permission denied\n"
        )

    def test_missing_pyproject_is_created(self, cli, library):
        commit(library, {"pyproject.toml": None, "setup.py": ""})
        write(library, without(" b=1,"))
        assert cli("accept", "--all", "--reason", "agreed in #12", "--dry-run").code == 0
        assert not (library / "pyproject.toml").exists()
        assert cli("accept", "--all", "--reason", "agreed in #12").code == 0
        assert (library / "pyproject.toml").read_text() == ENTRY
        assert cli("check").code == 0

    @pytest.mark.parametrize("name", ["pkg.api", "pkg", "pkg.api.f", "pkg.**"])
    def test_name_stands_for_all_that_is_in_it(self, cli, library, name):
        write(library, without(" b=1,"))
        assert cli("accept", name, "--reason", "agreed in #12").code == 0
        assert cli("check").code == 0

    def test_name_does_not_stand_for_names_that_begin_like_it(self, cli, library):
        write(library, without(" b=1,"))
        assert cli("accept", "pkg.ap", "--reason", "agreed in #12").code == 1

    def test_acceptance_is_written_to_the_config_file(self, cli, library, monkeypatch):
        write(library, {**without(" b=1,"), "ci/unbroken.toml": "[tool.unbroken]\r\n"})
        monkeypatch.chdir(library / "pkg")
        result = cli("accept", "--all", "--reason", "x", "--dry-run")
        assert "added to ../pyproject.toml:\n" in result.out
        write(library, {"ci/unbroken.toml": '[tool.unbroken]\nsearch-paths = ["."]\n'})
        monkeypatch.chdir(library)
        write(library, {"unbroken.toml": "[tool.unbroken]\n"})
        result = cli("accept", "--all", "--reason", "agreed in #12", "--config", "unbroken.toml")
        assert "in unbroken.toml:\n" in result.out
        assert (library / "unbroken.toml").read_text() == f"[tool.unbroken]\n\n{ENTRY}"
        assert cli("check", "--config", "unbroken.toml").code == 0
        write(library, {"pkg/api.py": OLD})
        assert (
            "\nunbroken.toml:3:1: warning[unused-acceptance] "
            in "\n" + cli("check", "--config", "unbroken.toml").out
        )

    def test_windows_line_ends_are_kept(self, cli, library):
        path = library / "pyproject.toml"
        path.write_bytes(b'[project]\r\nname = "pkg"\r\n')
        write(library, without(" b=1,"))
        cli("accept", "--all", "--reason", "agreed in #12")
        expected = f'[project]\nname = "pkg"\n\n{ENTRY}'.replace("\n", "\r\n")
        assert path.read_bytes().decode() == expected
        assert cli("check").code == 0

    def test_each_project_gets_its_own_entries(self, cli, library):
        table = "[project]\nname = '{}'\n[tool.unbroken]\ntag-pattern = 'm*'\n"
        project = {f"{e}/pyproject.toml": table.format(e) for e in ("one", "two")}
        project |= {f"{item}/{item}/__init__.py": OLD for item in ("one", "two")}
        commit(library, project, "m1")
        write(library, {f"{e}/{e}/__init__.py": OLD.replace(" b=1,", "") for e in ("one", "two")})
        result = cli("accept", "--all", "--reason", "x")
        assert result.out.count("Commit it with your change: git add ") == 2
        for item in ("one", "two"):
            assert f'object = "{item}.f"' in (library / item / "pyproject.toml").read_text()
        assert cli("check").code == 0
        write(library, {"one/one/__init__.py": OLD})
        assert cli("accept", "--prune").out == (
            "unbroken: removed 1 entry of one/pyproject.toml that accepted nothing:\n"
            "  parameter-removed one.f (b)\n"
            "unbroken: two/pyproject.toml: every acceptance matches a break\n"
        )


class TestUnused:
    @pytest.fixture
    def accepted(self, cli, library):
        write(library, without(" b=1,"))
        cli("accept", "--all", "--reason", "agreed in #12")
        return cli

    UNUSED = (
        "pyproject.toml:5:1: warning[unused-acceptance] pkg.api.f: acceptance of parameter-removed "
        "matches nothing: there is no such break since 1.0.0"
    )

    def test_unused_acceptance_is_reported(self, accepted, library):
        assert "unused" not in accepted("full").out
        write(library, {"pkg/api.py": OLD})
        result = accepted("full")
        assert result.code == 0
        assert result.out.startswith(f"{self.UNUSED}\n")
        assert accepted("full", "--strict").code == 1

    def test_level_of_unused_acceptances_is_configurable(self, accepted, library):
        rules = '[tool.unbroken.rules]\nunused-acceptance = "off"\n'
        text = (library / "pyproject.toml").read_text()
        write(library, {"pkg/api.py": OLD, "pyproject.toml": f"{text}\n{rules}"})
        assert "unused" not in accepted("full").out
        # It can be removed all the same.
        assert accepted("accept", "--prune", "--dry-run").out == (
            "unbroken: would remove 1 entry of pyproject.toml that accepted nothing:\n"
            "  parameter-removed pkg.api.f (b)\n"
        )
        assert (library / "pyproject.toml").read_text() == f"{text}\n{rules}"

    def test_incremental_run_reports_no_unused_acceptance(self, accepted, library):
        commit(library, {"pkg/api.py": OLD})
        write(library, {"pkg/data.py": "def load(path, limit=None, seed=0): ...\n"})
        git(library, "add", "--all")
        result = accepted("check")
        assert "1 changed file of the index" in result.closing
        assert "unused" not in result.out

    def test_unused_acceptance_is_pre_existing_in_a_commit(self, accepted, library):
        commit(library, {"pkg/api.py": OLD})
        write(library, {"pkg/data.py": "def load(path, limit=None, seed=0): ...\n"})
        git(library, "add", "--all")
        result = accepted("full", "--strict")
        assert f"{self.UNUSED} (pre-existing)\n" in result.out
        assert result.code == 0

    def test_other_baseline_reports_no_unused_acceptance(self, accepted, library):
        commit(library, {"pkg/api.py": OLD})
        for options in (["--baseline", "HEAD"], ["--current", "HEAD"]):
            assert "unused" not in accepted("full", *options).out

    @pytest.mark.parametrize("rule", ["deprecation-overdue", "version-bump-insufficient"])
    def test_acceptance_of_a_rule_that_is_not_run_is_not_unused(self, cli, library, rule):
        entry = f"accept = [{{object = 'pkg', rule = '{rule}', reason = 'x'}}]\n"
        text = f"class A:  # unbroken: accept[{rule}] x"
        write(
            library,
            {
                "pyproject.toml": f"[tool.unbroken]\n{entry}",
                "pkg/api.py": OLD.replace("class A:", text),
            },
        )
        assert findings(cli("full")) == []

    def test_prune_without_unused_entries_changes_nothing(self, accepted):
        assert accepted("accept", "--prune") == CommandOutput(
            0, "unbroken: pyproject.toml: every acceptance matches a break\n", ""
        )


class TestComment:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (
                "def f(a, b=1, c=2): ...",
                "def f(a, c=2): ...  # unbroken: accept[parameter-removed] x",
            ),
            (
                "def f(a, b=1, c=2): ...",
                "# unbroken: accept[function-removed, parameter-removed]: x\ndef f(a, c=2): ...",
            ),
            (
                "class A:\n    limit: int = 1\n",
                "class A:  # noqa  # Unbroken: accept [attribute-removed] - x  # more\n",
            ),
        ],
    )
    def test_comment_accepts_breaks_at_its_definition(self, cli, library, old, new):
        write(library, without(old, new))
        result = cli("check", "--show-accepted")
        assert result.code == 0, result.out
        (line,) = findings(result)
        assert " was removed" in line
        assert line.endswith(" (accepted: x)")

    @pytest.mark.parametrize(
        "new",
        [
            "def f(a, c=2): ...  # unbroken: accept[parameter-renamed] x",
            "# unbroken: accept[parameter-removed] x\n\ndef f(a, c=2): ...",
            "x = '# unbroken: accept[parameter-removed] x'\ndef f(a, c=2): ...",
            "def f(a, c=2):\n    # unbroken: accept[parameter-removed] x\n    return a",
            "def g(): ...  # unbroken: accept[parameter-removed] x\ndef f(a, c=2): ...",
        ],
    )
    def test_comment_does_not_accept_other_breaks(self, cli, library, new):
        write(library, {"pkg/api.py": OLD.replace("def f(a, b=1, c=2): ...", new)})
        result = cli("check")
        assert result.code == 1
        assert any("parameter 'b' was removed" in finding for finding in findings(result))

    def test_comment_at_the_first_line_does_not_accept_for_its_module(self, cli, library):
        new = "def g(): ...  # unbroken: accept[function-removed] x"
        write(library, {"pkg/api.py": OLD.replace("def f(a, b=1, c=2): ...", new)})
        result = cli("check")
        assert result.code == 1
        assert any(
            finding.startswith("error[function-removed] pkg.api.f: ")
            for finding in findings(result)
        )

    def test_comment_is_read_from_the_index(self, cli, library):
        comment = "  # unbroken: accept[parameter-removed] x\n"
        accepted = OLD.replace("def f(a, b=1, c=2): ...\n", f"def f(a, c=2): ...{comment}")
        write(library, {"pkg/api.py": accepted})
        git(library, "add", "--all")
        write(library, {"pkg/api.py": accepted.replace(comment, "\n")})
        assert cli("check").code == 0
        git(library, "add", "--all")
        write(library, {"pkg/api.py": accepted})
        assert cli("check").code == 1

    def test_comment_expires_with_the_release_that_has_it(self, cli, library):
        new = "def f(a, c=2): ...  # unbroken: accept[parameter-removed] x\n"
        text = OLD.replace("def f(a, b=1, c=2): ...\n", new)
        commit(library, {"pkg/api.py": text}, "v1.1.0")
        commit(library, {})
        result = cli("check")
        assert result.code == 0
        assert result.out.startswith(
            "pkg/api.py:1:21: warning[unused-acceptance] pkg.api.f: acceptance of "
            "parameter-removed matches nothing: 1.1.0 has it too\n"
            "  do:     Remove the comment.\n"
        )
        write(library, {"pkg/api.py": text.replace(", c=2", "")})
        result = cli("check")
        assert result.code == 1
        assert result.out.startswith(f"{LOST}\n".replace("'b'", "'c'"))
        # With a reason of its own it is another acceptance.
        write(library, {"pkg/api.py": text.replace(", c=2", "").replace("] x", "] and c")})
        assert cli("check").code == 0

    def test_unused_acceptance_is_reported(self, cli, library):
        commit(library, {"pkg/api.py": f"{OLD}\n# unbroken: accept[method-removed] x\n"})
        result = cli("check")
        assert findings(result) == [
            "warning[unused-acceptance] pkg.api: acceptance of method-removed matches nothing: it "
            "is not at a definition"
        ]
        assert cli("accept", "--prune").out == (
            "unbroken: these comments accept nothing; remove them by hand:\n"
            "  pkg/api.py:11: # unbroken: accept[method-removed] x\n"
        )
        text = OLD.replace("class A:", "class A:  # unbroken: accept[method-removed] x")
        commit(library, {"pkg/api.py": text})
        assert findings(cli("check")) == [
            "warning[unused-acceptance] pkg.api.A: acceptance of method-removed matches nothing: "
            "there is no such break since 1.0.0"
        ]

    @pytest.mark.parametrize(
        ("comment", "problem"),
        [
            ("accept[method-removed]", "it gives no reason"),
            ("accept[method-removed]  # noqa", "it gives no reason"),
            ("accept[] x", "it names no rule"),
            (
                "accept[method-remove] x",
                "there is no rule 'method-remove'; did you mean 'method-removed'?",
            ),
            ("accept[zzz] x", "there is no rule 'zzz'"),
            (
                "accept method-removed",
                "it does not have the form `# unbroken: accept[rule] reason`",
            ),
            ("ignore", "it does not have the form `# unbroken: accept[rule] reason`"),
            (
                "acept[method-removed] x",
                "it does not have the form `# unbroken: accept[rule] reason`",
            ),
        ],
    )
    @pytest.mark.parametrize("staged", [True, False])
    def test_malformed_comment_is_reported(self, cli, library, comment, problem, staged):
        new = OLD.replace("class A:", f"class A:  # unbroken: {comment}")
        write(library, {"pkg/api.py": new.replace("    def m(self, x): ...\n", "")})
        if staged:
            git(library, "add", "--all")
        result = cli("check")
        assert result.code == 1
        assert (
            "pkg/api.py:4:11: warning[acceptance-malformed] pkg.api.A: this comment accepts "
            f"nothing: {problem}\n"
            "  do:     Write it as `# unbroken: accept[rule] reason`, or remove it.\n"
        ) in result.out
        assert len(findings(result)) == 2

    @pytest.mark.parametrize("comment", ["see the manual", "", "it accepts [this]", "ignore it"])
    def test_prose_that_mentions_unbroken_is_ignored(self, cli, library, comment):
        commit(library, {"pkg/api.py": OLD.replace("class A:", f"class A:  # unbroken: {comment}")})
        assert findings(cli("check")) == []

    def test_comments_are_read_by_diff(self, cli, library, tmp_path):
        new = OLD.replace(
            "f(a, b=1, c=2): ...", "f(a, c=2): ...  # unbroken: accept[parameter-removed] x"
        )
        for name, text in (("old", OLD), ("new", new)):
            write(tmp_path, {f"{name}/pkg/__init__.py": text})
        result = cli("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--show-accepted")
        assert result.code == 0
        assert "(accepted: x)" in result.out


def test_files_without_findings_are_not_read(cli, library):
    text = OLD.replace("class A:", "class A:  # unbroken: accept[method-removed] x")
    commit(library, {"pkg/api.py": text})
    write(library, {"pkg/api.py": text.replace("c=2", "c=2, d=3")})
    git(library, "add", "--all")
    assert findings(cli("check")) == []


class TestOwnFile:
    """Many entries are kept in a file of their own beside the settings."""

    FILE = "unbroken-accepted.toml"
    MANY = "".join(f"def f{number:02}(a, b=1): ...\n" for number in range(12))

    @pytest.fixture
    def many(self, cli, library):
        commit(library, {"pkg/many.py": self.MANY, "pyproject.toml": "[tool.ruff]\n"}, "v1.0.1")
        return cli

    def broken(self, count: int) -> dict[str, str]:
        return {"pkg/many.py": self.MANY.replace(", b=1", "", count)}

    def test_ten_entries_are_in_the_table(self, many, library):
        write(library, self.broken(10))
        assert many("accept", "--all", "--reason", "x").out.startswith(
            "unbroken: accepted 10 breaks since 1.0.1 in pyproject.toml:\n"
        )
        assert not (library / self.FILE).exists()

    def test_more_get_a_file(self, many, library):
        write(library, self.broken(11))
        dry = many("accept", "--all", "--reason", "x", "--dry-run").out
        assert dry.startswith(f"unbroken: this would be added to {self.FILE}:\n")
        assert not (library / self.FILE).exists()
        result = many("accept", "pkg.many", "--reason", "x")
        assert result.out.startswith(
            f"unbroken: accepted 11 breaks since 1.0.1 in {self.FILE}:\n"
            "  parameter-removed pkg.many.f00 (b)\n"
        )
        assert result.out.endswith(
            "  parameter-removed pkg.many.f10 (b)\n"
            "More than 10 entries are kept in a file of their own.\n"
            f"Commit it with your change: git add {self.FILE}\n"
        )
        assert (library / "pyproject.toml").read_text() == "[tool.ruff]\n"
        assert (library / self.FILE).read_text().count("[[tool.unbroken.accept]]") == 11
        assert many("check").code == 0
        # The next entry goes there as well, however few there are.
        write(library, self.broken(12))
        assert many("check").code == 1
        said = many("accept", "--all", "--reason", "x").out
        assert said.startswith(f"unbroken: accepted 1 break since 1.0.1 in {self.FILE}:\n")
        assert "own" not in said

    def test_file_counts_as_it_is_staged(self, many, library):
        write(library, self.broken(11))
        git(library, "add", "--all")
        many("accept", "--all", "--reason", "x")
        assert many("check").code == 1
        git(library, "add", self.FILE)
        result = many("check")
        assert result.code == 0
        assert result.out.startswith(
            "unbroken: accepted: pkg.many.f00, pkg.many.f01, pkg.many.f02 and 8 more "
            "(--show-accepted shows why)\n"
        )

    @pytest.mark.parametrize("arguments", [["--all", "--reason", "x"], ["--prune"]])
    def test_file_that_is_not_utf_8_is_refused(self, many, library, arguments):
        (library / self.FILE).write_bytes(b"# \xff\n")
        write(library, self.broken(2))
        assert many("accept", *arguments) == CommandOutput(
            2, "", f"unbroken: {self.FILE}:1:3: not valid TOML: not UTF-8, which TOML requires\n"
        )
        assert (library / self.FILE).read_bytes() == b"# \xff\n"

    def test_entries_of_both_places_are_reported_and_pruned(self, many, library):
        write(library, self.broken(2))
        many("accept", "--all", "--reason", "x")
        write(library, self.broken(12))
        many("accept", "--all", "--reason", "x")
        kept = self.MANY.replace(", b=1", "").replace("f00(a)", "f00(a, b=1)")
        write(library, {"pkg/many.py": kept.replace("f03(a)", "f03(a, b=1)")})
        result = many("full")
        assert (
            "\npyproject.toml:3:1: warning[unused-acceptance] pkg.many.f00: " in f"\n{result.out}"
        )
        assert f"\n{self.FILE}:8:1: warning[unused-acceptance] pkg.many.f03: " in result.out
        assert many("accept", "--prune").out == (
            "unbroken: removed 1 entry of pyproject.toml that accepted nothing:\n"
            "  parameter-removed pkg.many.f00 (b)\n"
            f"unbroken: removed 1 entry of {self.FILE} that accepted nothing:\n"
            "  parameter-removed pkg.many.f03 (b)\n"
        )
        assert "unused-acceptance" not in many("full").out
        commit(library, {}, "v1.1.0")
        commit(library, {"README": ""})
        assert "removed 9 entries of unbroken-accepted.toml" in many("accept", "--prune").out
        assert many("accept", "--prune").out.endswith(": every acceptance matches a break\n")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[tool.unbroken]\nstrict = true\n", "may have [[tool.unbroken.accept]] entries, and"),
            ("accept = []\n", "may have [[tool.unbroken.accept]] entries, and nothing else"),
            ("[tool]\nunbroken = 1\n", "may have [[tool.unbroken.accept]] entries, and nothing"),
            ("[[tool.unbroken.accept]]\nobject = 'a'\n", "entry 1: 'rule' is missing"),
            ("[[tool", "not valid TOML"),
        ],
    )
    def test_file_that_is_wrong_is_an_error(self, many, library, text, message):
        write(library, {self.FILE: text})
        result = many("check")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"unbroken: {self.FILE}:")
        assert message in result.err
