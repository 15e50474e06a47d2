"""What the commands do: one file a command, whose `run` gives what is to be printed."""

from __future__ import annotations

from typing import NamedTuple


class CommandResult(NamedTuple):
    """What a command says on standard output, and its exit code."""

    text: str
    code: int = 0
