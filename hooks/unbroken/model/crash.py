"""A rule that crashed: a bug, because of which a break may be missed."""

from __future__ import annotations

import os
import traceback

import msgspec

_FRAMES = 3
"""How many places of the code a report of a bug names, the innermost first."""
_TOO_DEEP = "an import, alias or inheritance chain is too deep to resolve"


class Crash(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule could not judge, and why.

    `rule` is None where a step that all rules share crashed. `places` are those in our own code;
    there are none where the source is to blame.
    """

    rule: str | None
    object: str
    path: str
    line: int = 1
    column: int = 1
    error: str
    places: tuple[str, ...] = ()


def crash_of(
    error: Exception, rule: str | None, name: str, path: str, *, line: int = 1, column: int = 1
) -> Crash:
    """Return the crash of a rule on an object, which `name` and `path` say."""
    is_too_deep = isinstance(error, RecursionError)
    return Crash(
        rule=rule,
        object=name,
        path=path,
        line=line,
        column=column,
        error=_TOO_DEEP if is_too_deep else f"{type(error).__name__}: {error}",
        places=() if is_too_deep else places_of(error),
    )


def places_of(error: Exception) -> tuple[str, ...]:
    """Return where an error was raised, as `file.py:1 in function`, the innermost place first."""
    frames = traceback.extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]
    return tuple(f"{os.path.basename(at.filename)}:{at.lineno} in {at.name}" for at in frames)
