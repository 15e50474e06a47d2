"""What all rules share: their description, and how a finding is made from a pair."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from unbroken.compare.pair import Pair
from unbroken.compare.render import definition_text, definition_texts
from unbroken.model.finding import Finding, Level, Witness
from unbroken.semantics.resolution import Definition

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
    """An example that must be found: two sources, and the witness call (None: no call breaks).

    A source of several files has a line `# pkg/a.py` before each. `level` is given where it is
    not the rule's own.
    """

    old: str
    new: str
    witness: str | None = None
    level: Level | None = None


class Keep(NamedTuple):
    """An example that must not be found by any rule: two sources, and why it is fine."""

    old: str
    new: str
    why: str


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
    at: Definition | None = None,
    level: Level = "off",
    focus: Collection[str | None] = (),
) -> Finding:
    """Make a finding; the caller of the rule sets the rule's name.

    `message` is one plain sentence, `remedy` what to do instead; `old` and `new` default to
    the definitions as one line of source each (of long signatures, what differs and the
    parameters in `focus`), `at` (where to look in the new version) to the
    new definition or what is left around it. `level` "off" stands for the rule's own.
    """
    at = at or pair.new or standing_at(pair)
    place = at.member
    if pair.new is not None:
        was, now = definition_texts(pair.old, pair.new, focus)
    else:
        was, now = definition_text(pair.old), None
    return Finding(
        rule="",
        level=level,
        object=pair.path,
        parameter=parameter,
        path=at.module.path,
        line=place.line if place else 1,
        column=place.column if place else 1,
        end_line=place.end_line if place else 1,
        message=message,
        old=was if old is None else old,
        new=now if new is None else new,
        witness=witness,
        remedy=remedy,
        affects=tuple(dict.fromkeys((*pair.affects, *affects))),
        baseline_path=pair.old.module.path,
        baseline_line=pair.old.member.line if pair.old.member else 1,
    )


def standing_at(pair: Pair) -> Definition:
    """Give the nearest thing around a lost definition that is still there.

    That is the class that it was a member of, the module that exported it, the module that
    defined it, else the definition itself as it was at the baseline.
    """
    if pair.old_surface.owner(pair.old) is not None or pair.removal == "unexported":
        around = pair.new_surface.resolve(pair.path.rpartition(".")[0])
        if isinstance(around, Definition):
            return around
    module = pair.new_surface.module(pair.old.module.name)
    return module if module is not None and pair.old.member is not None else pair.old
