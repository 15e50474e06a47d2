"""The commands as users run them: what they print, what they compare, and how they exit."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import msgspec
import pytest

from tests.checkout import ROOT, commit, git, git_environment, stage, write
from unbroken._version import __version__
from unbroken.cli.parser import _COMMANDS, make_parser
from unbroken.rules.registry import rule_names

LOAD = """\
pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was removed
  v1.0.0:pkg/data.py:1
  1 - def load(path, limit=None):
                   ^^^^^^^^^^^^
  1 + def load(path):
  breaks: load(path, limit=None)
          TypeError: load() got an unexpected keyword argument 'limit'
  do:     Keep 'limit' with a default, warn when it is passed, and remove it in
          the next major release.
  paste:  among the imports of pkg/data.py
            import warnings
          instead of the header at pkg/data.py:1
            def load(path, limit=None):
                if limit is not None:
                    warnings.warn("'limit' is deprecated", DeprecationWarning, stacklevel=2)
"""
RELEASE = "v1.0.0 (the latest release)"
PROJECT = '[project]\nname = "pkg"\n[build-system]\nrequires = []\n'
BUILT = '[project]\nname = "other"\n[build-system]\nrequires = []\n'


class TestClosing:
    """The last line says what was done; nothing is ever just green."""

    def test_unborn_branch_has_nothing_to_compare_with(self, tmp_path, unbroken, monkeypatch):
        git(tmp_path, "init", "--quiet")
        monkeypatch.chdir(tmp_path)
        result = "unbroken: nothing is committed yet, so there is nothing to compare with; 0.00 s\n"
        assert unbroken("check") == (0, result, "")
        write(tmp_path, {"pkg/__init__.py": ""})
        git(tmp_path, "add", "--all")
        assert unbroken("full") == (0, result, "")

    def test_first_commit_has_nothing_to_be_compared_with(self, library, unbroken):
        closing = "HEAD is v1.0.0 itself, and the first commit, so there is nothing to compare with"
        assert unbroken("full") == (0, f"unbroken: {closing}; 0.00 s\n", "")

    def test_run_without_a_change_compares_the_whole_package(self, library, unbroken):
        commit(library, {"README.md": ""})
        did = "unbroken: pkg: no breaks; the whole package (2 files) of the working tree compared"
        for command in ("check", "full"):
            assert unbroken(command) == (
                0,
                f"{did} with {RELEASE}; 0.00 s\n",
                "",
            )
        why = "because nothing is staged and no range of commits is given"
        assert unbroken("incremental") == (
            0,
            f"{did} with {RELEASE} {why}; 0.00 s\n",
            "",
        )

    def test_change_without_source_files_is_not_compared(self, library, unbroken):
        write(library, {"README.md": "Read me.\n"})
        git(library, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no new breaks, because no source file changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_change_that_leaves_the_shape_alone_is_not_compared(self, library, unbroken):
        write(library, {"pkg/data.py": "# A comment.\ndef load(path, limit=None): return 1\n"})
        git(library, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no new breaks, because the public shape of pkg/data.py is as it was "
            f"(ast); baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_changes_that_leave_the_shape_alone_are_counted(self, library, unbroken):
        write(library, {"pkg/data.py": '"""A."""\ndef load(path, limit=None): return 1\n'})
        write(library, {"pkg/__init__.py": '"""A."""\ndef f(a, b=1): ...\n'})
        git(library, "add", "--all")
        assert unbroken("check").out == (
            "unbroken: pkg: no new breaks, because the public shape of 2 changed files is as it "
            f"was (ast); baseline {RELEASE}; 0.00 s\n"
        )

    def test_changed_files_are_compared(self, broken, unbroken):
        result = unbroken("check")
        assert result.code == 1
        assert result.closing == (
            f"unbroken: pkg: 1 error; 1 changed file of the index compared with {RELEASE}; 0.00 s"
        )

    def test_full_compares_the_whole_package(self, broken, unbroken):
        assert unbroken("full").closing == (
            "unbroken: pkg: 1 error; the whole package (2 files) of the index compared with "
            f"{RELEASE}; 0.00 s"
        )

    def test_fallback_to_the_whole_package_says_why(self, library, unbroken):
        git(library, "rm", "--quiet", "pkg/data.py")
        result = unbroken("incremental")
        assert result.code == 1
        assert result.closing == (
            "unbroken: pkg: 1 error; the whole package (1 file) of the index compared with "
            f"{RELEASE} because pkg/data.py was deleted or moved; "
            "0.00 s"
        )

    def test_named_files_without_changes_are_checked_with_the_whole_package(self, broken, unbroken):
        commit(broken, {})
        result = unbroken("incremental", "pkg/data.py")
        assert result.code == 1
        assert result.closing == (
            "unbroken: pkg: 1 error; the whole package (2 files) of the working tree compared "
            f"with {RELEASE} because none of the files named differs from the last commit; 0.00 s"
        )
        write(broken, {"pkg/data.py": "def load(): ...\n"})
        assert unbroken("incremental", "pkg/data.py").closing == (
            "unbroken: pkg: 2 errors (1 pre-existing); 1 changed file of the working tree compared "
            f"with {RELEASE}; 0.00 s"
        )

    def test_pre_existing_findings_do_not_fail_a_commit(self, broken, unbroken):
        commit(broken, {"pkg/data.py": "def load(path): ...\ndef save(path): ...\n"})
        write(broken, {"pkg/__init__.py": "def f(a, b=2): ...\n"})
        git(broken, "add", "--all")
        result = unbroken("full")
        assert result.code == 0
        assert result.out.startswith(
            "pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was "
            "removed (pre-existing)\n"
        )
        assert (
            "\npkg/__init__.py:1:1: warning[default-changed] pkg.f: default of 'b' changed from 1 "
            "to 2\n"
        ) in result.out
        assert result.closing.startswith(
            "unbroken: pkg: 1 error (1 pre-existing), 1 warning; the whole "
        )

    def test_fallback_branch_is_named(self, library, unbroken):
        git(library, "tag", "--delete", "v1.0.0")
        git(library, "switch", "--quiet", "--create", "topic")
        commit(library, {"pkg/data.py": "def load(path): ...\n"})
        result = unbroken("check")
        assert result.code == 1
        assert (
            "the whole package (2 files) of the working tree compared with main (no release tag "
            "was found, so where it left main); "
        ) in result.closing

    def test_baseline_argument_is_named(self, broken, unbroken):
        result = unbroken("check", "--baseline", "HEAD")
        assert "compared with HEAD (from --baseline); " in result.closing


class TestFindings:
    def test_one_finding_is_shown_in_full(self, broken, unbroken):
        result = unbroken("check")
        assert (result.code, result.err) == (1, "")
        meant = (
            'unbroken: to accept this break, run: unbroken accept pkg.data.load --reason "…"\n'
            "unbroken: or write a comment at the definition: "
            "# unbroken: accept[parameter-removed] reason"
        )
        assert result.out == f"{LOAD}\n{meant}\n{result.closing}\n"

    def test_several_findings_are_separated(self, broken, unbroken):
        write(broken, {"pkg/__init__.py": "def f(a, *, b=1): ...\n"})
        git(broken, "add", "--all")
        result = unbroken("check")
        first = (
            "pkg/__init__.py:1:1: error[parameter-became-keyword-only] pkg.f: parameter 'b' "
            "can be passed by keyword only\n"
        )
        blocks = result.out.split("\n\n")
        assert len(blocks) == 3
        assert blocks[2].startswith(
            'unbroken: to accept these 2 breaks, run: unbroken accept --all --reason "…"\n'
            "unbroken: or write a comment at the definition: # unbroken: accept[RULE] reason\n"
        )
        assert blocks[0].splitlines()[0].startswith(first.partition(": parameter")[0])
        assert f"{blocks[1]}\n" == LOAD

    def test_unparsable_file_is_an_error(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path:\n"})
        git(library, "add", "--all")
        result = unbroken("check")
        assert result.code == 1
        assert result.out == (
            "pkg/data.py:1:9: error[module-unreadable] pkg.data: cannot be parsed: "
            "'(' was never closed\n"
            "  do:     Fix the syntax or encoding; until then this file cannot be compared.\n"
            f"\n{result.closing}\n"
        )

    @pytest.mark.parametrize("command", ["check", "full"])
    def test_unparsable_file_of_the_baseline_is_a_warning(self, library, unbroken, command):
        commit(library, {"pkg/data.py": "def load(path:\n"}, "v1.1.0")
        write(library, {"pkg/data.py": "def load(): ...\n"})
        git(library, "add", "--all")
        result = unbroken(command)
        assert (result.code, result.err) == (0, "")
        assert result.out == (
            "pkg/data.py:1:9: warning: it does not parse at v1.1.0 ('(' was never closed), so "
            f"nothing in it was compared\n{result.closing}\n"
        )
        assert result.closing.startswith("unbroken: pkg: no breaks; ")

    def test_unparsable_test_of_the_baseline_is_ignored(self, library, unbroken):
        commit(library, {"pkg/tests/test_it.py": "def (\n"}, "v1.1.0")
        assert unbroken("full").out.startswith("unbroken: pkg: no breaks; ")


class TestWhatIsChecked:
    def test_warnings_fail_when_strict(self, library, unbroken):
        write(library, {"pkg/__init__.py": "def f(a, b=2): ...\n"})
        git(library, "add", "--all")
        plain, strict = unbroken("check"), unbroken("check", "--strict")
        assert (plain.code, strict.code) == (0, 1)
        meant = (
            'unbroken: to accept this break, run: unbroken accept pkg.f --strict --reason "…"\n'
            "unbroken: or write a comment at the definition: "
            "# unbroken: accept[default-changed] reason\n"
        )
        assert plain.out == strict.out.replace(meant, "") != strict.out

    def test_notes_are_shown_when_verbose(self, library, unbroken):
        table = '[tool.unbroken.rules]\nparameter-removed = "note"\n'
        commit(library, {"pyproject.toml": table})
        stage(library, {"pkg/data.py": "def load(path): ...\n"})
        result = unbroken("check")
        assert result.code == 0
        assert result.out.startswith("unbroken: pkg: 1 note; ")
        result = unbroken("check", "--verbose")
        assert result.code == 0
        assert result.out.startswith(LOAD.replace("error", "note"))

    def test_rule_that_is_off_reports_nothing(self, library, unbroken):
        commit(library, {"pyproject.toml": '[tool.unbroken.rules]\nparameter-removed = "off"\n'})
        stage(library, {"pkg/data.py": "def load(path): ...\n"})
        assert unbroken("check").out.startswith("unbroken: pkg: no breaks; ")

    def test_fail_on_all_counts_pre_existing_findings(self, broken, unbroken):
        commit(broken, {})
        write(broken, {"pkg/data.py": "def load(path): return 1\ndef save(): ...\n"})
        git(broken, "add", "--all")
        assert unbroken("full").code == 0
        stage(broken, {"pyproject.toml": '[tool.unbroken]\nfail-on = "all"\n'})
        assert unbroken("full").code == 1
        git(broken, "reset", "--quiet", "--hard")
        write(broken, {"pyproject.toml": '[tool.unbroken]\nfail-on = "introduced"\n'})
        assert unbroken("full").code == 0

    def test_accepted_findings_do_not_fail(self, broken, unbroken):
        accepted = (
            '[[tool.unbroken.accept]]\nobject = "pkg.data.load"\nrule = "parameter-removed"\n'
            'reason = "nobody passes it"\nsince = "1.0.0"\n'
        )
        stage(broken, {"pyproject.toml": accepted})
        result = unbroken("check", "--show-accepted")
        assert result.code == 0
        assert result.out.splitlines()[0].endswith(
            "parameter 'limit' was removed (accepted: nobody passes it)"
        )

    def test_other_baseline_offers_no_acceptance(self, broken, unbroken):
        result = unbroken("check", "--baseline", "v1.0.0")
        assert result.out == f"{LOAD}\n{result.closing}\n"

    def test_named_files_limit_the_check(self, broken, unbroken, monkeypatch):
        assert unbroken("incremental", "pkg/data.py").code == 1
        monkeypatch.chdir(broken / "pkg")
        assert unbroken("incremental", "data.py", "__init__.py").code == 1
        assert unbroken("incremental", "__init__.py") == (
            0,
            "unbroken: pkg: no new breaks, because no source file among those named changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )
        monkeypatch.chdir(broken)
        write(broken, {"README": "Read me.\n"})
        git(broken, "add", "README")
        assert "no source file among those named" in unbroken("incremental", "README").closing

    def test_named_files_are_read_from_disk(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        result = unbroken("incremental", "pkg/data.py")
        assert result.code == 1
        assert "1 changed file of the working tree compared with" in result.closing

    def test_revision_is_checked(self, broken, unbroken):
        commit(broken, {})
        commit(broken, {"pkg/data.py": "def load(path, limit=None): ...\n"})
        assert unbroken("check", "--current", "HEAD").code == 0
        result = unbroken("check", "--current", "HEAD~1")
        assert result.code == 1
        assert "of HEAD~1 compared with v1.0.0 (the latest release); " in result.closing

    def test_range_of_commits_is_checked(self, broken, unbroken, monkeypatch):
        commit(broken, {})
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", "v1.0.0")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
        write(broken, {"pkg/data.py": ""})
        assert unbroken("check").out.startswith(LOAD)

    def test_working_tree_is_checked_when_nothing_is_staged(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        result = unbroken("check")
        assert result.code == 1
        assert "of the working tree compared with v1.0.0 (the latest release); " in result.closing

    def test_check_works_from_a_folder_inside(self, broken, unbroken, monkeypatch):
        monkeypatch.chdir(broken / "pkg")
        assert unbroken("check").out.startswith(LOAD)

    def test_all_projects_of_a_monorepo_are_checked(self, tmp_path, broken, unbroken):
        table = '[project]\nname = "{0}"\n[tool.unbroken]\n'
        for name in ("one", "two"):
            write(
                broken,
                {
                    f"{name}/pyproject.toml": table.format(name),
                    f"{name}/src/{name}/__init__.py": "def g(a): ...\n",
                },
            )
        commit(broken, {}, "v2.0.0")
        write(broken, {"two/src/two/__init__.py": "def g(): ...\n"})
        git(broken, "add", "--all")
        result = unbroken("check")
        assert result.code == 1
        release = "v2.0.0 (the latest release)"
        assert result.out.splitlines()[0] == (
            "unbroken: one: no new breaks, because no source file changed; "
            f"baseline {release}; 0.00 s"
        )
        assert "two/src/two/__init__.py:1:1: error[parameter-removed] two.g: " in result.out
        assert result.closing.startswith("unbroken: two: 1 error; 1 changed file of ")

    @pytest.mark.parametrize("command", ["check", "full"])
    def test_nested_project_that_nothing_configures_is_named(self, library, unbroken, command):
        files = {
            "pyproject.toml": PROJECT,
            "backend/pyproject.toml": BUILT,
            "backend/src/other/__init__.py": "def g(a): ...\n",
            "examples/one/pyproject.toml": BUILT,
            "examples/one/one.py": "def g(a): ...\n",
            "pkg/template/pyproject.toml": BUILT,
            "pkg/template/code.py": "def g(a): ...\n",
            "virtual/pyproject.toml": '[project]\nname = "virtual"\n',
            "virtual/main.py": "def g(a): ...\n",
        }
        commit(library, files, "v2.0.0")
        write(library, {name: "def g(a, b=1): ...\n" for name in files if name.endswith(".py")})
        git(library, "add", "--all")
        assert (
            "; backend is not checked: it has no table [tool.unbroken]; 0.00 s"
            in unbroken(command).closing
        )
        report = msgspec.json.decode(unbroken(command, "--format", "json").out)
        assert report["summary"]["unchecked_projects"] == ["backend"]
        assert "backend" not in unbroken(command, "--package", "pkg").closing

    def test_nested_project_with_damaged_metadata_is_named(self, library, unbroken):
        files = {
            "pyproject.toml": PROJECT,
            "backend/pyproject.toml": "[build-system\n",
            "backend/src/other/__init__.py": "def g(a): ...\n",
        }
        commit(library, files, "v2.0.0")
        write(library, {"backend/src/other/__init__.py": "def g(): ...\n"})
        git(library, "add", "--all")
        assert unbroken("check").closing.endswith(
            "; backend is not checked: it has no table [tool.unbroken]; 0.00 s"
        )

    def test_nested_projects_that_a_change_leaves_alone_are_not_named(self, library, unbroken):
        names = ("a", "b", "c", "d")
        files = {f"{name}/pyproject.toml": BUILT for name in names}
        files |= {f"{name}/code.py": "" for name in names}
        commit(library, {"pyproject.toml": PROJECT, **files}, "v2.0.0")
        write(library, {"pkg/data.py": "def load(path, limit=None): return 1\n"})
        git(library, "add", "--all")
        assert "not checked" not in unbroken("check").closing
        write(library, {f"{name}/code.py": "x = 1\n" for name in names})
        git(library, "add", "--all")
        assert unbroken("check").closing.endswith(
            "; a, b, c and 1 more are not checked: they have no table [tool.unbroken]; 0.00 s"
        )

    def test_error_names_the_project_of_a_monorepo(self, tmp_path, broken, unbroken):
        table = '[project]\nname = "{0}"\n[tool.unbroken]\n'
        for name in ("one", "two"):
            write(broken, {f"{name}/pyproject.toml": table.format(name)})
        write(broken, {"one/one/__init__.py": ""})
        commit(broken, {}, "v2.0.0")
        result = unbroken("full")
        assert result.code == 2
        assert result.err.startswith("unbroken: two: no package was found in two (looked in src, .")


class TestTerminal:
    def test_source_text_is_escaped(self, library, unbroken):
        # Nothing from a repository may steer the terminal (or swap what is read: CVE-2021-42574).
        text = 'def load(path, limit="{}"): ...\n'
        write(library, {"pkg/data.py": text.format("\x1b]0;title\x07\u202e\x9b31m")})
        git(library, "add", "--all")
        result = unbroken("check", "--verbose").out + unbroken("check", "--format", "json").out
        assert "limit" in result
        assert re.search("[^\n\x20-\x7e]", result) is None

    def test_file_names_are_escaped(self, library, unbroken, monkeypatch):
        name = os.fsdecode(b"a\x1b[31m\n\xff\xe2\x80\xae")
        write(library, {f"{name}/pkg/__init__.py": "def f(a): ...\n"})
        write(library, {f"{name}/pyproject.toml": '[tool.unbroken]\npackages = ["pkg"]\n'})
        commit(library, {}, "v1.1.0")
        write(library, {f"{name}/pkg/__init__.py": "def f(): ...\n"})
        git(library, "add", "--all")
        result = unbroken("check", "--config", f"{name}/pyproject.toml")
        assert result.code == 1
        shown = "a\\x1b[31m\\n\\udcff\\u202e/pkg/__init__.py"
        assert result.out.startswith(f"{shown}:1:1: error[parameter-removed] pkg.f: ")
        result = unbroken("check", "--config", f"{name}/pyproject.toml", "--format", "json")
        assert result.code == 1
        assert '"path": "a\\u001b[31m\\n\\udcff\\u202e/pkg/__init__.py"' in result.out
        stage(library, {f"{name}/pyproject.toml": "[tool.unbroken]\nstrict = 1\n"})
        result = unbroken("check", "--config", f"{name}/pyproject.toml")
        assert result.code == 2
        assert "\x1b" not in result.err

    def test_messages_of_git_are_escaped(self, library, unbroken):
        result = unbroken("check", "--baseline", "\x1b[31m\u202e")
        assert result.err == (
            "unbroken: --baseline: there is no revision '\\x1b[31m\\u202e'; "
            "fetch it with `git fetch --tags`, or name another\n"
        )

    def test_terminal_is_coloured_unless_no_color_is_set(self, broken, unbroken, monkeypatch):
        plain = unbroken("check").out
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        coloured = unbroken("check").out
        assert coloured.startswith(
            "\x1b[1mpkg/data.py:1:1:\x1b[0m \x1b[31merror[parameter-removed]\x1b[0m pkg.data.load:"
        )
        assert re.sub("\x1b\\[\\d+m", "", coloured) == plain
        monkeypatch.setenv("NO_COLOR", "1")
        assert unbroken("check").out == plain


def spawned(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "unbroken", *arguments]
    return subprocess.run(command, env=git_environment() | more, capture_output=True, check=False)


class TestProcess:
    """What only shows in a process of its own."""

    @pytest.mark.parametrize("how", [[], ["--format=json"]])
    def test_terminal_without_unicode_shows_escapes(self, library, how):
        write(library, {"pkg/data.py": "def lädt(pfad, größe=None): ...\n"})
        commit(library, {}, "v1.1.0")
        write(library, {"pkg/data.py": "def lädt(pfad): ...\n"})
        done = spawned("full", *how, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"l\\xe4dt" in done.stdout or b"l\\u00e4dt" in done.stdout

    def test_closed_pipe_exits_2(self, library):
        command = [sys.executable, "-m", "unbroken", "rules"]
        process = subprocess.Popen(
            command, env=git_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait() == 2

    def test_console_script_runs(self, broken):
        script = os.path.join(os.path.dirname(sys.executable), "unbroken")
        done = subprocess.run([script, "check"], env=git_environment(), capture_output=True)
        assert done.returncode == 1
        assert done.stdout.decode().startswith(LOAD)


REPORT = (
    "--format --output --strict --verbose --quiet --show-accepted --show-pre-existing --statistics "
    "--color"
)
OPTIONS = {
    "check": f"{REPORT} --no-cache --config --baseline --current --package",
    "incremental": f"{REPORT} --no-cache --config --baseline --current FILE",
    "full": f"{REPORT} --no-cache --config --baseline --current --package",
    "diff": f"{REPORT} --no-cache --config --package OLD NEW",
    "rules": "RULE",
    "config": "--check --config",
}


class TestHelp:
    def help_of(self, capsys, *command: str) -> str:
        from unbroken.cli.main import main

        with pytest.raises(SystemExit) as caught:
            main([*command, "--help"])
        assert caught.value.code == 0
        return capsys.readouterr().out

    def test_help_lists_all_commands(self, capsys):
        result = self.help_of(capsys)
        for item in OPTIONS:
            assert re.search(rf"^    {item}\s+\w", result, re.MULTILINE)
        assert (
            "exit codes:\n"
            "  0  nothing blocks\n"
            "  1  findings that block, such as a changed file that does not parse\n"
            "  2  could not check (config, baseline, git)\n"
        ) in result

    def test_file_that_does_not_parse_exits_as_the_help_says(self, library, unbroken):
        write(library, {"pkg/data.py": "def (\n"})
        git(library, "add", "--all")
        assert [unbroken(command).code for command in ("check", "full")] == [1, 1]

    @pytest.mark.parametrize("command", OPTIONS)
    def test_help_lists_every_option(self, capsys, command):
        result = self.help_of(capsys, command)
        usage, _, described = result.partition("\n\n")
        for option in OPTIONS[command].split():
            assert re.search(rf"^  (-[vq], )?{option}\b.*\s\w", described, re.MULTILINE), option
        options = set(re.findall(r"--[\w-]+", usage)) | set(
            re.findall(r"^  .*?(--[\w-]+)", described, re.M)
        )
        assert options - {"--help"} == {o for o in OPTIONS[command].split() if o[0] == "-"}

    def test_parser_of_one_command_equals_that_of_all(self):
        listed = [name for names in _COMMANDS for name in names.split()]
        assert set(OPTIONS) <= set(listed)
        for command in listed:
            alone, among = (
                next(a for a in made._actions if isinstance(a.choices, dict)).choices[command]
                for made in (make_parser(command), make_parser())
            )
            assert alone.format_help() == among.format_help()
        assert make_parser("chekc").format_help() == make_parser().format_help()

    def test_version_is_printed(self, capsys):
        from unbroken.cli.main import main

        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"unbroken {__version__}\n"


class TestOtherCommands:
    def test_rule_is_documented(self, library, unbroken):
        page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
        result = unbroken("rules", "parameter-removed", "module-unreadable")
        assert (result.code, result.err) == (0, "")
        for part in result.out.split("\n## "):
            assert f"## {part.removeprefix('## ').rstrip()}\n" in page
        assert result.out.startswith("## parameter-removed\n\nLevel: error. Needs: major.\n\n")
        assert "\n\n## module-unreadable\n\nLevel: error." in result.out

    def test_unknown_rule_exits_2(self, library, unbroken):
        assert unbroken("rules", "parameter-remved") == (
            2,
            "",
            "unbroken: there is no rule 'parameter-remved'; did you mean 'parameter-removed'?\n",
        )

    def test_rules_are_listed(self, library, unbroken):
        result = unbroken("rules")
        assert (result.code, result.err) == (0, "")
        lines = result.out.splitlines()
        assert [line.split()[0] for line in lines] == list(rule_names())
        assert all(line.split()[1] in ("error", "warning", "note", "off") for line in lines)

    def test_config_is_checked(self, library, unbroken):
        none = "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
        assert unbroken("config", "--check") == (0, none, "")
        write(library, {"pyproject.toml": "[tool.unbroken]\n"})
        assert unbroken("config", "--check") == (0, "unbroken: pyproject.toml is valid\n", "")
