"""How `__init__` and `__new__` together bind a call: it works if both accept it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from unbroken.compare.calls.bind import Bound, Callee, Rejected, bind
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.compatibility import (
    FRESH,
    Shape,
    breaking_calls,
    effect_of,
    fresh_name,
    shape,
)
from unbroken.compare.calls.witness import prove
from unbroken.model.definitions import ParameterKind, Signature

_MOST_TRIED = 500
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class JointBinding(NamedTuple):
    """How both versions of a class bind a call: by one constructor, and by those beside it.

    `before` and `after` are the signatures of `__init__`, say. `others` are those of the old
    `__new__`, which must accept a call, too; `beside` pairs them with those of the new version.
    """

    before: Signature
    after: Signature
    others: Sequence[Signature]
    beside: Sequence[tuple[Signature, Signature]]
    callee: Callee

    def is_accepted_by_others(self, positional: int, keywords: Sequence[str]) -> bool:
        """Return whether the constructor beside accepted a call in the old version."""
        return _accepted(positional, keywords, self.others, self.callee)

    def is_broken(self, positional: int, keywords: tuple[str, ...]) -> bool:
        """Return whether a call that all old constructors accept no longer works the same."""
        before, after = shape(self.before.parameters), shape(self.after.parameters)
        effect = effect_of(before, after, positional, keywords)
        if effect == "rejected":
            return True
        return effect == "rebound" and not self._is_only_named(positional, keywords)

    def _is_only_named(self, positional: int, keywords: tuple[str, ...]) -> bool:
        """Return whether arguments only got the names that the constructor beside gives them.

        `__new__(cls, a, *args)` beside `__init__(self, a, b=None)` may name its `b` as well.
        """
        old, new = (
            bind(signature.parameters, positional, keywords, self.callee)
            for signature in (self.before, self.after)
        )
        if not isinstance(old, Bound) or not isinstance(new, Bound):
            return False
        collected = {p.name for p in self.before.parameters if p.kind in _VARIADIC}
        renamed = {key: name for key, name in new.targets.items() if old.targets[key] != name}
        if not collected.issuperset(old.targets[key] for key in renamed):
            return False
        for signatures in self.beside:
            bound_before, bound_after = (
                bind(signature.parameters, positional, keywords, self.callee)
                for signature in signatures
            )
            if isinstance(bound_before, Bound) and bound_before == bound_after:
                return renamed.items() <= bound_before.targets.items()
        return False


def accepted_by_all(call_break: CallBreak, binding: JointBinding) -> CallBreak | None:
    """Return the break with a call that all old constructors accept; None if there is none."""
    first = call_break.witness
    if binding.is_accepted_by_others(first.positional, first.keywords) and binding.is_broken(
        first.positional, first.keywords
    ):
        return call_break
    if not binding.others:
        return None
    old, new = binding.before.parameters, binding.after.parameters
    best: tuple[int, tuple[str, ...]] | None = None
    candidates = _candidates(shape(old), shape(new), binding.others)
    for n, keywords in islice(candidates, _MOST_TRIED):
        if best is not None and n + len(keywords) >= best[0] + len(best[1]):
            continue
        all_old = (binding.before, *binding.others)
        if _accepted(n, keywords, all_old, binding.callee) and binding.is_broken(n, keywords):
            best = n, keywords
    if best is None:
        return None
    proof = prove(old, new, *best, binding.callee, call_break.parameter)
    return call_break._replace(witness=proof.witness)


def _candidates(
    before: Shape, after: Shape, others: Sequence[Signature]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield breaking calls with the arguments that the other signatures require."""
    longest = max(len(signature.parameters) for signature in others)
    known = [fresh_name(before, after)]
    known += [parameter.name for other in others for parameter in other.parameters]
    for n, keywords in breaking_calls(before, after, longest):
        needed = tuple(_needed(n, others))
        for fresh in known if FRESH in keywords else known[:1]:
            named = (keyword or fresh for keyword in keywords)
            yield n, tuple(dict.fromkeys((*named, *needed)))


def _needed(positional: int, signatures: Sequence[Signature]) -> Iterator[str]:
    """Yield the keywords that some signatures require after a number of positional arguments."""
    for signature in signatures:
        for index, parameter in enumerate(signature.parameters):
            slot = parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
            variadic = parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
            if parameter.default is None and not variadic and (not slot or index >= positional):
                yield parameter.name


def _accepted(
    positional: int, keywords: Sequence[str], signatures: Sequence[Signature], callee: Callee
) -> bool:
    return not any(
        isinstance(bind(signature.parameters, positional, keywords, callee), Rejected)
        for signature in signatures
    )
