"""The description of a rule, and how a finding is made from a pair."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal, NamedTuple, cast

import msgspec

from unbroken.compare.fields import class_before, class_now
from unbroken.compare.members import members_of
from unbroken.compare.pair import Pair
from unbroken.compare.render import definition_text, definition_texts
from unbroken.model.definitions import Class, Member
from unbroken.model.finding import CodePlace, Finding, Level, Witness
from unbroken.readers.project_metadata import Metadata
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

Bump = Literal["major", "minor", "patch"]


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
    """An example that no rule may find: two sources, and why the change is compatible."""

    old: str
    new: str
    why: str


class Remedy(NamedTuple):
    """The change made without a break: no rule finds an error or a warning, and the old use runs.

    `use` is code that works with both versions; None where only type checkers or imports notice.
    """

    old: str
    new: str
    use: str | None = None


class Code(NamedTuple):
    """Code that keeps the old use running, and where it is to be pasted."""

    text: str
    place: CodePlace


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of finding. Each rule is one file, which ends with its `RULE`.

    `module` is the `__name__` of that file: the rule's name and its documentation follow from it.
    """

    module: str
    level: Level
    """The level unless the configuration sets another one."""
    bump: Bump = "major"
    """The version bump that a release with such a finding needs (semver.org)."""
    typing: bool = False
    """Whether only type checkers see it: warnings become errors under `typing = "strict"`."""
    can_be_accepted: bool = True
    """Whether `unbroken accept` offers to record it as a deliberate break."""
    allowed_by_version: bool = True
    """Whether a new major version makes it acceptable."""
    found_by_comparison: bool = True
    """Whether comparing the package with its baseline finds all of them, so that an acceptance
    that matches none of them is unused."""
    announced_by_decorator: bool = False
    """Whether a deprecation decorator could have announced it: then the remedy shows that."""

    @property
    def name(self) -> str:
        """Return the name that users see: `parameter-removed` for `parameter_removed.py`."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def documentation(self) -> str:
        """Return the docstring of the rule's file; its first line is the summary."""
        return sys.modules[self.module].__doc__ or ""


class PairRule(Rule, frozen=True, kw_only=True):
    """A rule that looks at one public definition in both versions."""

    check: Callable[[Pair], Iterator[Finding]]
    reads_docstrings: bool = False
    """Whether `check` reads docstrings, which do not count otherwise. Only for rules that are off
    by default: where one is turned on, each commit that edits a docstring is compared in full."""
    concerns_instances: bool = True
    """Whether it also concerns users who only get instances of a class, and never the class."""
    looks_at: Literal["definitions", "modules", "both"] = "definitions"
    """What it can find something about: functions, classes and attributes, or modules themselves.
    It is not asked about anything else."""
    breaks: tuple[Break, ...]
    keeps: tuple[Keep, ...]
    remedies: tuple[Remedy, ...] = ()
    """The change of an example, made without a break. A rule that is on by default has some."""


class MetadataRule(Rule, frozen=True, kw_only=True):
    """A rule that looks at the project's metadata in both versions.

    The first argument of `check` is the name of the package.
    """

    check: Callable[[str, Metadata, Metadata], Iterator[Finding]]


class PolicyRule(Rule, frozen=True, kw_only=True):
    """A rule whose findings are made by a policy or a run, with functions of the rule's file."""


def finding(
    rule: Rule,
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
    was: Definition | None = None,
    level: Level | None = None,
    focus: Collection[str | None] = (),
    code: Code | None = None,
) -> Finding:
    """Return a finding about a pair.

    `message` is one plain sentence, `remedy` what to do instead, `code` what to paste; `old` and
    `new` default to the definitions as one line of source each (of long signatures, what differs
    and the parameters in `focus`), `at` (where to look in the new version) to the new definition
    or what is left around it, `was` (where it was) to the old one. `level` is given where it is
    not the rule's own.
    """
    at = at or pair.new or remaining_definition(pair)
    was = was or pair.old
    place = at.member
    if code is not None and _is_in_made_class(pair, at):
        code = None
    old_text: str | None
    new_text: str | None
    if pair.new is None:
        old_text, new_text = definition_text(pair.old), None
    elif old is None and new is not None and at != pair.new:
        old_text, new_text = None, new  # A member, which only the new version has.
    elif old is None or new is None:
        old_text, new_text = definition_texts(pair.old, pair.new, focus)
    else:
        old_text, new_text = old, new
    return Finding(
        rule=rule.name,
        level=level or rule.level,
        object=pair.path,
        parameter=parameter,
        path=at.module.path,
        line=place.line if place else 1,
        column=place.column if place else 1,
        end_line=place.end_line if place else 1,
        message=message,
        old=old_text if old is None else old,
        new=new_text if new is None else new,
        witness=witness,
        remedy=remedy,
        code=code.text if code is not None else "",
        code_place=code.place if code is not None else None,
        affects=tuple(dict.fromkeys((*pair.affects, *affects))),
        baseline_path=was.module.path,
        baseline_line=was.member.line if was.member else 1,
    )


def _is_in_made_class(pair: Pair, at: Definition) -> bool:
    """Return whether a place is a class that a call makes, so that no code can go into its body."""
    owner = pair.new_surface.owner(at) if at.member is not None else None
    members = [definition.member for definition in (at, owner) if definition is not None]
    return any(isinstance(member, Class) and member.is_made_by_call for member in members)


def remaining_definition(pair: Pair) -> Definition:
    """Return the nearest thing around a lost definition that is still there.

    That is what stood before it, the class that it was a member of, the module that exported it,
    the module that defined it, or else the definition itself as it was at the baseline.
    """
    if pair.old_surface.owner(pair.old) is not None or pair.removal == "unexported":
        around = pair.new_surface.resolve(pair.path.rpartition(".")[0])
        if pair.is_of_instance:
            around = _class_to_look_at(pair) or around
        if isinstance(around, Definition):
            return around if pair.removal == "unexported" else _neighbour(pair, around)
    module = pair.new_surface.module(pair.old.module.name)
    if module is None or pair.old.member is None:
        return pair.old
    return module if "." in pair.old.qualname else _neighbour(pair, module)


def _class_to_look_at(pair: Pair) -> Definition | None:
    """Return the class whose instances users get, or the metaclass of the class that they have."""
    owner, before, now = pair.old_surface.owner(pair.old), class_before(pair), class_now(pair)
    if before is None or now is None or owner in pair.old_surface.mro(before):
        return now
    return metaclass_of(pair.new_surface, now)


def _neighbour(pair: Pair, around: Definition) -> Definition:
    """Return what stood before a lost definition in the same class or module, if it still does."""
    assert pair.old.member is not None
    owner = pair.old_surface.owner(pair.old)
    before = members_of(owner) if owner is not None else pair.old.module.members
    now = members_of(around)
    lines, names = _kept_members(pair.new_surface, around, before, now)
    index = bisect_left(lines, pair.old.member.line)
    if not index:
        return around
    name = names[bisect_left(lines, lines[index - 1])]
    return Definition(around.module, f"{around.qualname}.{name}".lstrip("."), now[name])


def _kept_members(
    surface: Surface,
    around: Definition,
    before: Mapping[str, Member],
    now: Mapping[str, Member],
) -> tuple[list[int], list[str]]:
    """Return the lines and names of the members of a scope that are of the same kind now.

    Every definition that is lost there asks for them.
    """
    results = surface.memo.setdefault(_kept_members, {})
    known = results.get((around.key,))
    if known is None or known[0] is not before or known[1] is not now:
        kept = [member for member in before.values() if type(now.get(member.name)) is type(member)]
        kept.sort(key=lambda member: member.line)
        lines, names = [member.line for member in kept], [member.name for member in kept]
        known = results[around.key,] = (before, now, (lines, names))
    return cast("tuple[list[int], list[str]]", known[2])
