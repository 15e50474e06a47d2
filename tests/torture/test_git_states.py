"""Whatever state git is in: what must come out comes out, and nothing is run or changed."""

from __future__ import annotations

import os
import re

import pytest

from tests.checkout import contents
from tests.torture.git_states import STATES, Ran
from unbroken.cli.main import main

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("name", STATES)
def test_state_of_git(library, monkeypatch, capsys, name):
    state, expected = STATES[name]
    hostile = library.parent.parent / f"{library.parent.name}-hostile"
    monkeypatch.setenv("HOSTILE", str(hostile))
    ran = state(library) or library
    ran = ran if isinstance(ran, Ran) else Ran(ran)
    monkeypatch.chdir(ran.folder)
    for variable, value in ran.variables.items():
        monkeypatch.setenv(variable, value)
    hostile.unlink(missing_ok=True)  # making the state may have run it
    before = contents(library.parent)
    for command in ("check", "full", "baseline"):
        capsys.readouterr()
        code = main([command])
        said = capsys.readouterr()
        assert not CONTROL.search(said.out + said.err)
        assert "bug in unbroken" not in said.out + said.err
        assert code in (0, 1, 2)
        if code == 2:
            assert said.err.startswith("unbroken: ")
        if command != "baseline":
            assert code == expected.code, (command, said)
            assert re.search(expected.pattern, said.err if code == 2 else said.out), said
    assert contents(library.parent) == before
    assert not os.path.lexists(hostile)
