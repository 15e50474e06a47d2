"""Find what a break of calls is due to. One cause, one finding, each with a call that proves it.

First every edit is tried alone: if old with only this edit breaks a call that the real new
signature breaks too, the edit is a cause, and its smallest such call the witness. Then what
these causes do not explain is taken apart: as long as the remaining edits break a call together,
a smallest set of them that does is found, and its foremost edit is a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Literal, NamedTuple, TypeAlias

from holdfast.compare.binding import Callee
from holdfast.compare.calls import (
    FRESH,
    Shape,
    breaking_calls,
    effect_of,
    fresh_name,
    shape,
    smallest,
    verdict,
)
from holdfast.compare.edits import ORDER, Edit, Edits
from holdfast.compare.witness import prove
from holdfast.errors import InternalError
from holdfast.finding import Witness
from holdfast.surface import ParameterKind, Signature

CallRule: TypeAlias = Literal[
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

_Call: TypeAlias = tuple[int, tuple[str, ...]]


class CallBreak(NamedTuple):
    """One cause of broken calls.

    `parameter` is the name in the old signature; for a parameter that came, in the new one.
    `new_name` is what a renamed parameter is called now.
    """

    rule: CallRule
    parameter: str
    witness: Witness
    new_name: str | None = None


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
    calls = _causes(edits, before, after)
    _take_smallest(edits, before, (first.positional, first.keywords), calls)
    fresh = fresh_name(before, after)
    found = []
    for edit in sorted(calls, key=edits.all.index):
        positional, keywords = calls[edit]
        named = tuple(fresh if keyword == FRESH else keyword for keyword in keywords)
        rule, parameter, new_name = _described(edit, edits)
        witness = _shown(old, new, (positional, named), parameter, callee)
        found.append(CallBreak(rule, parameter, witness, new_name))
    if not found:
        raise InternalError(f"{callee.call}: calls break without a cause; please report this")
    return tuple(found)


def _shown(old: Signature, new: Signature, call: _Call, parameter: str, callee: Callee) -> Witness:
    """Return the proven witness, written so that the error speaks of the parameter if it can.

    CPython complains about the first keyword that it cannot take; where several causes meet in
    one call, the parameter's own keyword goes first.
    """
    positional, keywords = call
    witness = prove(old.parameters, new.parameters, positional, keywords, callee)
    if parameter not in keywords or repr(parameter) in witness.error:
        return witness
    first = (parameter, *(keyword for keyword in keywords if keyword != parameter))
    other = prove(old.parameters, new.parameters, positional, first, callee)
    return other if repr(parameter) in other.error else witness


def _causes(edits: Edits, before: Shape, after: Shape) -> dict[Edit, _Call]:
    """Return each edit that is a cause, with the smallest call that breaks because of it."""
    causes: dict[Edit, _Call] = {}
    for edit in edits.all:
        call = _shared_break(before, edits.applied((edit,)), after)
        if call is not None:
            causes[edit] = call
    rest = [edit for edit in edits.all if edit not in causes]
    while smallest(before, edits.applied(rest)) is not None:
        together = _fewest(rest, lambda some: smallest(before, edits.applied(some)) is not None)
        edit = _foremost(together)
        call = _shared_break(before, edits.applied(together), after)
        if call is None:
            call = _shared_break(before, edits.applied(rest), after)
        if call is not None:
            # Without a call that breaks in the real new signature, another cause hides this one.
            causes[edit] = call
        rest.remove(edit)
    return causes


def _shared_break(before: Shape, some: Shape, after: Shape) -> _Call | None:
    """Return the smallest call that breaks in `some` and in the real new signature.

    If there is one at most one argument larger that breaks in both in the same way, it shows the
    cause better: a call is no proof that `*args` is gone if another parameter captures it first.
    """
    found: _Call | None = None
    for call in breaking_calls(before, some, len(after.slots)):
        if found and _size(call) > _size(found) + 1:
            break
        effect = effect_of(before, after, *call)
        if effect is None:
            continue
        if effect == effect_of(before, some, *call):
            return call
        found = found or call
    return found


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


def _take_smallest(edits: Edits, before: Shape, call: _Call, calls: dict[Edit, _Call]) -> None:
    """Make the smallest call of all the witness of a cause, if no witness is as small.

    That happens where several edits together break a smaller call than each one alone.
    """
    if min(map(_size, calls.values()), default=0) <= _size(call):
        return
    together = _fewest(
        edits.all, lambda some: effect_of(before, edits.applied(some), *call) is not None
    )
    known = [edit for edit in together if edit in calls]
    calls[_foremost(known or together)] = call


def _size(call: _Call) -> int:
    return call[0] + len(call[1])


def _described(edit: Edit, edits: Edits) -> tuple[CallRule, str, str | None]:
    """Return rule, parameter and new name of a cause."""
    key = edit.key
    if edit.tag == "rename":
        return "parameter-renamed", key, edits.new_names[key]
    if edit.tag == "remove":
        return "parameter-removed", key, None
    if edit.tag == "add":
        parameter = edits.new.named[key]
        if parameter.default is None:
            return "parameter-added-required", parameter.name, None
        slot = edits.applied((edit,)).place[parameter.name]
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


def _described_kind(edits: Edits, key: str) -> CallRule:
    """Return the rule for a parameter whose kind changed."""
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
