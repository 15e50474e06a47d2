"""Public files that are newly excluded: one warning until the next release, and no repetition."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

EXCLUDE = '[project]\nname = "pkg"\n\n[tool.unbroken]\nexclude = ["data.py"]\n'
WARNING = (
    "pyproject.toml:5:1: warning[stability-lowered] pkg: 1 public file of v1.0.0 is now excluded: "
    "pkg/data.py\n"
    "  do:     Mention it in the release notes, or deprecate what is in them instead.\n"
    "  paste:  instead of pyproject.toml:5\n"
    "            exclude = []\n"
)


@pytest.mark.parametrize("command", ["check", "full"])
def test_exclusion_in_the_change_that_breaks_leaves_one_warning(library, unbroken, command):
    write(library, {"pyproject.toml": EXCLUDE, "pkg/data.py": ""})
    git(library, "add", "--all")
    said = unbroken(command)
    assert said.code == 0
    assert said.out.startswith(WARNING)
    assert said.out.count("warning[") == 1
    assert "error[" not in said.out


def test_warning_stays_until_the_next_release(library, unbroken):
    commit(library, {"pyproject.toml": EXCLUDE, "pkg/data.py": ""})
    assert WARNING in unbroken("full").out
    write(library, {"pkg/__init__.py": "def f(a, b=1): ...\ndef g(): ...\n"})
    git(library, "add", "--all")
    assert "warning[" not in unbroken("check").out
    commit(library, {}, "v1.1.0")
    commit(library, {"README": ""})
    assert "warning[" not in unbroken("full").out


@pytest.mark.parametrize("pattern", ["_private.py", "nothing.py", "**/tests/**", "docs/"])
def test_exclusion_of_what_is_not_public_is_silent(library, unbroken, pattern):
    commit(library, {"pkg/_private.py": "", "docs/conf.py": "", "pkg/tests/test_it.py": ""}, "v1.1")
    table = EXCLUDE.replace("data.py", pattern)
    commit(library, {"pyproject.toml": table})
    assert "stability-lowered" not in unbroken("full").out


def test_many_files_are_counted(library, unbroken):
    commit(library, {f"pkg/m{number}.py": "" for number in range(5)}, "v1.1.0")
    commit(library, {"pyproject.toml": EXCLUDE.replace("data.py", "m?.py")})
    assert (
        "5 public files of v1.1.0 are now excluded: pkg/m0.py, pkg/m1.py, pkg/m2.py, …\n"
    ) in unbroken("full").out


UNUSED = (
    "pyproject.toml:5:1: warning[unused-exclude] pkg: pattern 'legcy/**' of exclude matches no "
    "source file of v1.0.0 and {new}\n"
    "  do:     Correct the pattern, or remove it.\n"
    "  paste:  instead of pyproject.toml:5\n"
    "            exclude = []\n"
)


def test_pattern_that_matches_nothing_is_reported(library, unbroken):
    table = EXCLUDE.replace("data.py", "legcy/**")
    write(library, {"pyproject.toml": table})
    git(library, "add", "--all")
    said = unbroken("check")
    assert (said.code, said.out.startswith(UNUSED.format(new="the index"))) == (0, True)
    commit(library, {})
    assert UNUSED.format(new="the working tree") in unbroken("full").out
    # A commit that leaves the settings alone is not about them.
    write(library, {"pkg/__init__.py": "def f(a, b=1, c=2): ...\n"})
    git(library, "add", "--all")
    assert "unused-exclude" not in unbroken("check").out


@pytest.mark.parametrize("pattern", ["legcy/", "/data.py", "!pkg/tests/", "pkg/*.pyi"])
def test_pattern_of_any_form_that_matches_nothing_is_reported(library, unbroken, pattern):
    commit(library, {"pyproject.toml": EXCLUDE.replace("data.py", pattern)})
    assert f"pattern '{pattern}' of exclude matches no source file" in unbroken("full").out


@pytest.mark.parametrize(
    "pattern", ["tests/", "!tests/", "docs", "/pkg/_old.py", "**/_old.py", "# a comment", "pkg"]
)
def test_pattern_that_matches_something_in_one_version_is_not_reported(library, unbroken, pattern):
    files = {"pkg/_old.py": "", "docs/conf.py": "", "pkg/tests/test_it.py": "", "pkg/m.py": ""}
    commit(library, files, "v1.1")
    table = EXCLUDE.replace('"data.py"', f'"{pattern}", "!pkg/m.py"')
    commit(library, {"pyproject.toml": table, "pkg/_old.py": None})
    assert "unused-exclude" not in unbroken("full").out


def test_line_of_each_pattern_is_named(library, unbroken):
    table = EXCLUDE.replace('["data.py"]', '[\n  "pkg/data.py",\n  "one/",\n  "two/",\n]')
    commit(library, {"pyproject.toml": table})
    said = unbroken("full").out
    assert "pyproject.toml:7:1: warning[unused-exclude] pkg: pattern 'one/' " in said
    assert "pyproject.toml:8:1: warning[unused-exclude] pkg: pattern 'two/' " in said
    assert "  paste:" not in said  # The setting is not one line.


def test_code_keeps_the_other_patterns(library, unbroken):
    commit(library, {"docs/conf.py": ""}, "v1.1.0")
    table = EXCLUDE.replace('"data.py"', '"docs/", "legcy/"')
    commit(library, {"pyproject.toml": table})
    assert ('  paste:  instead of pyproject.toml:5\n            exclude = ["docs/"]\n') in unbroken(
        "full"
    ).out


ALL_EXCLUDED = "unbroken: every file of pkg is a test or excluded, so nothing would be checked\n"


@pytest.mark.parametrize("command", ["check", "full", "incremental"])
@pytest.mark.parametrize("before", [None, "pkg/data.py"], ids=["new", "staged"])
def test_everything_excluded_is_no_success(library, unbroken, command, before):
    commit(library, {"pyproject.toml": EXCLUDE.replace("data.py", "pkg/")})
    if before is not None:
        write(library, {before: "def load(): ...\n"})
        git(library, "add", "--all")
    said = unbroken(command)
    assert (said.code, said.out, said.err) == (2, "", ALL_EXCLUDED)


def test_everything_excluded_by_the_change_is_no_success(library, unbroken):
    write(library, {"pyproject.toml": EXCLUDE.replace("data.py", "pkg/"), "pkg/data.py": ""})
    git(library, "add", "--all")
    assert unbroken("check").err == ALL_EXCLUDED
    write(library, {"pkg/new.py": "", "pyproject.toml": EXCLUDE.replace('"data', '"pkg/*", "!new')})
    git(library, "add", "--all")
    assert unbroken("check").code == 0


def test_exclusion_of_all_that_changes_is_a_success(library, unbroken):
    commit(library, {"pyproject.toml": EXCLUDE})
    write(library, {"pkg/data.py": "def load(): ...\n"})
    git(library, "add", "--all")
    for _ in range(2):  # the second time from the cache
        assert unbroken("check").code == 0
