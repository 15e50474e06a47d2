"""What the commands do: one file a command, whose `execute` returns what is printed."""

from __future__ import annotations

from typing import NamedTuple


class CommandResult(NamedTuple):
    """What a command prints on standard output, and its exit code."""

    text: str
    code: int = 0
