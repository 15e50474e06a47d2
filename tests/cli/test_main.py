"""The commands as users run them: what they print, what they compare, and how they exit."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.checkout import ROOT, commit, git, git_environment, write
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

    def test_nothing_committed(self, tmp_path, unbroken, monkeypatch):
        git(tmp_path, "init", "--quiet")
        monkeypatch.chdir(tmp_path)
        said = "unbroken: nothing is committed yet, so there is nothing to compare with; 0.00 s\n"
        assert unbroken("check") == (0, said, "")
        write(tmp_path, {"pkg/__init__.py": ""})
        git(tmp_path, "add", "--all")
        assert unbroken("full") == (0, said, "")

    def test_first_commit_has_nothing_to_be_compared_with(self, library, unbroken):
        closing = "HEAD is the first commit, so there is nothing to compare with"
        assert unbroken("full") == (0, f"unbroken: {closing}; 0.00 s\n", "")

    def test_nothing_in_flight(self, library, unbroken):
        commit(library, {"README.md": ""})
        did = "unbroken: pkg: no breaks; 2 files and 4 public objects of the working tree compared"
        for command in ("check", "full"):
            assert unbroken(command) == (
                0,
                f"{did} with {RELEASE}, the whole package (griffe); 0.00 s\n",
                "",
            )
        why = "because nothing is staged and no range of commits is given"
        assert unbroken("incremental") == (
            0,
            f"{did} with {RELEASE}, the whole package (griffe) {why}; 0.00 s\n",
            "",
        )

    def test_no_source(self, library, unbroken):
        write(library, {"README.md": "Read me.\n"})
        git(library, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no breaks, because no source file changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_no_shape(self, library, unbroken):
        write(library, {"pkg/data.py": "# A comment.\ndef load(path, limit=None): return 1\n"})
        git(library, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no breaks, because the public shape of pkg/data.py is as it was (ast); "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )

    def test_no_shape_of_several(self, library, unbroken):
        write(library, {"pkg/data.py": '"""A."""\ndef load(path, limit=None): return 1\n'})
        write(library, {"pkg/__init__.py": '"""A."""\ndef f(a, b=1): ...\n'})
        git(library, "add", "--all")
        assert unbroken("check").out == (
            "unbroken: pkg: no breaks, because the public shape of 2 changed files is as it was "
            f"(ast); baseline {RELEASE}; 0.00 s\n"
        )

    def test_changed_files(self, broken, unbroken):
        said = unbroken("check")
        assert said.code == 1
        assert said.closing == (
            "unbroken: pkg: 1 error; 1 file and 2 public objects of the index compared with "
            f"{RELEASE}, changed files only (libcst); 0.00 s"
        )

    def test_the_whole_package(self, broken, unbroken):
        assert unbroken("full").closing == (
            "unbroken: pkg: 1 error; 2 files and 4 public objects of the index compared with "
            f"{RELEASE}, the whole package (griffe); 0.00 s"
        )

    def test_a_fall_back(self, library, unbroken):
        git(library, "rm", "--quiet", "pkg/data.py")
        said = unbroken("incremental")
        assert said.code == 1
        assert said.closing == (
            "unbroken: pkg: 1 error; 1 file and 3 public objects of the index compared with "
            f"{RELEASE}, the whole package (griffe) because pkg/data.py was deleted or moved; "
            "0.00 s"
        )

    def test_standing(self, broken, unbroken):
        commit(broken, {"pkg/data.py": "def load(path): ...\ndef save(path): ...\n"})
        write(broken, {"pkg/__init__.py": "def f(a, b=2): ...\n"})
        git(broken, "add", "--all")
        said = unbroken("full")
        assert said.code == 0
        assert said.out.startswith(
            "pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was "
            "removed (pre-existing)\n"
        )
        assert (
            "\npkg/__init__.py:1:1: warning[default-changed] pkg.f: default of 'b' changed from 1 "
            "to 2\n"
        ) in said.out
        assert said.closing.startswith(
            "unbroken: pkg: 1 error (1 pre-existing), 1 warning; 2 files "
        )

    def test_a_fallback_branch(self, library, unbroken):
        git(library, "tag", "--delete", "v1.0.0")
        git(library, "switch", "--quiet", "--create", "topic")
        commit(library, {"pkg/data.py": "def load(path): ...\n"})
        said = unbroken("check")
        assert said.code == 1
        assert (
            "compared with main (no release tag was found, so where it left main), "
            "the whole package (griffe); "
        ) in said.closing

    def test_what_was_asked_for(self, broken, unbroken):
        said = unbroken("check", "--baseline", "HEAD")
        assert "compared with HEAD (from --baseline), " in said.closing


class TestFindings:
    def test_one(self, broken, unbroken):
        said = unbroken("check")
        assert (said.code, said.err) == (1, "")
        meant = (
            'unbroken: to accept this break, run: unbroken accept pkg.data.load --reason "…"\n'
            "unbroken: or write a comment at the definition: "
            "# unbroken: accept[parameter-removed] reason"
        )
        assert said.out == f"{LOAD}\n{meant}\n{said.closing}\n"

    def test_several(self, broken, unbroken):
        write(broken, {"pkg/__init__.py": "def f(a, *, b=1): ...\n"})
        git(broken, "add", "--all")
        said = unbroken("check")
        first = (
            "pkg/__init__.py:1:1: error[parameter-became-keyword-only] pkg.f: parameter 'b' "
            "can be passed by keyword only\n"
        )
        blocks = said.out.split("\n\n")
        assert len(blocks) == 3
        assert blocks[2].startswith(
            'unbroken: to accept these 2 breaks, run: unbroken accept --all --reason "…"\n'
            "unbroken: or write a comment at the definition: # unbroken: accept[RULE] reason\n"
        )
        assert blocks[0].splitlines()[0].startswith(first.partition(": parameter")[0])
        assert f"{blocks[1]}\n" == LOAD

    def test_a_file_that_does_not_parse(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path:\n"})
        git(library, "add", "--all")
        said = unbroken("check")
        assert said.code == 1
        assert said.out == (
            "pkg/data.py:1:9: error[module-unreadable] pkg.data: cannot be parsed: "
            "'(' was never closed\n"
            "  do:     Fix the syntax error; until then this file cannot be compared.\n"
            f"\n{said.closing}\n"
        )

    @pytest.mark.parametrize("command", ["check", "full"])
    def test_a_baseline_that_does_not_parse(self, library, unbroken, command):
        commit(library, {"pkg/data.py": "def load(path:\n"}, "v1.1.0")
        write(library, {"pkg/data.py": "def load(): ...\n"})
        git(library, "add", "--all")
        said = unbroken(command)
        assert (said.code, said.err) == (0, "")
        assert said.out == (
            "pkg/data.py:1:9: warning: it does not parse at v1.1.0 ('(' was never closed), so "
            f"nothing in it was compared\n{said.closing}\n"
        )
        assert said.closing.startswith("unbroken: pkg: no breaks; ")

    def test_a_test_of_the_baseline_that_does_not_parse(self, library, unbroken):
        commit(library, {"pkg/tests/test_it.py": "def (\n"}, "v1.1.0")
        assert unbroken("full").out.startswith("unbroken: pkg: no breaks; ")


class TestWhatIsChecked:
    def test_strict(self, library, unbroken):
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

    def test_notes(self, broken, unbroken):
        table = '[tool.unbroken.rules]\nparameter-removed = "note"\n'
        write(broken, {"pyproject.toml": table})
        said = unbroken("check")
        assert said.code == 0
        assert said.out.startswith("unbroken: pkg: 1 note; ")
        said = unbroken("check", "--verbose")
        assert said.code == 0
        assert said.out.startswith(LOAD.replace("error", "note"))

    def test_off(self, broken, unbroken):
        write(broken, {"pyproject.toml": '[tool.unbroken.rules]\nparameter-removed = "off"\n'})
        assert unbroken("check").out.startswith("unbroken: pkg: no breaks; ")

    def test_fail_on(self, broken, unbroken):
        commit(broken, {})
        write(broken, {"pkg/data.py": "def load(path): return 1\ndef save(): ...\n"})
        git(broken, "add", "--all")
        assert unbroken("full").code == 0
        write(broken, {"pyproject.toml": '[tool.unbroken]\nfail-on = "all"\n'})
        assert unbroken("full").code == 1
        git(broken, "reset", "--quiet", "--hard")
        write(broken, {"pyproject.toml": '[tool.unbroken]\nfail-on = "introduced"\n'})
        assert unbroken("full").code == 0

    def test_accepted(self, broken, unbroken):
        accepted = (
            '[[tool.unbroken.accept]]\nobject = "pkg.data.load"\nrule = "parameter-removed"\n'
            'reason = "nobody passes it"\nsince = "1.0.0"\n'
        )
        write(broken, {"pyproject.toml": accepted})
        said = unbroken("check")
        assert said.code == 0
        assert said.out.splitlines()[0].endswith(
            "parameter 'limit' was removed (accepted: nobody passes it)"
        )

    def test_another_baseline_is_nothing_to_accept_against(self, broken, unbroken):
        said = unbroken("check", "--baseline", "v1.0.0")
        assert said.out == f"{LOAD}\n{said.closing}\n"

    def test_named_files(self, broken, unbroken, monkeypatch):
        assert unbroken("incremental", "pkg/data.py").code == 1
        monkeypatch.chdir(broken / "pkg")
        assert unbroken("incremental", "data.py", "__init__.py").code == 1
        assert unbroken("incremental", "__init__.py") == (
            0,
            "unbroken: pkg: no breaks, because no source file among those named changed; "
            f"baseline {RELEASE}; 0.00 s\n",
            "",
        )
        monkeypatch.chdir(broken)
        write(broken, {"README": "Read me.\n"})
        git(broken, "add", "README")
        assert "no source file among those named" in unbroken("incremental", "README").closing

    def test_named_files_on_disk(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        said = unbroken("incremental", "pkg/data.py")
        assert said.code == 1
        assert "1 file and 2 public objects of the working tree compared with" in said.closing

    def test_a_revision(self, broken, unbroken):
        commit(broken, {})
        commit(broken, {"pkg/data.py": "def load(path, limit=None): ...\n"})
        assert unbroken("check", "--current", "HEAD").code == 0
        said = unbroken("check", "--current", "HEAD~1")
        assert said.code == 1
        assert "of HEAD~1 compared with v1.0.0 (the latest release), " in said.closing

    def test_a_range(self, broken, unbroken, monkeypatch):
        commit(broken, {})
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", "v1.0.0")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
        write(broken, {"pkg/data.py": ""})
        assert unbroken("check").out.startswith(LOAD)

    def test_disk_when_nothing_is_staged(self, library, unbroken):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        said = unbroken("check")
        assert said.code == 1
        assert "of the working tree compared with v1.0.0 (the latest release), " in said.closing

    def test_from_a_folder_inside(self, broken, unbroken, monkeypatch):
        monkeypatch.chdir(broken / "pkg")
        assert unbroken("check").out.startswith(LOAD)

    def test_a_monorepo(self, tmp_path, broken, unbroken):
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
        said = unbroken("check")
        assert said.code == 1
        release = "v2.0.0 (the latest release)"
        assert said.out.splitlines()[0] == (
            f"unbroken: one: no breaks, because no source file changed; baseline {release}; 0.00 s"
        )
        assert "two/src/two/__init__.py:1:1: error[parameter-removed] two.g: " in said.out
        assert said.closing.startswith("unbroken: two: 1 error; 1 file and 2 public objects of ")


class TestTerminal:
    def test_what_source_text_may_do(self, library, unbroken):
        # Nothing from a repository may steer the terminal (or swap what is read: CVE-2021-42574).
        text = 'def load(path, limit="{}"): ...\n'
        write(library, {"pkg/data.py": text.format("\x1b]0;title\x07\u202e\x9b31m")})
        git(library, "add", "--all")
        said = unbroken("check", "--verbose").out + unbroken("check", "--format", "json").out
        assert "limit" in said
        assert re.search("[^\n\x20-\x7e]", said) is None

    def test_what_file_names_may_do(self, library, unbroken, monkeypatch):
        name = os.fsdecode(b"a\x1b[31m\n\xff\xe2\x80\xae")
        write(library, {f"{name}/pkg/__init__.py": "def f(a): ...\n"})
        write(library, {f"{name}/pyproject.toml": '[tool.unbroken]\npackages = ["pkg"]\n'})
        commit(library, {}, "v1.1.0")
        write(library, {f"{name}/pkg/__init__.py": "def f(): ...\n"})
        git(library, "add", "--all")
        said = unbroken("check", "--config", f"{name}/pyproject.toml")
        assert said.code == 1
        shown = "a\\x1b[31m\\n\\udcff\\u202e/pkg/__init__.py"
        assert said.out.startswith(f"{shown}:1:1: error[parameter-removed] pkg.f: ")
        said = unbroken("check", "--config", f"{name}/pyproject.toml", "--format", "json")
        assert said.code == 1
        assert '"path": "a\\u001b[31m\\n\\udcff\\u202e/pkg/__init__.py"' in said.out
        write(library, {f"{name}/pyproject.toml": "[tool.unbroken]\nstrict = 1\n"})
        said = unbroken("check", "--config", f"{name}/pyproject.toml")
        assert said.code == 2
        assert "\x1b" not in said.err

    def test_what_git_may_say(self, library, unbroken):
        said = unbroken("check", "--baseline", "\x1b[31m\u202e")
        assert said.err == (
            "unbroken: --baseline: there is no revision '\\x1b[31m\\u202e'; "
            "fetch it with `git fetch --tags`, or name another\n"
        )

    def test_colour(self, broken, unbroken, monkeypatch):
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
    def test_a_terminal_that_knows_no_unicode(self, library, how):
        write(library, {"pkg/data.py": "def lädt(pfad, größe=None): ...\n"})
        commit(library, {}, "v1.1.0")
        write(library, {"pkg/data.py": "def lädt(pfad): ...\n"})
        done = spawned("full", *how, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"l\\xe4dt" in done.stdout or b"l\\u00e4dt" in done.stdout

    def test_a_pipe_that_is_closed(self, library):
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

    def test_the_console_script(self, broken):
        script = os.path.join(os.path.dirname(sys.executable), "unbroken")
        done = subprocess.run([script, "check"], env=git_environment(), capture_output=True)
        assert done.returncode == 1
        assert done.stdout.decode().startswith(LOAD)


REPORT = (
    "--format --output --strict --verbose --quiet --show-accepted --show-pre-existing --statistics "
    "--color"
)
OPTIONS = {
    "check": f"{REPORT} --no-cache --config --baseline --current",
    "incremental": f"{REPORT} --no-cache --config --baseline --current FILE",
    "full": f"{REPORT} --no-cache --config --baseline --current",
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
            assert re.search(rf"^  (-[vq], )?{option}\b.*\s\w", described, re.MULTILINE), option
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
                for made in (make_parser(command), make_parser())
            )
            assert alone.format_help() == among.format_help()
        assert make_parser("chekc").format_help() == make_parser().format_help()

    def test_version(self, capsys):
        from unbroken.cli.main import main

        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"unbroken {__version__}\n"


class TestOtherCommands:
    def test_a_rule(self, library, unbroken):
        page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
        said = unbroken("rules", "parameter-removed", "module-unreadable")
        assert (said.code, said.err) == (0, "")
        for part in said.out.split("\n## "):
            assert f"## {part.removeprefix('## ').rstrip()}\n" in page
        assert said.out.startswith("## parameter-removed\n\nLevel: error. Needs: major.\n\n")
        assert "\n\n## module-unreadable\n\nLevel: error." in said.out

    def test_a_rule_that_there_is_not(self, library, unbroken):
        assert unbroken("rules", "parameter-remved") == (
            2,
            "",
            "unbroken: there is no rule 'parameter-remved'; did you mean 'parameter-removed'?\n",
        )

    def test_rules(self, library, unbroken):
        said = unbroken("rules")
        assert (said.code, said.err) == (0, "")
        lines = said.out.splitlines()
        assert [line.split()[0] for line in lines] == list(rule_names())
        assert all(line.split()[1] in ("error", "warning", "note", "off") for line in lines)

    def test_config(self, library, unbroken):
        none = "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
        assert unbroken("config", "--check") == (0, none, "")
        write(library, {"pyproject.toml": "[tool.unbroken]\n"})
        assert unbroken("config", "--check") == (0, "unbroken: pyproject.toml is valid\n", "")
