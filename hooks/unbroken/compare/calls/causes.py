"""Find what a break of calls is due to: one finding per cause, each with a call that proves it.

First every edit is tried alone: if old with only this edit breaks a call that the real new
signature breaks too, the edit is a cause, and its smallest such call the witness. Then what
these causes do not explain is taken apart: as long as the remaining edits break a call together,
a smallest set of them that does is found, and its foremost edit is a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak, CallCause
from unbroken.compare.calls.compatibility import (
    Shape,
    breaking_calls,
    effect_of,
    first_misplaced,
    fresh_name,
    needed_keywords,
    rejects,
    shape,
    smallest,
    verdict,
)
from unbroken.compare.calls.edits import ORDER, Edit, Edits
from unbroken.compare.calls.witness import prove
from unbroken.model.definitions import ParameterKind, Signature
from unbroken.model.finding import Witness

_MOST_EDITS = 400
"""Beyond this many edits only the smallest breaking call is reported: nobody reads more."""
_MOST_TRIED = 500
_MOST_KEPT = 8
"""Limits of the calls examined for one cause: they affect which call is shown, not whether."""

_Call: TypeAlias = tuple[int, tuple[str, ...]]


def breaks(old: Signature, new: Signature, callee: Callee) -> tuple[CallBreak, ...]:
    """Return why calls that `old` accepts break in `new`, one entry per independent cause.

    It is empty exactly if `verdict` is None. Both signatures are as seen by the caller (no `self`
    or `cls`, see `Callee`) and `normalised`. Raises InternalError if a witness does not hold.
    """
    first = verdict(old.parameters, new.parameters)
    if first is None:
        return ()
    edits = Edits(old.parameters, new.parameters)
    before, after = shape(old.parameters), shape(new.parameters)
    causes = _causes(edits, before, after) if len(edits.all) <= _MOST_EDITS else {}
    fresh = fresh_name(before, after)
    breaks_by_edit = {}
    for edit in sorted(causes, key=edits.all.index):
        calls = [(n, tuple(k or fresh for k in keywords)) for n, keywords in causes[edit]]
        if len(causes) == 1 and edit.tag != "kind":
            calls = calls[:1]
        cause, parameter, new_name = _described(edit, edits)
        if cause == "parameter-inserted":
            calls = _landing_on(parameter, before, after) or calls
        witness = _best_proof(old, new, calls, parameter, callee)
        breaks_by_edit[edit] = CallBreak(cause, parameter, witness, new_name)
    breaks_by_edit = _without_absorbed(breaks_by_edit, before, after)
    call = first.positional, first.keywords
    smallest_found = min(
        (_size((b.witness.positional, b.witness.keywords)) for b in breaks_by_edit.values()),
        default=_size(call) + 1,
    )
    if _size(call) < smallest_found:
        # Several edits together break a smaller call than each one alone.
        edit = _blamed(edits, before, call, breaks_by_edit) if causes else _foremost(edits.all)
        cause, parameter, new_name = _described(edit, edits)
        witness = prove(old.parameters, new.parameters, *call, callee, parameter).witness
        breaks_by_edit[edit] = CallBreak(cause, parameter, witness, new_name)
    return tuple(_captured_once(breaks_by_edit.values()))


def _captured_once(call_breaks: Iterable[CallBreak]) -> Iterator[CallBreak]:
    """Yield the breaks with only one of several parameters that take what `*args` collected."""
    captured = [
        call_break for call_break in call_breaks if call_break.cause == "var-positional-captured"
    ]
    first = min(
        captured, key=lambda b: _size((b.witness.positional, b.witness.keywords)), default=None
    )
    return (
        call_break
        for call_break in call_breaks
        if call_break.cause != "var-positional-captured" or call_break is first
    )


def _landing_on(parameter: str, before: Shape, after: Shape) -> list[_Call]:
    """Return the call whose last positional argument lands on an added parameter.

    Where several were inserted, the smallest breaking call only shows the first.
    """
    n = after.slot_of[parameter] + 1
    if n < before.min_positional or (n > len(before.slots) and not before.var_positional):
        return []
    call = (n, needed_keywords(before, n, None))
    return [call] if effect_of(before, after, *call) == "rebound" else []


def _without_absorbed(
    breaks_by_edit: dict[Edit, CallBreak], before: Shape, after: Shape
) -> dict[Edit, CallBreak]:
    """Return the breaks without removed parameters whose arguments are still accepted.

    A signature that became `(*args, x=None, **kwargs)` accepts the arguments of all removed
    parameters, and `(*args, x=None)` those of the positional-only ones. Only `x` is reached
    differently, which is one cause, not one per parameter.
    """
    slot = first_misplaced(before, after)
    if slot is None or slot >= len(before.slots) or not after.var_positional:
        return breaks_by_edit
    blamed = before.slots[slot]
    if not any(
        edit.tag != "remove" and b.parameter == blamed for edit, b in breaks_by_edit.items()
    ):
        return breaks_by_edit
    return {
        edit: call_break
        for edit, call_break in breaks_by_edit.items()
        if edit.tag != "remove"
        or call_break.witness.effect != "rebound"
        or not (after.var_keyword or call_break.parameter in before.positional_only)
    }


def _best_proof(
    old: Signature, new: Signature, calls: Sequence[_Call], parameter: str, callee: Callee
) -> Witness:
    """Return the proof by the first of the calls, or by one whose error names the parameter.

    Where several causes (or several parameters before one `/`) meet in one call, Python's error
    names one of them. So another call is chosen if its error names the parameter and it has at
    most one more argument. Python names the first keyword that it cannot bind, so the parameter's
    own keyword goes first.
    """
    chosen: Witness | None = None
    for n, keywords in calls:
        if chosen and n + len(keywords) > chosen.positional + len(chosen.keywords) + 1:
            break
        orders = [keywords]
        if parameter in keywords[1:]:
            orders.append((parameter, *(k for k in keywords if k != parameter)))
        for order in orders:
            proof = prove(old.parameters, new.parameters, n, order, callee, parameter)
            if parameter in proof.names:
                return proof.witness
            chosen = chosen or proof.witness
    assert chosen is not None
    return chosen


def _causes(edits: Edits, before: Shape, after: Shape) -> dict[Edit, list[_Call]]:
    """Return each edit that is a cause, with calls that break because of it, the best first."""
    causes: dict[Edit, list[_Call]] = {}
    for edit in edits.all:
        calls = _shared_breaks(before, edits.applied((edit,)), after)
        if calls:
            causes[edit] = calls
    rest = [edit for edit in edits.all if edit not in causes]
    while smallest(before, edits.applied(rest)) is not None:
        together = _fewest(rest, lambda some: smallest(before, edits.applied(some)) is not None)
        edit = _foremost(together)
        calls = _shared_breaks(before, edits.applied(together), after)
        if not calls:
            calls = _shared_breaks(before, edits.applied(rest), after)
        if calls:
            # Without a call that breaks in the real new signature, another cause hides this one.
            causes[edit] = calls
        rest.remove(edit)
    return causes | dict(_hidden_by_variadic(edits, before, after, causes))


def _hidden_by_variadic(
    edits: Edits, before: Shape, after: Shape, causes: Collection[Edit]
) -> Iterator[tuple[Edit, list[_Call]]]:
    """Yield the parameters that went together with the `*args` or `**kwargs` beside them.

    Each alone is no cause, because the old `**kwargs` would collect the argument. But users know
    these parameters by name.
    """
    variadic = [edit for edit in causes if edit.tag == "variadic"]
    if not variadic:
        return
    gone = {edit.key for edit in variadic}
    without_variadic = before._replace(
        var_positional=before.var_positional and edits.old.var_positional not in gone,
        var_keyword=before.var_keyword and edits.old.var_keyword not in gone,
    )
    for edit in edits.all:
        if edit.tag in ("remove", "rename") and edit not in causes:
            edited = edits.applied([*variadic, edit])
            calls = _shared_breaks(without_variadic, edited, after)
            rejected = [call for call in calls if rejects(after, *call)]
            if rejected:
                yield edit, rejected


def _shared_breaks(before: Shape, some: Shape, after: Shape) -> list[_Call]:
    """Return the smallest calls that break in `some` and in the real new signature.

    Those that break in both in the same way come first: a call is no proof that `*args` is gone
    if another parameter captures its argument before.
    """
    same: list[_Call] = []
    other: list[_Call] = []
    for call in islice(breaking_calls(before, some, len(after.slots)), _MOST_TRIED):
        effect = effect_of(before, after, *call)
        if effect is not None:
            alike = effect == effect_of(before, some, *call)
            (same if alike else other).append(call)
            if len(same) == _MOST_KEPT:
                break
    return same + other


def _fewest(edits: Iterable[Edit], broken: Callable[[list[Edit]], bool]) -> list[Edit]:
    """Return a smallest set of the edits (none can be left out) that is still `broken`."""
    kept = list(edits)
    for edit in reversed(tuple(kept)):
        without = [other for other in kept if other is not edit]
        if broken(without):
            kept = without
    return kept


def _foremost(together: Collection[Edit]) -> Edit:
    """Return the edit that names best what several do together: the move, else the first."""
    return ORDER if ORDER in together else next(iter(together))


def _blamed(edits: Edits, before: Shape, call: _Call, causes: Collection[Edit]) -> Edit:
    """Return the edit, a known cause if possible, without which a call would not break."""
    together = _fewest(
        edits.all, lambda some: effect_of(before, edits.applied(some), *call) is not None
    )
    return _foremost([edit for edit in together if edit in causes] or together)


def _size(call: _Call) -> int:
    return call[0] + len(call[1])


def _described(edit: Edit, edits: Edits) -> tuple[CallCause, str, str | None]:
    """Return cause, parameter and new name of an edit."""
    key = edit.key
    if edit.tag == "rename":
        return "parameter-renamed", key, edits.new_names[key]
    if edit.tag == "remove":
        return "parameter-removed", key, None
    if edit.tag == "add":
        parameter = edits.new.named[key]
        if parameter.default is None:
            return "parameter-added-required", parameter.name, None
        slot = edits.applied((edit,)).slot_of[parameter.name]
        if edits.old.var_positional and slot >= len(edits.old.slots):
            return "var-positional-captured", parameter.name, None
        return "parameter-inserted", parameter.name, None
    if edit.tag == "kind":
        return _described_kind(edits, key), key, None
    if edit.tag == "require":
        return "parameter-became-required", key, None
    if edit.tag == "order":
        return "parameters-reordered", edits.misplaced, None
    if key == edits.old.var_positional:
        return "var-positional-removed", key, None
    return "var-keyword-removed", key, None


def _described_kind(edits: Edits, key: str) -> CallCause:
    """Return the cause for a parameter whose kind changed."""
    old, new = edits.old.named[key].kind, edits.new.named[key].kind
    if new is ParameterKind.KEYWORD_ONLY:
        return "parameter-became-keyword-only"
    if new is ParameterKind.POSITIONAL_ONLY:
        return "parameter-became-positional-only"
    if old is ParameterKind.KEYWORD_ONLY and (
        not edits.old.var_positional or edits.misplaced == key
    ):
        return "parameters-reordered"
    # It got a slot that `*args` filled, or a name that `**kwargs` took.
    return "var-positional-captured"
