"""The commands as users run them: what they print, what they compare, and how they exit."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from holdfast import __version__
from holdfast.arguments import _COMMANDS, parser
from holdfast.rules import rule_names
from tests.checkout import ROOT, commit, git, git_environment, write

LOAD = """\
pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was removed
  - def load(path, limit=None)
  + def load(path)
  breaks: load(path, limit=None)
          TypeError: load() got an unexpected keyword argument 'limit'
  do:     Keep 'limit' with a default, warn when it is passed, and remove it in the next major \
release.
"""
RELEASE = "v1.0.0 (the latest release)"


@pytest.fixture
def broken(library):
    """A library in which one parameter is gone, and that is staged."""
    write(library, {"pkg/data.py": "def load(path): ...\n"})
    git(library, "add", "--all")
    return library


class TestClosing:
    """The last line says what was done; nothing is ever just green."""

    def test_nothing_committed(self, tmp_path, holdfast, monkeypatch):
        git(tmp_path, "init", "--quiet")
        monkeypatch.chdir(tmp_path)
        said = "holdfast: nothing is committed yet, so nothing is promised yet; 0.00 s\n"
        assert holdfast("check") == (0, said, "")
        write(tmp_path, {"pkg/__init__.py": ""})
        git(tmp_path, "add", "--all")
        assert holdfast("full") == (0, said, "")

    def test_nothing_in_flight(self, library, holdfast):
        did = "holdfast: pkg: no breaks; 2 files and 4 public objects of the working tree compared"
        release = "v1.0.0 (the first release, which HEAD is)"
        for command in ("check", "full"):
            assert holdfast(command) == (
                0,
                f"{did} with {release}, the whole package (griffe); 0.00 s\n",
                "",
            )
        why = "because nothing is staged and no range of commits is given"
        assert holdfast("incremental") == (
            0,
            f"{did} with {release}, the whole package (griffe) {why}; 0.00 s\n",
            "",
        )

    def test_no_source(self, library, holdfast):
        write(library, {"README.md": "Read me.\n"})
        git(library, "add", "--all")
        assert holdfast("check") == (
            0,
            "holdfast: pkg: no breaks, because no source file changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_no_shape(self, library, holdfast):
        write(library, {"pkg/data.py": "# A comment.\ndef load(path, limit=None): return 1\n"})
        git(library, "add", "--all")
        assert holdfast("check") == (
            0,
            "holdfast: pkg: no breaks, because the public shape of pkg/data.py is as it was (ast); "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_no_shape_of_several(self, library, holdfast):
        write(library, {"pkg/data.py": '"""A."""\ndef load(path, limit=None): return 1\n'})
        write(library, {"pkg/__init__.py": '"""A."""\ndef f(a, b=1): ...\n'})
        git(library, "add", "--all")
        assert holdfast("check").out == (
            "holdfast: pkg: no breaks, because the public shape of 2 changed files is as it was "
            f"(ast); baseline {RELEASE}; 0.00 s\n"
        )

    def test_changed_files(self, broken, holdfast):
        said = holdfast("check")
        assert said.code == 1
        assert said.closing == (
            "holdfast: pkg: 1 error; 1 file and 2 public objects of the index compared with "
            f"{RELEASE}, changed files only (libcst); 0.00 s"
        )

    def test_the_whole_package(self, broken, holdfast):
        assert holdfast("full").closing == (
            "holdfast: pkg: 1 error; 2 files and 4 public objects of the index compared with "
            f"{RELEASE}, the whole package (griffe); 0.00 s"
        )

    def test_a_fall_back(self, library, holdfast):
        git(library, "rm", "--quiet", "pkg/data.py")
        said = holdfast("incremental")
        assert said.code == 1
        assert said.closing == (
            "holdfast: pkg: 1 error; 1 file and 3 public objects of the index compared with "
            f"{RELEASE}, the whole package (griffe) because pkg/data.py was deleted or moved; "
            "0.00 s"
        )

    def test_standing(self, broken, holdfast):
        commit(broken, {"pkg/data.py": "def load(path): ...\ndef save(path): ...\n"})
        write(broken, {"pkg/__init__.py": "def f(a, b=2): ...\n"})
        git(broken, "add", "--all")
        said = holdfast("full")
        assert said.code == 0
        assert said.out.startswith(
            "pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was "
            "removed (already so before this change)\n"
        )
        assert (
            "\npkg/__init__.py:1:1: warning[default-changed] pkg.f: default of 'b' changed from 1 "
            "to 2\n"
        ) in said.out
        assert said.closing.startswith("holdfast: pkg: 1 error (1 standing), 1 warning; 2 files ")

    def test_a_fallback_branch(self, library, holdfast):
        git(library, "tag", "--delete", "v1.0.0")
        git(library, "switch", "--quiet", "--create", "topic")
        commit(library, {"pkg/data.py": "def load(path): ...\n"})
        said = holdfast("check")
        assert said.code == 1
        assert (
            "compared with main (no release tag is reachable from HEAD, so where it left main), "
            "the whole package (griffe); "
        ) in said.closing

    def test_what_was_asked_for(self, broken, holdfast):
        said = holdfast("check", "--baseline", "HEAD")
        assert "compared with HEAD (as asked for with --baseline), " in said.closing


class TestFindings:
    def test_one(self, broken, holdfast):
        said = holdfast("check")
        assert (said.code, said.err) == (1, "")
        meant = 'holdfast: if it is meant: holdfast accept pkg.data.load --reason "…"'
        assert said.out == f"{LOAD}\n{meant}\n{said.closing}\n"

    def test_several(self, broken, holdfast):
        write(broken, {"pkg/__init__.py": "def f(a, *, b=1): ...\n"})
        git(broken, "add", "--all")
        said = holdfast("check")
        first = (
            "pkg/__init__.py:1:1: error[parameter-became-keyword-only] pkg.f: parameter 'b' "
            "can be passed by keyword only\n"
        )
        blocks = said.out.split("\n\n")
        assert len(blocks) == 3
        assert blocks[2].startswith(
            'holdfast: if it is meant: holdfast accept --all --reason "…"\n'
        )
        assert blocks[0].splitlines()[0].startswith(first.partition(": parameter")[0])
        assert f"{blocks[1]}\n" == LOAD

    def test_a_file_that_does_not_parse(self, library, holdfast):
        write(library, {"pkg/data.py": "def load(path:\n"})
        git(library, "add", "--all")
        said = holdfast("check")
        assert said.code == 1
        assert said.out == (
            "pkg/data.py:1:9: error[module-unreadable] pkg.data: cannot be parsed: "
            "'(' was never closed\n"
            "  do:     Mend it, so that Python can read it: till then nothing in it can be "
            "compared.\n"
            f"\n{said.closing}\n"
        )

    @pytest.mark.parametrize("command", ["check", "full"])
    def test_a_baseline_that_does_not_parse(self, library, holdfast, command):
        commit(library, {"pkg/data.py": "def load(path:\n"}, "v1.1.0")
        write(library, {"pkg/data.py": "def load(): ...\n"})
        git(library, "add", "--all")
        said = holdfast(command)
        assert (said.code, said.err) == (0, "")
        assert said.out == (
            "pkg/data.py:1:9: warning: it does not parse at v1.1.0 ('(' was never closed), so "
            f"nothing in it was compared\n{said.closing}\n"
        )
        assert said.closing.startswith("holdfast: pkg: no breaks; ")

    def test_a_test_of_the_baseline_that_does_not_parse(self, library, holdfast):
        commit(library, {"pkg/tests/test_it.py": "def (\n"}, "v1.1.0")
        assert holdfast("full").out.startswith("holdfast: pkg: no breaks; ")


class TestWhatIsChecked:
    def test_strict(self, library, holdfast):
        write(library, {"pkg/__init__.py": "def f(a, b=2): ...\n"})
        git(library, "add", "--all")
        plain, strict = holdfast("check"), holdfast("check", "--strict")
        assert (plain.code, strict.code) == (0, 1)
        meant = 'holdfast: if it is meant: holdfast accept pkg.f --strict --reason "…"\n'
        assert plain.out == strict.out.replace(meant, "") != strict.out

    def test_notes(self, broken, holdfast):
        table = '[tool.holdfast.rules]\nparameter-removed = "note"\n'
        write(broken, {"pyproject.toml": table})
        said = holdfast("check")
        assert said.code == 0
        assert said.out.startswith("holdfast: pkg: 1 note; ")
        said = holdfast("check", "--verbose")
        assert said.code == 0
        assert said.out.startswith(LOAD.replace("error", "note"))

    def test_off(self, broken, holdfast):
        write(broken, {"pyproject.toml": '[tool.holdfast.rules]\nparameter-removed = "off"\n'})
        assert holdfast("check").out.startswith("holdfast: pkg: no breaks; ")

    def test_fail_on(self, broken, holdfast):
        commit(broken, {})
        write(broken, {"pkg/data.py": "def load(path): return 1\ndef save(): ...\n"})
        git(broken, "add", "--all")
        assert holdfast("full").code == 0
        write(broken, {"pyproject.toml": '[tool.holdfast]\nfail-on = "all"\n'})
        assert holdfast("full").code == 1
        git(broken, "reset", "--quiet", "--hard")
        write(broken, {"pyproject.toml": '[tool.holdfast]\nfail-on = "introduced"\n'})
        assert holdfast("full").code == 0

    def test_accepted(self, broken, holdfast):
        accepted = (
            '[[tool.holdfast.accept]]\nobject = "pkg.data.load"\nrule = "parameter-removed"\n'
            'reason = "nobody passes it"\nsince = "1.0.0"\n'
        )
        write(broken, {"pyproject.toml": accepted})
        said = holdfast("check")
        assert said.code == 0
        assert said.out.splitlines()[0].endswith(
            "parameter 'limit' was removed (accepted: nobody passes it)"
        )

    def test_another_baseline_is_nothing_to_accept_against(self, broken, holdfast):
        said = holdfast("check", "--baseline", "v1.0.0")
        assert said.out == f"{LOAD}\n{said.closing}\n"

    def test_named_files(self, broken, holdfast, monkeypatch):
        assert holdfast("incremental", "pkg/data.py").code == 1
        monkeypatch.chdir(broken / "pkg")
        assert holdfast("incremental", "data.py", "__init__.py").code == 1
        assert holdfast("incremental", "__init__.py") == (
            0,
            "holdfast: pkg: no breaks, because no source file among those named changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )
        monkeypatch.chdir(broken)
        write(broken, {"README": "Read me.\n"})
        git(broken, "add", "README")
        assert "no source file among those named" in holdfast("incremental", "README").closing

    def test_named_files_on_disk(self, library, holdfast):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        said = holdfast("incremental", "pkg/data.py")
        assert said.code == 1
        assert "1 file and 2 public objects of the working tree compared with" in said.closing

    def test_a_revision(self, broken, holdfast):
        commit(broken, {})
        commit(broken, {"pkg/data.py": "def load(path, limit=None): ...\n"})
        assert holdfast("check", "--current", "HEAD").code == 0
        said = holdfast("check", "--current", "HEAD~1")
        assert said.code == 1
        assert "of HEAD~1 compared with v1.0.0 (the latest release), " in said.closing

    def test_a_range(self, broken, holdfast, monkeypatch):
        commit(broken, {})
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", "v1.0.0")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
        write(broken, {"pkg/data.py": ""})
        assert holdfast("check").out.startswith(LOAD)

    def test_disk_when_nothing_is_staged(self, library, holdfast):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        said = holdfast("check")
        assert said.code == 1
        assert "of the working tree compared with v1.0.0 (the latest release), " in said.closing

    def test_from_a_folder_inside(self, broken, holdfast, monkeypatch):
        monkeypatch.chdir(broken / "pkg")
        assert holdfast("check").out.startswith(LOAD)

    def test_a_monorepo(self, tmp_path, broken, holdfast):
        table = '[project]\nname = "{0}"\n[tool.holdfast]\n'
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
        said = holdfast("check")
        assert said.code == 1
        release = "v2.0.0 (the latest release)"
        assert said.out.splitlines()[0] == (
            f"holdfast: one: no breaks, because no source file changed; baseline {release}; 0.00 s"
        )
        assert "two/src/two/__init__.py:1:1: error[parameter-removed] two.g: " in said.out
        assert said.closing.startswith("holdfast: two: 1 error; 1 file and 2 public objects of ")


class TestTerminal:
    def test_what_source_text_may_do(self, library, holdfast):
        # Nothing from a repository may steer the terminal (or swap what is read: CVE-2021-42574).
        text = 'def load(path, limit="{}"): ...\n'
        write(library, {"pkg/data.py": text.format("\x1b]0;title\x07\u202e\x9b31m")})
        git(library, "add", "--all")
        said = holdfast("check", "--verbose").out + holdfast("check", "--format", "json").out
        assert "limit" in said
        assert re.search("[^\n\x20-\x7e]", said) is None

    def test_what_file_names_may_do(self, library, holdfast, monkeypatch):
        name = os.fsdecode(b"a\x1b[31m\n\xff\xe2\x80\xae")
        write(library, {f"{name}/pkg/__init__.py": "def f(a): ...\n"})
        write(library, {f"{name}/pyproject.toml": '[tool.holdfast]\npackages = ["pkg"]\n'})
        commit(library, {}, "v1.1.0")
        write(library, {f"{name}/pkg/__init__.py": "def f(): ...\n"})
        git(library, "add", "--all")
        said = holdfast("check", "--config", f"{name}/pyproject.toml")
        assert said.code == 1
        shown = "a\\x1b[31m\\n\\udcff\\u202e/pkg/__init__.py"
        assert said.out.startswith(f"{shown}:1:1: error[parameter-removed] pkg.f: ")
        said = holdfast("check", "--config", f"{name}/pyproject.toml", "--format", "json")
        assert said.code == 1
        assert '"path": "a\\u001b[31m\\n\\udcff\\u202e/pkg/__init__.py"' in said.out
        write(library, {f"{name}/pyproject.toml": "[tool.holdfast]\nstrict = 1\n"})
        said = holdfast("check", "--config", f"{name}/pyproject.toml")
        assert said.code == 2
        assert "\x1b" not in said.err

    def test_what_git_may_say(self, library, holdfast):
        said = holdfast("check", "--baseline", "\x1b[31m\u202e")
        assert said.err == (
            "holdfast: --baseline: there is no revision '\\x1b[31m\\u202e'; "
            "fetch it with `git fetch --tags`, or name another\n"
        )

    def test_colour(self, broken, holdfast, monkeypatch):
        plain = holdfast("check").out
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        coloured = holdfast("check").out
        assert coloured.startswith(
            "\x1b[1mpkg/data.py:1:1:\x1b[0m \x1b[31merror[parameter-removed]\x1b[0m pkg.data.load:"
        )
        assert re.sub("\x1b\\[\\d+m", "", coloured) == plain
        monkeypatch.setenv("NO_COLOR", "1")
        assert holdfast("check").out == plain


def spawned(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "holdfast", *arguments]
    return subprocess.run(command, env=git_environment() | more, capture_output=True, check=False)


class TestProcess:
    """What only shows in a process of its own."""

    @pytest.mark.parametrize("how", [[], ["--format=json"]])
    def test_a_terminal_that_knows_no_unicode(self, library, how):
        write(library, {"pkg/data.py": "def lädt(pfad, größe=None): ...\n"})
        commit(library, {}, "v1.1.0")
        write(library, {"pkg/data.py": "def lädt(pfad): ...\n"})
        done = spawned("full", *how, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"l\\xe4dt" in done.stdout or b"l\\u00e4dt" in done.stdout

    def test_a_pipe_that_is_closed(self, library):
        command = [sys.executable, "-m", "holdfast", "rules"]
        process = subprocess.Popen(
            command, env=git_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait() == 2

    def test_the_console_script(self, broken):
        script = os.path.join(os.path.dirname(sys.executable), "holdfast")
        done = subprocess.run([script, "check"], env=git_environment(), capture_output=True)
        assert done.returncode == 1
        assert done.stdout.decode().startswith(LOAD)


OPTIONS = {
    "check": "--format --strict --no-cache --verbose --config --baseline --current",
    "incremental": "--format --strict --no-cache --verbose --config --baseline --current FILE",
    "full": "--format --strict --no-cache --verbose --config --baseline --current",
    "diff": "--format --strict --no-cache --verbose --config --package OLD NEW",
    "rules": "RULE",
    "config": "--check --config",
}


class TestHelp:
    def help_of(self, capsys, *command: str) -> str:
        from holdfast.cli import main

        with pytest.raises(SystemExit) as caught:
            main([*command, "--help"])
        assert caught.value.code == 0
        return capsys.readouterr().out

    def test_all_commands(self, capsys):
        said = self.help_of(capsys)
        for each in OPTIONS:
            assert re.search(rf"^    {each}\s+\w", said, re.MULTILINE)
        for code in ("0  nothing blocks", "1  findings that block", "2  could not check"):
            assert code in said

    @pytest.mark.parametrize("command", OPTIONS)
    def test_every_option(self, capsys, command):
        said = self.help_of(capsys, command)
        usage, _, described = said.partition("\n\n")
        for option in OPTIONS[command].split():
            assert re.search(rf"^  (-v, )?{option}\b.*\s\w", described, re.MULTILINE), option
        options = set(re.findall(r"--[\w-]+", usage)) | set(
            re.findall(r"^  .*?(--[\w-]+)", described, re.M)
        )
        assert options - {"--help"} == {o for o in OPTIONS[command].split() if o[0] == "-"}

    def test_a_command_alone_is_what_it_is_among_all(self):
        listed = [each for names in _COMMANDS for each in names.split()]
        assert set(OPTIONS) <= set(listed)
        for command in listed:
            alone, among = (
                next(a for a in made._actions if isinstance(a.choices, dict)).choices[command]
                for made in (parser(command), parser())
            )
            assert alone.format_help() == among.format_help()
        assert parser("chekc").format_help() == parser().format_help()

    def test_version(self, capsys):
        from holdfast.cli import main

        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"holdfast {__version__}\n"


class TestOtherCommands:
    def test_a_rule(self, library, holdfast):
        page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
        said = holdfast("rules", "parameter-removed", "module-unreadable")
        assert (said.code, said.err) == (0, "")
        for part in said.out.split("\n## "):
            assert f"## {part.removeprefix('## ').rstrip()}\n" in page
        assert said.out.startswith("## parameter-removed\n\nLevel: error. Needs: major.\n\n")
        assert "\n\n## module-unreadable\n\nLevel: error." in said.out

    def test_a_rule_that_there_is_not(self, library, holdfast):
        assert holdfast("rules", "parameter-remved") == (
            2,
            "",
            "holdfast: there is no rule 'parameter-remved'; did you mean 'parameter-removed'?\n",
        )

    def test_rules(self, library, holdfast):
        said = holdfast("rules")
        assert (said.code, said.err) == (0, "")
        lines = said.out.splitlines()
        assert [line.split()[0] for line in lines] == list(rule_names())
        assert all(line.split()[1] in ("error", "warning", "note", "off") for line in lines)

    def test_config(self, library, holdfast):
        none = "holdfast: there is no [tool.holdfast] table; the defaults are used\n"
        assert holdfast("config", "--check") == (0, none, "")
        write(library, {"pyproject.toml": "[tool.holdfast]\n"})
        assert holdfast("config", "--check") == (0, "holdfast: pyproject.toml is valid\n", "")
