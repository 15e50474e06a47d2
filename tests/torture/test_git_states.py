"""Whatever state git is in: an exit code that is true, no traceback, and nothing is changed."""

from __future__ import annotations

import re

import pytest

from tests.torture.git_states import STATES

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
UNREADABLE = {
    "a truncated index", "an index that is not one", "a merge with conflicts", "a damaged object",
    "a lost object", "a lost branch", "an empty tag file", "a damaged tag file",
    "a HEAD that is damaged", "a HEAD that is empty", "a configuration that is damaged",
    "a bare repository", "a shallow clone", "an orphan branch",
}  # fmt: skip
"""The states in which a check cannot be made: exit 2."""


@pytest.mark.parametrize("command", ["check", "full", "baseline"])
@pytest.mark.parametrize("state", STATES)
def test_state_of_git(library, unbroken, monkeypatch, state, command):
    folder = STATES[state](library)
    if folder is not None:
        monkeypatch.chdir(folder)
    result = unbroken(command)  # It compares everything in the folder before and after.
    assert result.code in (0, 1, 2)
    assert "bug in unbroken" not in result.err
    assert not CONTROL.search(result.out + result.err)
    if result.code == 2:
        assert result.err.startswith("unbroken: ")
    if state in UNREADABLE and command != "baseline":
        assert result.code == 2, result
