"""What all rules share: their description, and how a finding is made from a pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from holdfast.compare.callables import AttributedBreak
from holdfast.compare.pair import Pair
from holdfast.compare.render import definition_text
from holdfast.finding import Finding, Level, Witness
from holdfast.read.resolve import Object

Bump = Literal["major", "minor", "patch"]


class Rule(NamedTuple):
    """How a rule is judged by default.

    `bump` is the version bump that a release with such a break needs under SemVer; `typing`
    marks rules that break type checking only: warnings, and errors under `typing = "strict"`.
    """

    level: Level
    bump: Bump = "major"
    typing: bool = False


class Break(NamedTuple):
    """An example that must be found: two sources, and the witness call (None: no call breaks)."""

    old: str
    new: str
    witness: str | None = None


class Keep(NamedTuple):
    """An example that must not be found by any rule: two sources, and why it is fine."""

    old: str
    new: str
    why: str


def breaks_of(pair: Pair, rule: str) -> Iterator[AttributedBreak]:
    """Give the broken calls of a pair that belong to a rule; `rule` may be its module's name."""
    name = rule.rpartition(".")[2].replace("_", "-")
    return (each for each in pair.breaks if each.found.rule == name)


def finding(
    pair: Pair,
    message: str,
    remedy: str,
    *,
    parameter: str | None = None,
    witness: Witness | None = None,
    affects: tuple[str, ...] = (),
    old: str | None = None,
    new: str | None = None,
) -> Finding:
    """Make a finding at the place of a pair; the caller sets rule and level.

    `message` is one plain sentence, `remedy` what to do instead; `old` and `new` default to
    the definitions as one line of source each.
    """
    at = pair.new or standing_at(pair)
    place = at.member
    if pair.new is None and old is None and pair.removal == "unexported":
        new = None
    return Finding(
        rule="",
        level="error",
        object=pair.path,
        parameter=parameter,
        path=at.module.path,
        line=place.line if place else 1,
        column=place.column if place else 1,
        end_line=place.end_line if place else 1,
        message=message,
        old=definition_text(pair.old) if old is None else old,
        new=(definition_text(pair.new) if pair.new else None) if new is None else new,
        witness=witness,
        remedy=remedy,
        affects=tuple(dict.fromkeys((*pair.affects, *affects))),
        baseline_path=pair.old.module.path,
        baseline_line=pair.old.member.line if pair.old.member else 1,
    )


def standing_at(pair: Pair) -> Object:
    """Give the nearest thing around a lost definition that is still there.

    That is its class, its module, else the definition itself as it was at the baseline.
    """
    outer = pair.old.qualname.rpartition(".")[0]
    while outer:
        found = pair.new_surface.definition(pair.old.module.name, outer)
        if found is not None:
            return found
        outer = outer.rpartition(".")[0]
    module = pair.new_surface.module(pair.old.module.name)
    return module if module is not None and pair.old.member is not None else pair.old
