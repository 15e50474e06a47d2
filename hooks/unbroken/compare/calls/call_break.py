"""A call that worked with the baseline and no longer does, and its cause."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from unbroken.model.finding import Witness
from unbroken.semantics.resolution import Definition

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

    `parameter` is the name in the old signature; for an added parameter, in the new one.
    `new_name` is the new name of a renamed parameter. `announced` is True if the break was
    announced by a decorator that until now accepted the call.
    """

    cause: CallCause
    parameter: str
    witness: Witness
    new_name: str | None = None
    announced: bool = False


class AttributedBreak(NamedTuple):
    """A broken call of a pair, with the other public paths that the same cause breaks.

    `rejected_by` is the written `__init__` or `__new__` of the new version that decides the call;
    None where no constructor is called, or none that is written.
    """

    call_break: CallBreak
    affects: tuple[str, ...] = ()
    rejected_by: Definition | None = None
