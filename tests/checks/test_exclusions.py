"""Public files that are newly excluded: one warning until the next release, and no repetition."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

EXCLUDE = '[project]\nname = "pkg"\n\n[tool.unbroken]\nexclude = ["data.py"]\n'
WARNING = (
    "pyproject.toml:5:1: warning[stability-lowered] pkg: 1 public file of v1.0.0 is now excluded: "
    "pkg/data.py\n"
    "  do:     Mention it in the release notes, or deprecate what is in them instead.\n"
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


@pytest.mark.parametrize("pattern", ["_private.py", "nothing.py", "tests/**", "docs/"])
def test_exclusion_of_what_is_not_public_is_silent(library, unbroken, pattern):
    commit(library, {"pkg/_private.py": "", "docs/conf.py": "", "pkg/tests/test_it.py": ""}, "v1.1")
    table = EXCLUDE.replace("data.py", pattern)
    commit(library, {"pyproject.toml": table})
    assert "warning[" not in unbroken("full").out


def test_many_files_are_counted(library, unbroken):
    commit(library, {f"pkg/m{number}.py": "" for number in range(5)}, "v1.1.0")
    commit(library, {"pyproject.toml": EXCLUDE.replace("data.py", "m?.py")})
    assert (
        "5 public files of v1.1.0 are now excluded: pkg/m0.py, pkg/m1.py, pkg/m2.py, …\n"
    ) in unbroken("full").out
