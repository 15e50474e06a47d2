"""Settings that leave out a break in the very change that makes it: one warning a break."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

PROJECT = '[project]\nname = "pkg"\nversion = "1.1.0"\n\n[tool.unbroken]\n'
MARKED = """\
from pkg._marks import mine

@mine
def g(a, b): ...

def h():
    \"\"\"Do it.

    Beta: it may change.
    \"\"\"
"""
FILES = {"pkg/_marks.py": "def mine(f): return f\n", "pkg/marked.py": MARKED}
BROKEN = {"pkg/__init__.py": "def f(a): ...\n", "pkg/marked.py": "def i(): ...\n"}
SETTINGS = [
    ("[tool.unbroken.rules]\nparameter-removed = 'off'\n", "pkg.f", "parameter-removed"),
    ("[tool.unbroken.rules]\nparameter-removed = 'note'\n", "pkg.f", "parameter-removed"),
    (
        "[[tool.unbroken.overrides]]\nobjects = ['pkg.*']\nrules = {parameter-removed = 'off'}\n",
        "pkg.f",
        "parameter-removed",
    ),
    ("exempt-decorators = ['mine']\n", "pkg.marked.g", "function-removed"),
    ("experimental-docstrings = ['Beta:']\n", "pkg.marked.h", "function-removed"),
]
IDS = ["off", "note", "override", "decorators", "docstrings"]


@pytest.fixture
def released(library):
    """Release the files with an empty table; the next commit is on top of the release."""
    commit(library, {"pyproject.toml": PROJECT, **FILES}, "v1.0.1")
    return library


def warnings_about(text: str) -> list[str]:
    """Return the first lines of the warnings, without their places."""
    lines = text.splitlines()
    return [line.partition(": ")[2] for line in lines if ": warning[stability-lowered]" in line]


@pytest.mark.parametrize("command", ["check", "full"])
@pytest.mark.parametrize(("table", "path", "rule"), SETTINGS, ids=IDS)
def test_break_that_the_change_switches_off_leaves_one_warning(
    released, unbroken, command, table, path, rule
):
    write(released, {"pyproject.toml": PROJECT + table, **BROKEN})
    git(released, "add", "--all")
    said = unbroken(command)
    (line,) = warnings_about(said.out)
    assert line.startswith(f"warning[stability-lowered] {path}: ")
    what, _, _ = line.partition(" (it was at ")
    assert what.endswith(f" ({rule}), which a change of the settings leaves out")
    assert f"error[{rule}] {path}: " not in said.out


def test_whole_message(released, unbroken):
    write(
        released, {"pyproject.toml": PROJECT + SETTINGS[0][0], "pkg/__init__.py": "def f(a): ..."}
    )
    git(released, "add", "--all")
    said = unbroken("check")
    assert said.code == 0
    assert said.out == (
        "pkg/__init__.py:1:1: warning[stability-lowered] pkg.f: parameter 'b' was removed "
        "(parameter-removed), which a change of the settings leaves out\n"
        "  v1.0.1:pkg/__init__.py:1\n"
        "  1 - def f(a, b=1):\n"
        "             ^^^^^\n"
        "  1 + def f(a):\n"
        "  breaks: f(a, b=1)\n"
        "          TypeError: f() got an unexpected keyword argument 'b'\n"
        "  do:     Mention it in the release notes, or restore the settings.\n\n"
        "unbroken: pkg: 1 warning; 1 changed file of the index compared with v1.0.1 (the latest "
        "release); 0.00 s\n"
    )


def test_warning_stays_until_the_next_release(released, unbroken):
    commit(released, {"pyproject.toml": PROJECT + SETTINGS[0][0], **BROKEN})
    assert len(warnings_about(unbroken("full").out)) == 1
    # A commit that leaves the settings alone has nothing to do with it.
    write(released, {"pkg/data.py": "def load(path): ...\n"})
    git(released, "add", "--all")
    assert not warnings_about(unbroken("check").out)
    commit(released, {}, "v1.1.0")
    commit(released, {"README": ""})
    assert not warnings_about(unbroken("full").out)


@pytest.mark.parametrize(
    "table",
    [
        "[tool.unbroken.rules]\nparameter-removed = 'warning'\n",
        "[tool.unbroken.rules]\ndefault-changed = 'off'\n",
        "[tool.unbroken.rules]\nparameter-removed = 'error'\n",
        "typing = 'strict'\n",
        "exclude = ['nothing.py']\n",
    ],
)
def test_settings_that_leave_nothing_out_are_silent(released, unbroken, table):
    write(released, {"pyproject.toml": PROJECT + table, **BROKEN})
    git(released, "add", "--all")
    assert not warnings_about(unbroken("check").out)


def test_table_of_a_project_that_begins_to_use_it_is_silent(library, unbroken):
    commit(library, {"pyproject.toml": PROJECT + SETTINGS[0][0]})
    commit(library, BROKEN)
    assert not warnings_about(unbroken("full").out)


def test_first_table_in_the_change_that_breaks_leaves_the_warning(library, unbroken):
    write(library, {"pyproject.toml": PROJECT + SETTINGS[0][0], "pkg/__init__.py": "def f(a): ..."})
    git(library, "add", "--all")
    assert len(warnings_about(unbroken("check").out)) == 1


def test_warnings_count_where_they_block(released, unbroken):
    commit(released, {"pyproject.toml": f"{PROJECT}strict = true\n"}, "v1.0.2")
    table = "strict = true\n[tool.unbroken.rules]\ndefault-changed = 'off'\n"
    changed = {"pkg/__init__.py": "def f(a, b=2): ...\n"}
    write(released, {"pyproject.toml": PROJECT + table, **changed})
    git(released, "add", "--all")
    said = unbroken("check")
    assert (said.code, len(warnings_about(said.out))) == (1, 1)
