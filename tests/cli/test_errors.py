"""What is said when a check cannot be made, in full: what is wrong, where, and what to do."""

from __future__ import annotations

import os
import platform
import re
import shutil

import pytest

import unbroken as package
from tests.checkout import commit, git, repository, run, write

CONFIGURED = '[project]\nname = "pkg"\nversion = "1.1.0"\n[tool.unbroken]\n'

BAD_TABLES = {
    "an unknown key": (
        'packges = ["pkg"]\n',
        "unbroken: pyproject.toml: [tool.unbroken] unknown key 'packges'; "
        "did you mean 'packages'?\n",
    ),
    "an unknown rule": (
        '[tool.unbroken.rules]\nparameter-remved = "off"\n',
        "unbroken: pyproject.toml: [tool.unbroken.rules] unknown rule 'parameter-remved'; "
        "did you mean 'parameter-removed'?\n",
    ),
    "an unknown rule in an override": (
        '[[tool.unbroken.overrides]]\nobjects = ["pkg.*"]\nrules = { field-removd = "off" }\n',
        "unbroken: pyproject.toml: [[tool.unbroken.overrides]] entry 1: unknown rule "
        "'field-removd'; did you mean 'field-removed'?\n",
    ),
    "an unknown rule that is accepted": (
        '[[tool.unbroken.accept]]\nobject = "pkg.f"\nrule = "class-remove"\nreason = "r"\n',
        "unbroken: pyproject.toml: [[tool.unbroken.accept]] entry 1: unknown rule "
        "'class-remove'; did you mean 'class-removed'?\n",
    ),
    "a level that there is not": (
        '[tool.unbroken.rules]\nparameter-removed = "warn"\n',
        "unbroken: pyproject.toml: [tool.unbroken.rules] parameter-removed: unknown value 'warn'; "
        "did you mean 'warning'?\n",
    ),
    "several problems": (
        'packages = "pkg"\nstrict = "yes"\nversion = "abc"\nfail-on = "al"\n',
        "unbroken: pyproject.toml: [tool.unbroken] packages: expected an array of strings, "
        "found a string\n"
        "unbroken: pyproject.toml: [tool.unbroken] strict: expected a boolean, found a string\n"
        "unbroken: pyproject.toml: [tool.unbroken] version: 'abc' is not a version (PEP 440)\n"
        "unbroken: pyproject.toml: [tool.unbroken] fail-on: unknown value 'al'; "
        "did you mean 'all'?\n",
    ),
    "TOML without end": (
        "packages = " + "[" * 5000,
        "unbroken: pyproject.toml: cannot be read: it is nested too deeply, or a number has too "
        "many digits\n",
    ),
    "a number without end": (
        "window = " + "9" * 9999,
        "unbroken: pyproject.toml: cannot be read: it is nested too deeply, or a number has too "
        "many digits\n",
    ),
    "malformed TOML": (
        'packages = ["pkg" "other"]\n',
        "unbroken: pyproject.toml:5:19: not valid TOML: Unclosed array\n",
    ),
    "control characters": (
        '"pack\\u001b[31mages\\u202e" = 1\n',
        "unbroken: pyproject.toml: [tool.unbroken] unknown key 'pack\\x1b[31mages\\u202e'; "
        "did you mean 'packages'?\n",
    ),
    "a package that is not there": (
        'packages = ["pgk"]\n',
        "unbroken: pyproject.toml: [tool.unbroken] packages: there is no 'pgk' in src, .; "
        "did you mean 'pkg'?\n",
    ),
    "a baseline that is not there": (
        'baseline = "v1.0.1"\n',
        "unbroken: pyproject.toml: [tool.unbroken] baseline: there is no revision 'v1.0.1'; "
        "did you mean 'v1.0.0'?\n",
    ),
    "a folder without packages": (
        'search-paths = ["lib"]\n',
        "unbroken: no package was found in the repository (looked in lib), so nothing would be "
        "checked. Name it in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  packages = ["your_package"]\n  search-paths = ["src"]\n',
    ),
}


@pytest.mark.parametrize("case", BAD_TABLES)
@pytest.mark.parametrize("command", ["check", "full"])
def test_invalid_table_lists_all_problems(library, unbroken, case, command):
    table, said = BAD_TABLES[case]
    write(library, {"pyproject.toml": CONFIGURED + table})
    assert unbroken(command) == (2, "", said)


def test_invalid_table_is_named_relative_to_the_current_folder(library, unbroken, monkeypatch):
    write(library, {"pyproject.toml": CONFIGURED + "strict = 1\n"})
    monkeypatch.chdir(library / "pkg")
    said = "[tool.unbroken] strict: expected a boolean, found an integer\n"
    assert unbroken("check") == (2, "", f"unbroken: ../pyproject.toml: {said}")
    assert unbroken("config") == (2, "", f"unbroken: ../pyproject.toml: {said}")


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
def test_unknown_ref_on_the_command_line_exits_2(library, unbroken, option, case):
    ref, advice = BAD_REFS[case]
    said = f"unbroken: {option}: there is no revision {ref!r}; {advice}\n"
    assert unbroken("check", f"{option}={ref}") == (2, "", said)


@pytest.mark.parametrize("name", ["PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"])
def test_unknown_ref_from_pre_commit_exits_2(library, unbroken, monkeypatch, name):
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    monkeypatch.setenv(name, "0" * 40)
    said = (
        f"unbroken: {name}: there is no revision '{'0' * 40}'; "
        "fetch it with `git fetch --tags`, or name another\n"
    )
    assert unbroken("check") == (2, "", said)


def test_missing_baseline_exits_2(library, unbroken):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "branch", "--move", "topic")
    assert unbroken("check") == (
        2,
        "",
        "unbroken: no baseline: no release tag was found (looked for tags like "
        "'v1.2.3') and there is no branch 'main'. Tag the last release, fetch its tag with "
        "`git fetch --tags`, or name the revision that users rely on with --baseline or in "
        'pyproject.toml:\n\n  [tool.unbroken]\n  baseline = "<revision>"\n',
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


def test_shallow_clone_without_a_tag_exits_2(shallow, unbroken):
    assert unbroken("check") == (
        2,
        "",
        "unbroken: no baseline: no release tag was found in this shallow clone. " + SHALLOW,
    )


def test_unknown_ref_in_a_shallow_clone_exits_2(shallow, unbroken):
    assert unbroken("check", "--baseline", "v1.0.0") == (
        2,
        "",
        "unbroken: --baseline: there is no revision 'v1.0.0' in this shallow clone. " + SHALLOW,
    )


def test_completed_shallow_clone_is_checked(shallow, unbroken):
    git(shallow, "fetch", "--quiet", "--tags", "--unshallow")
    assert unbroken("check").code == 1


def test_project_without_a_module_exits_2(tmp_path, library, unbroken):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "rm", "--quiet", "-r", "pkg")
    commit(library, {"README": ""}, "v1.1.0")
    said = (
        "unbroken: no package was found in the repository (looked in src, .), so nothing would be "
        "checked. Name it in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  packages = ["your_package"]\n  search-paths = ["src"]\n'
    )
    assert "error[module-removed] pkg: " in unbroken("check").out
    commit(library, {"README": "Read me.\n"})
    assert unbroken("check") == (2, "", said)
    assert unbroken("full") == (2, "", said)


def test_packages_in_a_submodule_are_looked_for_there(tmp_path, unbroken, monkeypatch):
    inner = repository(tmp_path / "inner", {"pkg/__init__.py": ""})
    root = repository(tmp_path / "outer", {"pyproject.toml": ""}, "v1.0.0")
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "src")
    commit(root, {})
    monkeypatch.chdir(root)
    said = (
        "unbroken: no package was found in the repository (looked in src, .), so nothing would be "
        "checked. Name it in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  packages = ["your_package"]\n  search-paths = ["src"]\n\n'
        "The files in submodules (src) belong to other repositories and are not read. Add the hook "
        "to the repository that has the package.\n"
    )
    assert unbroken("full") == (2, "", said)
    git(root, "submodule", "--quiet", "deinit", "src")
    assert unbroken("full") == (2, "", said)


@pytest.mark.parametrize(
    ("lines", "message", "cure"),
    [
        (
            "[core",
            "bad config line",
            "; correct git's configuration (`git config --edit`, with --global for your own)\n",
        ),
        (
            "[core]\n bare = maybe\n",
            "bad boolean config value 'maybe' for 'core.bare'",
            "; correct git's configuration (`git config --edit`, with --global for your own)\n",
        ),
        (
            "[core]\n repositoryformatversion = 9\n",
            "Expected git repo version <= 1, found 9",
            "; the repository was made by a newer git: install that, and run unbroken again\n",
        ),
        (
            "[core]\n repositoryformatversion = 1\n[extensions]\n later = true\n",
            "extension",
            "; the repository was made by a newer git: install that, and run unbroken again\n",
        ),
    ],
)
def test_configuration_that_git_refuses_comes_with_a_cure(library, unbroken, lines, message, cure):
    with open(library / ".git/config", "a") as file:
        file.write(lines)
    result = unbroken("check")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"unbroken: git cannot use the repository at {library}: ")
    assert message in result.err
    assert result.err.endswith(cure)


def test_nested_projects_without_a_table_are_named(tmp_path, unbroken, monkeypatch):
    projects = {f"libs/{item}/pyproject.toml": "" for item in "abcde"}
    monkeypatch.chdir(repository(tmp_path / "mono", projects | {"libs/a/a.py": ""}, "v1.0.0"))
    said = unbroken("check")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(
        '  packages = ["your_package"]\n  search-paths = ["src"]\n\nThere are projects below it '
        "(libs/a, libs/b, libs/c and 2 more): they are checked when the pyproject.toml of each has "
        "a table [tool.unbroken], which may be empty.\n"
    )
    write(tmp_path / "mono", {"libs/a/pyproject.toml": "[tool.unbroken]\n"})
    assert unbroken("check").code == 0


def test_project_with_only_excluded_files_exits_2(library, unbroken):
    write(library, {"pyproject.toml": '[tool.unbroken]\nexclude = ["*.py"]\n'})
    said = "unbroken: every file of pkg is a test or excluded, so nothing would be checked\n"
    assert unbroken("check") == unbroken("full") == (2, "", said)
    write(library, {"pyproject.toml": '[tool.unbroken]\nexclude = ["*.py", "!data.py"]\n'})
    assert unbroken("check").code == 0


def test_folder_outside_a_repository_exits_2(tmp_path, unbroken, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = (
        f"unbroken: {tmp_path} is not in a git repository; run unbroken inside one, or compare "
        "two folders with `unbroken diff OLD NEW`\n"
    )
    for command in ("check", "incremental", "full", "config"):
        assert unbroken(command) == (2, "", said)


def test_missing_git_exits_2(library, unbroken, monkeypatch):
    monkeypatch.setenv("PATH", str(library))
    said = "unbroken: git was not found; install git, or put it on PATH\n"
    assert unbroken("check") == (2, "", said)


def test_repository_of_another_user_exits_2(library, unbroken, monkeypatch):
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
    said = unbroken("check")
    assert said.code == 2
    assert said.err.startswith(f"unbroken: git cannot use the repository at {library}: ")
    assert f"git config --global --add safe.directory {library}" in said.err


def test_merge_conflicts_exit_2(library, unbroken):
    git(library, "switch", "--quiet", "--create", "other")
    commit(library, {"pkg/data.py": "def load(path, one): ...\n"})
    git(library, "switch", "--quiet", "main")
    commit(library, {"pkg/data.py": "def load(path, two): ...\n"})
    assert run(library, "git", "merge", "other").returncode == 1
    said = "unbroken: a merge has conflicts in pkg/data.py; resolve them and `git add` the result\n"
    for command in ("check", "incremental", "full"):
        assert unbroken(command) == (2, "", said)


def test_named_files_that_do_not_exist_exit_2(library, unbroken):
    assert unbroken("incremental", "pkg/dta.py") == (
        2,
        "",
        "unbroken: pkg/dta.py: there is no such file, and HEAD has none\n",
    )
    assert unbroken("incremental", "pkg") == (
        2,
        "",
        "unbroken: pkg: is a folder; name files, or none to check what changed\n",
    )
    assert unbroken("incremental", "../data.py") == (
        2,
        "",
        f"unbroken: ../data.py: is outside the repository {library}\n",
    )


BAD_CONFIGS = {
    "missing.toml": "unbroken: missing.toml: cannot be read: No such file or directory\n",
    "empty.toml": (
        "unbroken: empty.toml: has no [tool.unbroken] table; add one, or leave --config out\n"
    ),
}


@pytest.mark.parametrize("name", BAD_CONFIGS)
def test_config_file_without_a_table_exits_2(library, unbroken, name):
    write(library, {"empty.toml": ""})
    said = BAD_CONFIGS[name]
    assert unbroken("check", "--config", name) == (2, "", said)
    assert unbroken("config", "--config", name) == (2, "", said)


def test_settings_from_outside_the_repository_can_be_tried_out(library, unbroken):
    write(
        library, {"pkg/data.py": "", "../strict.toml": '[tool.unbroken]\nexclude = ["data.py"]\n'}
    )
    assert unbroken("check").code == 1
    assert unbroken("check", "--config", "../strict.toml").code == 0


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_can_be_named_on_the_command_line(library, unbroken, command):
    files = {"one/__init__.py": "def f(): ...\n", "two/__init__.py": "def f(): ...\n"}
    commit(library, files, "v1.1.0")
    commit(library, {"one/__init__.py": "", "two/__init__.py": ""})
    said = unbroken(command, "--package", "one")
    assert "error[function-removed] one.f: " in said.out
    assert "two.f" not in said.out
    assert unbroken(command, "--package", "three").code == 2
    assert unbroken(command, "--package", "three").err.startswith(
        "unbroken: --package: there is no 'three' in "
    )


def test_internal_error_asks_for_a_report(library, unbroken, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("one\ntwo \x1b[31m")

    monkeypatch.setattr("unbroken.checks.context.resolve_baseline", broken)
    said = unbroken("check")
    line = broken.__code__.co_firstlineno + 1
    assert said._replace(
        err=re.sub(r"(context|run)\.py:\d+ in \S+[\w>]", r"\1.py:0", said.err)
    ) == (
        2,
        "",
        "unbroken: nothing was checked: this is a bug in unbroken. Please report it with:\n"
        "  RuntimeError: one\\ntwo \\x1b[31m\n"
        f"  at test_errors.py:{line} in broken, context.py:0, run.py:0\n"
        f"  unbroken {package.__version__}, Python {platform.python_version()}, "
        f"{platform.system()}\n",
    )


def test_chain_that_is_too_deep_to_resolve_exits_2(library, unbroken, monkeypatch):
    def endless(*given: object, **options: object) -> None:
        endless(*given, **options)

    monkeypatch.setattr("unbroken.checks.context.resolve_baseline", endless)
    assert unbroken("check") == (
        2,
        "",
        "unbroken: nothing was checked: an import, alias or inheritance chain is too deep to "
        "resolve\n",
    )


def test_too_little_memory_exits_2(library, unbroken, monkeypatch):
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("unbroken.checks.context.resolve_baseline", greedy)
    said = "unbroken: nothing was checked: there is not enough memory\n"
    assert unbroken("check") == (2, "", said)


def test_interrupt_exits_130(library, unbroken, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("unbroken.checks.context.resolve_baseline", interrupted)
    assert unbroken("check") == (130, "", "")


BAD_LINES = {
    "a command that there is not": (
        ["chekc"],
        "usage: unbroken [-h] [--version] COMMAND ...\n"
        "unbroken: error: there is no command 'chekc'; did you mean 'check'?\n",
    ),
    "a command like none": (
        ["frobnicate"],
        "unbroken: error: there is no command 'frobnicate'; valid ones are check, incremental, "
        "full, deprecations, accept, diff, impact, init, baseline, snapshot, rules, schema, bump, "
        "notes, commit-msg, selftest, config, completion\n",
    ),
    "an option with a typo before the command": (
        ["--versoin"],
        "usage: unbroken [-h] [--version] COMMAND ...\n"
        "unbroken: error: unrecognized arguments: --versoin; did you mean '--version'?\n",
    ),
    "an option of a command before it": (
        ["--baseline", "v1.0.0", "check"],
        "unbroken: error: unrecognized arguments: --baseline; options follow the command\n",
    ),
    "an option with a typo": (
        ["config", "--confg=x.toml"],
        "usage: unbroken config [-h] [--check] [--config FILE]\n"
        "unbroken config: error: unrecognized arguments: --confg=x.toml; did you mean "
        "'--config'?\n",
    ),
    "an option with a typo, and its value": (
        ["check", "--basline", "v1.0.0"],
        "unbroken check: error: unrecognized arguments: --basline v1.0.0; did you mean "
        "'--baseline'?\n",
    ),
    "an option with a typo of a command that takes files": (
        ["incremental", "--basline", "v1.0.0"],
        "unbroken incremental: error: unrecognized arguments: --basline; did you mean "
        "'--baseline'?\n",
    ),
    "an option that there is not": (
        ["check", "--zzz"],
        "unbroken check: error: unrecognized arguments: --zzz\n",
    ),
    "files for a command that takes none": (
        ["check", "pkg/a.py", "pkg/b.py"],
        "unbroken check: error: unrecognized arguments: pkg/a.py pkg/b.py "
        "(to check only some files, run: unbroken incremental pkg/a.py pkg/b.py)\n",
    ),
    "a format that there is not": (
        ["check", "--format", "xml"],
        "unbroken check: error: argument --format: invalid choice: 'xml' (choose from ",
    ),
    "an option without its value": (
        ["check", "--baseline"],
        "unbroken check: error: argument --baseline: expected one argument\n",
    ),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_invalid_arguments_exit_2(unbroken, capsys, case):
    arguments, said = BAD_LINES[case]
    with pytest.raises(SystemExit) as caught:
        unbroken(*arguments)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_missing_command_shows_the_help(library, unbroken, capsys):
    with pytest.raises(SystemExit) as caught:
        unbroken()
    assert caught.value.code == 0
    assert re.search("^    check +compare what is staged", capsys.readouterr().out, re.MULTILINE)
