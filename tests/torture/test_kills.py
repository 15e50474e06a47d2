"""Killed at any moment, a command leaves every file as it was or complete, and no others."""

from __future__ import annotations

import os
import random

import pytest

from tests.checkout import contents, stage
from tests.torture.kills import COMMANDS, complete, damage, kill, prepare
from unbroken.cli.files import write_atomically

KILLS = int(os.environ.get("UNBROKEN_KILLS", "10")) // len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_command_leaves_nothing_half_written(library, command):
    stage(library, {"pkg/data.py": "def load(path): ...\n"})
    prepare(library, command)
    expected, seconds = complete(library, command)
    random_ = random.Random(command)
    for _ in range(KILLS):
        prepare(library, command)
        before = contents(library)
        kill(library, command, seconds, random_)
        assert damage(before, library, command, expected) == []


def test_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("before")

    def full(number: int, mode: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "chmod", full)
    with pytest.raises(OSError, match="No space left on device"):
        write_atomically(str(tmp_path / "a"), b"after")
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "before"
