"""What `functools.partial` leaves to pass, and which calls of the object that it makes break.

A call of `partial(f, 1, b=2)` is a call of `f` with more arguments. The signature that is left
(as `inspect.signature` tells it) finds the breaks; a call of `f` itself proves each of them, as
the signature hides that a parameter that is filled by position refuses its keyword.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from unbroken.compare.calls.bind import Callee, Refused, bind
from unbroken.compare.calls.call_break import CallBreak, CallCause
from unbroken.compare.calls.witness import prove
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.finding import Witness

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY


class Given(NamedTuple):
    """What is called in the end, and what it is given: a number of arguments, and keywords."""

    parameters: tuple[Parameter, ...]
    positional: int
    keywords: dict[str, str]

    @property
    def slots(self) -> list[Parameter]:
        """The positional parameters of what is called."""
        return [p for p in self.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]

    @property
    def taken(self) -> set[str]:
        """The names that no call can pass any more, as they are filled by position."""
        return {p.name for p in self.slots[: self.positional] if p.kind is _POSITIONAL_OR_KEYWORD}

    def has(self, kind: ParameterKind) -> bool:
        """Tell whether there is a parameter of a kind."""
        return any(p.kind is kind for p in self.parameters)

    def more(self, positional: int, keywords: dict[str, str]) -> Given:
        """Give more; keywords replace those given before."""
        return Given(self.parameters, self.positional + positional, self.keywords | keywords)

    def refused(self, positional: int, keywords: Sequence[str], callee: Callee) -> str | None:
        """Say what Python says when a call is refused; None when it works."""
        every = tuple(dict.fromkeys((*self.keywords, *keywords)))
        bound = bind(self.parameters, self.positional + positional, every, callee)
        return bound.error if isinstance(bound, Refused) else None


def misfit(given: Given) -> tuple[CallCause, str] | None:
    """Tell why no call can work, whatever it passes; None when some can."""
    slots = given.slots
    if given.positional > len(slots) and not given.has(ParameterKind.VAR_POSITIONAL):
        return "parameter-removed", ""
    named = {p.name: p for p in given.parameters}
    for keyword in given.keywords:
        parameter = named.get(keyword)
        by_keyword = parameter is not None and parameter.kind in (
            _POSITIONAL_OR_KEYWORD,
            _KEYWORD_ONLY,
        )
        if keyword in given.taken:
            return "parameters-reordered", keyword
        if not by_keyword and not given.has(ParameterKind.VAR_KEYWORD):
            if parameter is not None and parameter.kind is _POSITIONAL_ONLY:
                return "parameter-became-positional-only", keyword
            return "parameter-removed", keyword
    return None


def left(given: Given) -> tuple[Parameter, ...]:
    """Give the parameters that are left to pass.

    As `inspect.signature` has it: what is given by keyword, and all positional-or-keyword
    parameters behind it, can only be passed by keyword from then on.
    """
    rest = [p for p in given.parameters if p.kind > _POSITIONAL_OR_KEYWORD]
    kept: list[Parameter] = []
    by_keyword: list[Parameter] = []
    for parameter in given.slots[given.positional :]:
        name, kind = parameter.name, parameter.kind
        if kind is _POSITIONAL_ONLY or (name not in given.keywords and not by_keyword):
            kept.append(parameter)
        else:
            default = given.keywords.get(name, parameter.default)
            by_keyword.append(Parameter(name, _KEYWORD_ONLY, default))
    if by_keyword:
        rest = [p for p in rest if p.kind is not ParameterKind.VAR_POSITIONAL]
    named = [
        Parameter(p.name, p.kind, given.keywords.get(p.name, p.default))
        if p.kind is _KEYWORD_ONLY
        else p
        for p in rest
    ]
    return tuple(sorted((*kept, *by_keyword, *named), key=lambda p: p.kind))


def comparable(old: Given, new: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Close the new parameters whose keyword the old `**kwargs` could not take."""
    if not old.has(ParameterKind.VAR_KEYWORD):
        return new
    return tuple(
        Parameter(p.name, _POSITIONAL_ONLY, p.default, p.annotation)
        if p.name in old.taken and p.kind is _POSITIONAL_OR_KEYWORD
        else p
        for p in new
    )


def proven(
    found: Sequence[CallBreak], old: Given, new: Given, callee: Callee
) -> Sequence[CallBreak]:
    """Give the breaks with what Python really says, and those that the signatures hide."""
    proofs: dict[str, CallBreak] = {}
    for each in found:
        witness = each.witness
        error = new.refused(witness.positional, witness.keywords, callee)
        if error is not None:
            rejected: Witness = msgspec.structs.replace(witness, effect="rejected", error=error)
            proofs[f"{each.cause} {each.parameter}"] = each._replace(witness=rejected)
        elif witness.effect == "rebound":
            proofs[f"{each.cause} {each.parameter}"] = each
    passed = {p.name for p in left(old)}
    for name in sorted(new.taken - old.taken) if new.has(ParameterKind.VAR_KEYWORD) else ():
        cause: CallCause = "parameter-removed" if name in passed else "parameter-inserted"
        told = next((key for key, each in proofs.items() if each.parameter == name), name)
        for each in _broken(old, new, callee, cause, name, keyword=name):
            if told not in proofs or size_of(each.witness) < size_of(proofs[told].witness):
                proofs[told] = proofs.get(told, each)._replace(witness=each.witness)
    return tuple(proofs.values())


def size_of(witness: Witness) -> int:
    """Give the number of arguments of a call."""
    return witness.positional + len(witness.keywords)


def unfit(old: Given, new: Given, callee: Callee) -> Iterator[CallBreak]:
    """Give the break where what is given does not fit any more, so that no call works."""
    why = misfit(new)
    if why is None or misfit(old) is not None:
        return
    cause, parameter = why
    slots = old.slots[len(new.slots) :] or old.slots
    parameter = parameter or (slots[0].name if slots else "")
    yield from _broken(old, new, callee, cause, parameter)


def _broken(
    old: Given, new: Given, callee: Callee, cause: CallCause, parameter: str, keyword: str = ""
) -> Iterator[CallBreak]:
    """Prove a break by the smallest call that old takes, with one keyword if need be."""
    parameters = left(old)
    n, keywords = _smallest_call(parameters, keyword)
    error = new.refused(n, keywords, callee)
    if error is None or old.refused(n, keywords, callee) is not None:
        return
    witness = prove(parameters, _REFUSES_ALL, n, keywords, callee)
    yield CallBreak(cause, parameter, msgspec.structs.replace(witness, error=error))


def _smallest_call(parameters: Sequence[Parameter], keyword: str) -> tuple[int, tuple[str, ...]]:
    slots = [p for p in parameters if p.kind <= _POSITIONAL_OR_KEYWORD]
    names = [p.name for p in slots if p.kind is _POSITIONAL_OR_KEYWORD or p.name != keyword]
    before = slots[: names.index(keyword)] if keyword in names else slots
    n = max((i + 1 for i, p in enumerate(before) if p.default is None), default=0)
    needed = [
        p.name
        for p in (*slots[n:], *(p for p in parameters if p.kind is _KEYWORD_ONLY))
        if p.default is None and p.name != keyword
    ]
    return n, (*needed, keyword) if keyword else tuple(needed)


_REFUSES_ALL = (Parameter("?", _KEYWORD_ONLY),)
