"""How a report is to look."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CAPTURED_WIDTH = 80
"""The width of text that no terminal shows."""


class ReportOptions(NamedTuple):
    """What the command line asks for.

    `strict` lets warnings fail. `verbose` shows notes, all affected paths and long texts; `quiet`
    only what fails the run. `width` is that of the terminal.
    """

    strict: bool = False
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    show_accepted: bool = False
    show_pre_existing: bool = False
    colour: bool = False
    width: int = CAPTURED_WIDTH


def uses_colour(when: str, environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Return whether text is coloured; `when` is that of `--color`: auto, always or never.

    For auto, a non-empty NO_COLOR (no-color.org) switches colour off, a non-empty FORCE_COLOR
    (force-color.org) on, in this order; else a terminal has colour unless TERM is dumb.
    """
    if when != "auto":
        return when == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"


def terminal_width(environment: Mapping[str, str]) -> int:
    """Return the width of the terminal: COLUMNS, or that of standard output, or else 80."""
    columns = environment.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(1).columns or CAPTURED_WIDTH
    except OSError:
        return CAPTURED_WIDTH
