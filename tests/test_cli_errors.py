"""What is said when a check cannot be made, in full: what is wrong, where, and what to do."""

from __future__ import annotations

import os
import platform
import re
import shutil

import pytest

import holdfast as package
from tests.checkout import commit, git, repository, run, write

CONFIGURED = '[project]\nname = "pkg"\nversion = "1.1.0"\n[tool.holdfast]\n'

BAD_TABLES = {
    "an unknown key": (
        'packges = ["pkg"]\n',
        "holdfast: pyproject.toml: [tool.holdfast] unknown key 'packges'; "
        "did you mean 'packages'?\n",
    ),
    "an unknown rule": (
        '[tool.holdfast.rules]\nparameter-remved = "off"\n',
        "holdfast: pyproject.toml: [tool.holdfast.rules] unknown rule 'parameter-remved'; "
        "did you mean 'parameter-removed'?\n",
    ),
    "an unknown rule in an override": (
        '[[tool.holdfast.overrides]]\nobjects = ["pkg.*"]\nrules = { field-removd = "off" }\n',
        "holdfast: pyproject.toml: [[tool.holdfast.overrides]] entry 1: unknown rule "
        "'field-removd'; did you mean 'field-removed'?\n",
    ),
    "an unknown rule that is accepted": (
        '[[tool.holdfast.accept]]\nobject = "pkg.f"\nrule = "class-remove"\nreason = "r"\n',
        "holdfast: pyproject.toml: [[tool.holdfast.accept]] entry 1: unknown rule "
        "'class-remove'; did you mean 'class-removed'?\n",
    ),
    "a level that there is not": (
        '[tool.holdfast.rules]\nparameter-removed = "warn"\n',
        "holdfast: pyproject.toml: [tool.holdfast.rules] parameter-removed: unknown value 'warn'; "
        "did you mean 'warning'?\n",
    ),
    "several problems": (
        'packages = "pkg"\nstrict = "yes"\nversion = "abc"\nfail-on = "al"\n',
        "holdfast: pyproject.toml: [tool.holdfast] packages: expected an array of strings, "
        "found a string\n"
        "holdfast: pyproject.toml: [tool.holdfast] strict: expected a boolean, found a string\n"
        "holdfast: pyproject.toml: [tool.holdfast] version: 'abc' is not a version as PEP 440 has "
        "them\n"
        "holdfast: pyproject.toml: [tool.holdfast] fail-on: unknown value 'al'; "
        "did you mean 'all'?\n",
    ),
    "TOML without end": (
        "packages = " + "[" * 5000,
        "holdfast: pyproject.toml: cannot be read: it nests too deeply, or a number has too many "
        "digits\n",
    ),
    "a number without end": (
        "window = " + "9" * 9999,
        "holdfast: pyproject.toml: cannot be read: it nests too deeply, or a number has too many "
        "digits\n",
    ),
    "malformed TOML": (
        'packages = ["pkg" "other"]\n',
        "holdfast: pyproject.toml:5:19: not valid TOML: Unclosed array\n",
    ),
    "control characters": (
        '"pack\\u001b[31mages\\u202e" = 1\n',
        "holdfast: pyproject.toml: [tool.holdfast] unknown key 'pack\\x1b[31mages\\u202e'; "
        "did you mean 'packages'?\n",
    ),
    "a package that is not there": (
        'packages = ["pgk"]\n',
        "holdfast: pyproject.toml: [tool.holdfast] packages: there is no 'pgk' in src, .; "
        "did you mean 'pkg'?\n",
    ),
    "a baseline that is not there": (
        'baseline = "v1.0.1"\n',
        "holdfast: pyproject.toml: [tool.holdfast] baseline: there is no revision 'v1.0.1'; "
        "did you mean 'v1.0.0'?\n",
    ),
    "a folder without packages": (
        'search-paths = ["lib"]\n',
        "holdfast: no package was found in the repository (looked in lib), so nothing would be "
        "checked. Name it in pyproject.toml:\n\n"
        '  [tool.holdfast]\n  packages = ["your_package"]\n  search-paths = ["src"]\n',
    ),
}


@pytest.mark.parametrize("case", BAD_TABLES)
@pytest.mark.parametrize("command", ["check", "full"])
def test_the_table(library, holdfast, case, command):
    table, said = BAD_TABLES[case]
    write(library, {"pyproject.toml": CONFIGURED + table})
    assert holdfast(command) == (2, "", said)


def test_the_table_from_a_folder_inside(library, holdfast, monkeypatch):
    write(library, {"pyproject.toml": CONFIGURED + "strict = 1\n"})
    monkeypatch.chdir(library / "pkg")
    said = "[tool.holdfast] strict: expected a boolean, found an integer\n"
    assert holdfast("check") == (2, "", f"holdfast: ../pyproject.toml: {said}")
    assert holdfast("config") == (2, "", f"holdfast: ../pyproject.toml: {said}")


BAD_REFS = {
    "like a tag": ("v1.0.1", "did you mean 'v1.0.0'?"),
    "like a branch": ("mian", "did you mean 'main'?"),
    "like nothing": ("zzzz", "fetch it with `git fetch --tags`, or name another"),
    "an option": ("--upload-pack=touch", "fetch it with `git fetch --tags`, or name another"),
    "a file": ("HEAD:pkg", "fetch it with `git fetch --tags`, or name another"),
    "two lines": ("HEAD\nHEAD", "fetch it with `git fetch --tags`, or name another"),
    "empty": ("", "fetch it with `git fetch --tags`, or name another"),
}


@pytest.mark.parametrize("option", ["--baseline", "--current"])
@pytest.mark.parametrize("case", BAD_REFS)
def test_a_ref_on_the_command_line(library, holdfast, option, case):
    ref, advice = BAD_REFS[case]
    said = f"holdfast: {option}: there is no revision {ref!r}; {advice}\n"
    assert holdfast("check", f"{option}={ref}") == (2, "", said)


@pytest.mark.parametrize("name", ["PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"])
def test_a_ref_from_pre_commit(library, holdfast, monkeypatch, name):
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    monkeypatch.setenv(name, "0" * 40)
    said = (
        f"holdfast: {name}: there is no revision '{'0' * 40}'; "
        "fetch it with `git fetch --tags`, or name another\n"
    )
    assert holdfast("check") == (2, "", said)


def test_no_baseline(library, holdfast):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "branch", "--move", "topic")
    assert holdfast("check") == (
        2,
        "",
        "holdfast: no baseline: no release tag is reachable from HEAD (looked for tags like "
        "'v1.2.3') and there is no branch 'main'. Tag the last release, fetch its tag with "
        "`git fetch --tags`, or name the revision that users rely on with --baseline or in "
        'pyproject.toml:\n\n  [tool.holdfast]\n  baseline = "<revision>"\n',
    )


SHALLOW = (
    "Fetch the history and the tags:\n\n  git fetch --tags --unshallow\n\n"
    "In GitHub Actions, give actions/checkout `fetch-depth: 0`.\n"
)


@pytest.fixture
def shallow(library, tmp_path, monkeypatch):
    """What CI has by default: one commit, no tags."""
    commit(library, {"pkg/data.py": "def load(path): ...\n"})
    folder = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", library.as_uri(), str(folder))
    monkeypatch.chdir(folder)
    return folder


def test_a_shallow_clone(shallow, holdfast):
    assert holdfast("check") == (
        2,
        "",
        "holdfast: no baseline: no release tag is reachable from HEAD in this shallow clone. "
        + SHALLOW,
    )


def test_a_ref_in_a_shallow_clone(shallow, holdfast):
    assert holdfast("check", "--baseline", "v1.0.0") == (
        2,
        "",
        "holdfast: --baseline: there is no revision 'v1.0.0' in this shallow clone. " + SHALLOW,
    )


def test_a_shallow_clone_that_was_completed(shallow, holdfast):
    git(shallow, "fetch", "--quiet", "--tags", "--unshallow")
    assert holdfast("check").code == 1


def test_no_module(tmp_path, library, holdfast):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "rm", "--quiet", "-r", "pkg")
    commit(library, {"README": ""}, "v1.1.0")
    said = (
        "holdfast: no package was found in the repository (looked in src, .), so nothing would be "
        "checked. Name it in pyproject.toml:\n\n"
        '  [tool.holdfast]\n  packages = ["your_package"]\n  search-paths = ["src"]\n'
    )
    assert holdfast("check") == (2, "", said)
    commit(library, {"README": "Read me.\n"})
    assert holdfast("full") == (2, "", said)


def test_projects_below_that_have_no_table(tmp_path, holdfast, monkeypatch):
    projects = {f"libs/{each}/pyproject.toml": "" for each in "abcde"}
    monkeypatch.chdir(repository(tmp_path / "mono", projects | {"libs/a/a.py": ""}, "v1.0.0"))
    said = holdfast("check")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(
        '  packages = ["your_package"]\n  search-paths = ["src"]\n\nThere are projects below it '
        "(libs/a, libs/b, libs/c and 2 more): they are checked when the pyproject.toml of each has "
        "a table [tool.holdfast], which may be empty.\n"
    )
    write(tmp_path / "mono", {"libs/a/pyproject.toml": "[tool.holdfast]\n"})
    assert holdfast("check").code == 0


def test_nothing_but_what_is_excluded(library, holdfast):
    write(library, {"pyproject.toml": '[tool.holdfast]\nexclude = ["*.py"]\n'})
    said = "holdfast: every file of pkg is a test or excluded, so nothing would be checked\n"
    assert holdfast("check") == holdfast("full") == (2, "", said)
    write(library, {"pyproject.toml": '[tool.holdfast]\nexclude = ["*.py", "!data.py"]\n'})
    assert holdfast("check").code == 0


def test_no_repository(tmp_path, holdfast, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = (
        f"holdfast: {tmp_path} is not in a git repository; run holdfast inside one, or compare "
        "two folders with `holdfast diff OLD NEW`\n"
    )
    for command in ("check", "incremental", "full", "config"):
        assert holdfast(command) == (2, "", said)


def test_no_git(library, holdfast, monkeypatch):
    monkeypatch.setenv("PATH", str(library))
    said = "holdfast: git was not found; install git, or put it on PATH\n"
    assert holdfast("check") == (2, "", said)


def test_a_repository_of_somebody_else(library, holdfast, monkeypatch):
    # What git says when it does not trust a folder (safe.directory) must reach the user.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    write(
        library,
        {
            "script/git": "#!/bin/sh\nexport GIT_TEST_ASSUME_DIFFERENT_OWNER=1\n"
            f'exec {shutil.which("git")} "$@"\n'
        },
    )
    (library / "script/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{library}/script{os.pathsep}{os.environ['PATH']}")
    said = holdfast("check")
    assert said.code == 2
    assert said.err.startswith(f"holdfast: git cannot use the repository at {library}: ")
    assert f"git config --global --add safe.directory {library}" in said.err


def test_conflicts(library, holdfast):
    git(library, "switch", "--quiet", "--create", "other")
    commit(library, {"pkg/data.py": "def load(path, one): ...\n"})
    git(library, "switch", "--quiet", "main")
    commit(library, {"pkg/data.py": "def load(path, two): ...\n"})
    assert run(library, "git", "merge", "other").returncode == 1
    said = "holdfast: a merge has conflicts in pkg/data.py; resolve them and `git add` the result\n"
    for command in ("check", "incremental", "full"):
        assert holdfast(command) == (2, "", said)


def test_files_that_are_not_there(library, holdfast):
    assert holdfast("incremental", "pkg/dta.py") == (
        2,
        "",
        "holdfast: pkg/dta.py: there is no such file, and HEAD has none\n",
    )
    assert holdfast("incremental", "pkg") == (
        2,
        "",
        "holdfast: pkg: is a folder; name files, or none to check what changed\n",
    )
    assert holdfast("incremental", "../data.py") == (
        2,
        "",
        f"holdfast: ../data.py: is outside the repository {library}\n",
    )


BAD_CONFIGS = {
    "missing.toml": "holdfast: missing.toml: cannot be read: No such file or directory\n",
    "empty.toml": (
        "holdfast: empty.toml: has no [tool.holdfast] table; add one, or leave --config out\n"
    ),
    "../outside.toml": "holdfast: {outer} is outside the repository {library}\n",
}


@pytest.mark.parametrize("name", BAD_CONFIGS)
def test_a_file_that_has_no_table(library, holdfast, name):
    write(library, {"empty.toml": "", "../outside.toml": "[tool.holdfast]\n"})
    said = BAD_CONFIGS[name].format(outer=library.parent, library=library)
    assert holdfast("check", "--config", name) == (2, "", said)
    assert holdfast("config", "--config", name) == (2, "", said)


def test_a_bug_of_ours(library, holdfast, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("one\ntwo \x1b[31m")

    monkeypatch.setattr("holdfast.project_check.promised", broken)
    said = holdfast("check")
    line = broken.__code__.co_firstlineno + 1
    assert said._replace(err=re.sub(r"(check|run)\.py:\d+ in \S+[\w>]", r"\1.py:0", said.err)) == (
        2,
        "",
        "holdfast: nothing was checked: this is a bug in holdfast. Please report it with:\n"
        "  RuntimeError: one\\ntwo \\x1b[31m\n"
        f"  at test_cli_errors.py:{line} in broken, project_check.py:0, run.py:0\n"
        f"  holdfast {package.__version__}, Python {platform.python_version()}, "
        f"{platform.system()}\n",
    )


def test_names_that_lead_on_too_far(library, holdfast, monkeypatch):
    def endless(*given: object, **options: object) -> None:
        endless(*given, **options)

    monkeypatch.setattr("holdfast.project_check.promised", endless)
    assert holdfast("check") == (
        2,
        "",
        "holdfast: nothing was checked: names lead on to other names through more modules, classes "
        "or aliases than can be followed\n",
    )


def test_stopped_by_the_user(library, holdfast, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("holdfast.project_check.promised", interrupted)
    assert holdfast("check") == (130, "", "")


BAD_LINES = {
    "a command that there is not": (
        ["chekc"],
        "holdfast: error: argument COMMAND: invalid choice: 'chekc' (choose from ",
    ),
    "an option that there is not": (
        ["check", "--quick"],
        "holdfast: error: unrecognized arguments: --quick\n",
    ),
    "files for a command that takes none": (
        ["check", "pkg/a.py", "pkg/b.py"],
        "holdfast: error: unrecognized arguments: pkg/a.py pkg/b.py "
        "(only some files are checked with: holdfast incremental pkg/a.py pkg/b.py)\n",
    ),
    "a format that there is not": (
        ["check", "--format", "xml"],
        "holdfast check: error: argument --format: invalid choice: 'xml' (choose from ",
    ),
    "an option without its value": (
        ["check", "--baseline"],
        "holdfast check: error: argument --baseline: expected one argument\n",
    ),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_the_command_line(holdfast, capsys, case):
    arguments, said = BAD_LINES[case]
    with pytest.raises(SystemExit) as caught:
        holdfast(*arguments)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_no_command_shows_them(library, holdfast, capsys):
    with pytest.raises(SystemExit) as caught:
        holdfast()
    assert caught.value.code == 0
    assert "    check       compare what is staged" in capsys.readouterr().out
