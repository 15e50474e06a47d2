"""A call that worked with the baseline and no longer does, and what it is due to."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from unbroken.model.finding import Witness

CallCause: TypeAlias = Literal[
    "parameter-removed",
    "parameter-renamed",
    "parameter-added-required",
    "parameter-inserted",
    "parameter-became-required",
    "parameter-became-keyword-only",
    "parameter-became-positional-only",
    "parameters-reordered",
    "var-positional-removed",
    "var-keyword-removed",
    "var-positional-captured",
]


class CallBreak(NamedTuple):
    """One cause of broken calls.

    `parameter` is the name in the old signature; for a parameter that came, in the new one.
    `new_name` is what a renamed parameter is called now. `announced` tells that a decorator kept
    the call alive, and said so.
    """

    cause: CallCause
    parameter: str
    witness: Witness
    new_name: str | None = None
    announced: bool = False


class AttributedBreak(NamedTuple):
    """A broken call of a pair, with the other public paths that the same cause breaks."""

    found: CallBreak
    affects: tuple[str, ...] = ()
