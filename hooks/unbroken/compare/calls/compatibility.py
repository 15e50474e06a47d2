"""Decide whether a new version of a signature accepts every call that the old one accepts.

A call is seen as a number of positional arguments and a set of keyword names; arguments are bound
as the Python language reference ("Calls") says and PEP 570 refines. A new signature breaks a call
that the old one accepts when it

- *rejects* it, or
- *rebinds* it: an argument that old bound to a parameter that new still has by that name binds to
  anything else in new, or an argument that old collected in `*args` binds to a named parameter.

**Why few calls decide.** Whatever makes a call of `n` positional arguments break (too many of
them, one in another place, a parameter left without a value, one keyword) breaks the call of `n`
positional arguments that has only the keywords old needs, or that one plus *one* more keyword.
For each such reason the numbers `n` for which it holds are one range, so the smallest breaking
call is found from a handful of ranges, without trying calls: linear in the parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import merge
from typing import NamedTuple, TypeAlias

from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.finding import Effect

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_VAR_POSITIONAL = ParameterKind.VAR_POSITIONAL
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_VAR_KEYWORD = ParameterKind.VAR_KEYWORD

FAR = 1 << 30
"""The "slot" of a keyword-only parameter: positional arguments never reach it."""

FRESH = ""
"""A keyword that names no parameter of either side, until `fresh_name` finds a name for it."""


class Shape(NamedTuple):
    """The parts of a signature that decide which calls it accepts.

    `slots` are the positional parameters in order; `slot_of` maps each named parameter (in order)
    to its slot; `positional_only` are the names of the positional-only ones. A call needs at least
    `min_positional` positional arguments, because positional-only parameters demand them;
    `last_required` positional arguments fill every slot that demands a value. A shape need not be
    valid Python (a required slot may follow one that is not): the causes of a break are found by
    trying versions in between.
    """

    slots: list[str]
    slot_of: dict[str, int]
    positional_only: set[str]
    required: set[str]
    var_positional: bool
    var_keyword: bool
    min_positional: int
    last_required: int


class BreakingCall(NamedTuple):
    """A call that old accepts and new rejects or rebinds; keywords in the order of the call."""

    positional: int
    keywords: tuple[str, ...]
    effect: Effect


Reason: TypeAlias = tuple[int, int, str | None]
"""Calls of `first` to `last` positional arguments break, given this keyword more than needed."""


def shape(parameters: Sequence[Parameter]) -> Shape:
    """Return the shape of a signature, given its parameters in order."""
    slots: list[str] = []
    slot_of: dict[str, int] = {}
    positional_only: set[str] = set()
    required: set[str] = set()
    var_positional = var_keyword = False
    min_positional = last_required = 0
    for parameter in parameters:
        name, kind = parameter.name, parameter.kind
        if kind is _VAR_POSITIONAL:
            var_positional = True
        elif kind is _VAR_KEYWORD:
            var_keyword = True
        elif kind is _KEYWORD_ONLY:
            slot_of[name] = FAR
            if parameter.default is None:
                required.add(name)
        else:
            slot_of[name] = len(slots)
            slots.append(name)
            if parameter.default is None:
                required.add(name)
                last_required = len(slots)
            if kind is _POSITIONAL_ONLY:
                positional_only.add(name)
                min_positional = last_required
    return Shape(
        slots,
        slot_of,
        positional_only,
        required,
        var_positional,
        var_keyword,
        min_positional,
        last_required,
    )


def verdict(old: Sequence[Parameter], new: Sequence[Parameter]) -> BreakingCall | None:
    """Return None if every call that `old` accepts works the same in `new`.

    Otherwise return the smallest call that does not (fewest arguments), with its effect. Among
    calls of one size, the one written most plainly: required ones by position, others by keyword.
    """
    return None if old == new else smallest(shape(old), shape(new))


def smallest(old: Shape, new: Shape) -> BreakingCall | None:
    """Return the smallest breaking call, as `verdict` does, for shapes."""
    if old == new:
        return None
    best: tuple[int, int] | None = None
    positional, extra = 0, None
    for first, last, keyword in break_reasons(old, new):
        n = min(last, old.last_required) if first <= old.last_required else first
        cost = _cost(old, n, keyword)
        if best is None or cost < best:
            best, positional, extra = cost, n, keyword
    if best is None:
        return None
    keywords = needed_keywords(old, positional, extra)
    effect: Effect = "rejected" if rejects(new, positional, keywords) else "rebound"
    return BreakingCall(positional, _named(keywords, old, new), effect)


def breaking_calls(
    old: Shape, new: Shape, longest: int = 0
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield all calls that break and have at most one keyword that is not needed, smallest first.

    A call is the number of positional arguments and the keywords; a keyword that names no
    parameter is `FRESH`. Where `*args` takes any number of arguments, calls end with one more
    than the slots of either side, or than `longest`.
    """
    reasons = break_reasons(old, new, longest)
    walks = [_walk(old, order, reason) for order, reason in enumerate(reasons)]
    for _, _, _, n, extra in merge(*walks):
        yield n, needed_keywords(old, n, extra)


def effect_of(old: Shape, new: Shape, n: int, keywords: Collection[str]) -> Effect | None:
    """Return what `new` does to a call that `old` accepts; None if it works the same."""
    if rejects(new, n, keywords):
        return "rejected"
    misplaced = first_misplaced(old, new)
    if misplaced is not None and misplaced < n:
        return "rebound"
    # Accepted although new takes the parameter by position only: `**kwargs` took the keyword.
    taken = any(
        k in new.positional_only and k in old.slot_of and k not in old.positional_only
        for k in keywords
    )
    return "rebound" if taken else None


def rejects(new: Shape, n: int, keywords: Collection[str]) -> bool:
    """Return whether `new` rejects a call of `n` positional arguments and these keywords."""
    if n > len(new.slots) and not new.var_positional:
        return True
    for keyword in keywords:
        if keyword not in new.slot_of or keyword in new.positional_only:
            if not new.var_keyword:
                return True
        elif new.slot_of[keyword] < n:
            return True
    return any(
        new.slot_of[name] >= n and (name not in keywords or name in new.positional_only)
        for name in new.required
    )


def fresh_name(old: Shape, new: Shape) -> str:
    """Return a keyword that is a parameter of neither, for what only `**kwargs` takes."""
    name, count = "extra", 1
    while name in old.slot_of or name in new.slot_of:
        count += 1
        name = f"extra{count}"
    return name


def break_reasons(old: Shape, new: Shape, longest: int = 0) -> list[Reason]:
    """Return every reason for which a call breaks, with the ranges cut to what old accepts."""
    most = len(old.slots)
    if old.var_positional:
        most = max(most, len(new.slots), longest) + 1
    target: list[Reason] = []
    if not new.var_positional:
        target.append((len(new.slots) + 1, most, None))
    _missing(old, new, most, target)
    _keyword_reasons(old, new, most, target)
    misplaced = first_misplaced(old, new)
    if misplaced is not None:
        target.append((misplaced + 1, most, None))
    min_positional = old.min_positional
    return [
        (max(first, min_positional), min(last, most), keyword)
        for first, last, keyword in target
        if first <= last and first <= most and last >= min_positional
    ]


def first_misplaced(old: Shape, new: Shape) -> int | None:
    """Return the first slot whose argument lands elsewhere in `new`, though accepted."""
    new_slots = new.slots
    reached = len(new_slots)
    for slot, name in enumerate(old.slots):
        if name in new.slot_of and (slot >= reached or new_slots[slot] != name):
            return slot
    slot = len(old.slots)
    return slot if old.var_positional and slot < reached else None


def _missing(old: Shape, new: Shape, most: int, reasons: list[Reason]) -> None:
    """Add the calls that leave a required parameter of `new` without a value."""
    for name in new.required:
        slot = new.slot_of[name]
        # `given` is the last slot up to which the needed keywords of old include this one. (That
        # new does not take it as a keyword is a reason of its own.)
        given = -1
        if name in old.required and name not in old.positional_only:
            given = old.slot_of[name]
        if given < slot:
            reasons.append((given + 1, min(slot, most), None))


def _keyword_reasons(old: Shape, new: Shape, most: int, reasons: list[Reason]) -> None:
    """Add the calls with a keyword that `new` rejects or takes for something else."""
    slot_of, positional_only = new.slot_of, new.positional_only
    for name, slot in old.slot_of.items():
        if name in old.positional_only:
            continue
        # A required parameter is among the needed keywords up to its slot: nothing is added.
        keyword = None if name in old.required else name
        if name not in slot_of:
            if not new.var_keyword:
                reasons.append((0, min(slot, most), keyword))
        elif name in positional_only:
            reasons.append((0, min(slot, most), keyword))
        elif slot_of[name] < slot:
            reasons.append((slot_of[name] + 1, min(slot, most), keyword))
    if old.var_keyword:
        for slot, name in enumerate(new.slots):
            # `**kwargs` took this name next to a filled slot; now the slot is that name's.
            if name not in positional_only and (
                name not in old.slot_of or name in old.positional_only
            ):
                reasons.append((slot + 1, most, name))
        if not new.var_keyword:
            reasons.append((0, most, FRESH))


def _cost(old: Shape, n: int, keyword: str | None) -> tuple[int, int]:
    """Return the size of the smallest such call, then how far from plain writing it is."""
    beyond = n - old.last_required
    size = len(old.required) + (beyond if beyond > 0 else 0) + (keyword is not None)
    return size, abs(beyond)


def _walk(
    old: Shape, order: int, reason: Reason
) -> Iterator[tuple[int, int, int, int, str | None]]:
    """Yield the calls of one reason in rising cost."""
    first, last, keyword = reason
    plain = range(min(last, old.last_required), first - 1, -1)
    for numbers in (plain, range(max(first, old.last_required + 1), last + 1)):
        for n in numbers:
            size, distance = _cost(old, n, keyword)
            yield size, distance, order, n, keyword


def needed_keywords(old: Shape, n: int, extra: str | None) -> tuple[str, ...]:
    """Return the keywords that old needs after `n` positional arguments, with one extra."""
    required, positional_only = old.required, old.positional_only
    needed = [
        name
        for name, slot in old.slot_of.items()
        if slot >= n and (name in required or name == extra) and name not in positional_only
    ]
    if extra is not None and extra not in needed:
        needed.append(extra)
    return tuple(needed)


def _named(keywords: tuple[str, ...], old: Shape, new: Shape) -> tuple[str, ...]:
    """Return the fresh keyword a name."""
    if FRESH not in keywords:
        return keywords
    return tuple(keyword or fresh_name(old, new) for keyword in keywords)
