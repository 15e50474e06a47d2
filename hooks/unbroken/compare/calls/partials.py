"""The calls of `functools.partial` objects, and which of them break.

A call of `partial(f, 1, b=2)` is a call of `f` with more arguments. The remaining signature (as
`inspect.signature` shows it) finds the breaks. A call of `f` itself proves each of them, because
the signature hides that a parameter that is filled by position rejects its keyword.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from unbroken.compare.calls.bind import Callee, Rejected, bind
from unbroken.compare.calls.call_break import CallBreak, CallCause
from unbroken.compare.calls.witness import prove
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.finding import Witness

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY


class PartialApplication(NamedTuple):
    """The innermost callable's parameters, and what it is given: arguments and keywords."""

    parameters: tuple[Parameter, ...]
    positional: int
    keywords: dict[str, str]

    @property
    def slots(self) -> list[Parameter]:
        """The positional parameters of what is called."""
        return [p for p in self.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]

    @property
    def taken(self) -> set[str]:
        """The names that calls can no longer pass, because they are filled by position."""
        return {p.name for p in self.slots[: self.positional] if p.kind is _POSITIONAL_OR_KEYWORD}

    def has(self, kind: ParameterKind) -> bool:
        """Return whether there is a parameter of this kind."""
        return any(p.kind is kind for p in self.parameters)

    def with_arguments(self, positional: int, keywords: dict[str, str]) -> PartialApplication:
        """Return the application to more arguments; keywords replace those given before."""
        return PartialApplication(
            self.parameters, self.positional + positional, self.keywords | keywords
        )

    def error_of(self, positional: int, keywords: Sequence[str], callee: Callee) -> str | None:
        """Return Python's error for a call; None when it works."""
        every = tuple(dict.fromkeys((*self.keywords, *keywords)))
        bound = bind(self.parameters, self.positional + positional, every, callee)
        return bound.error if isinstance(bound, Rejected) else None


def misfit(given: PartialApplication) -> tuple[CallCause, str] | None:
    """Return why no call can work, as cause and parameter; None when some can."""
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


def remaining_parameters(given: PartialApplication) -> tuple[Parameter, ...]:
    """Return the parameters that calls of the partial can still fill.

    As in `inspect.signature`, what is given by keyword, and all positional-or-keyword parameters
    after it, can only be passed by keyword.
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


def comparable(old: PartialApplication, new: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Return the new parameters, those that old calls could not name as positional-only."""
    if not old.has(ParameterKind.VAR_KEYWORD):
        return new
    return tuple(
        Parameter(p.name, _POSITIONAL_ONLY, p.default, p.annotation)
        if p.name in old.taken and p.kind is _POSITIONAL_OR_KEYWORD
        else p
        for p in new
    )


def proven(
    call_breaks: Sequence[CallBreak],
    old: PartialApplication,
    new: PartialApplication,
    callee: Callee,
) -> Sequence[CallBreak]:
    """Return the breaks with Python's real error, and those that the signatures hide."""
    proofs: dict[str, CallBreak] = {}
    for call_break in call_breaks:
        witness = call_break.witness
        error = new.error_of(witness.positional, witness.keywords, callee)
        if error is not None:
            rejected: Witness = msgspec.structs.replace(
                witness, effect="rejected", error=error, exception="TypeError"
            )
            proofs[f"{call_break.cause} {call_break.parameter}"] = call_break._replace(
                witness=rejected
            )
        elif witness.effect == "rebound":
            proofs[f"{call_break.cause} {call_break.parameter}"] = call_break
    passed = {p.name for p in remaining_parameters(old)}
    for name in sorted(new.taken - old.taken) if new.has(ParameterKind.VAR_KEYWORD) else ():
        cause: CallCause = "parameter-removed" if name in passed else "parameter-inserted"
        known = next((key for key, proof in proofs.items() if proof.parameter == name), name)
        for call_break in _broken(old, new, callee, cause, name, keyword=name):
            if known not in proofs or size_of(call_break.witness) < size_of(proofs[known].witness):
                proofs[known] = proofs.get(known, call_break)._replace(witness=call_break.witness)
    return tuple(proofs.values())


def size_of(witness: Witness) -> int:
    """Return the number of arguments of a call."""
    return witness.positional + len(witness.keywords)


def unfit(old: PartialApplication, new: PartialApplication, callee: Callee) -> Iterator[CallBreak]:
    """Yield the break where the given arguments no longer fit, so that no call works."""
    why = misfit(new)
    if why is None or misfit(old) is not None:
        return
    cause, parameter = why
    slots = old.slots[len(new.slots) :] or old.slots
    parameter = parameter or (slots[0].name if slots else "")
    yield from _broken(old, new, callee, cause, parameter)


def _broken(
    old: PartialApplication,
    new: PartialApplication,
    callee: Callee,
    cause: CallCause,
    parameter: str,
    keyword: str = "",
) -> Iterator[CallBreak]:
    """Yield a break proven by the smallest call that old accepts, with `keyword` if given."""
    parameters = remaining_parameters(old)
    n, keywords = _smallest_call(parameters, keyword)
    error = new.error_of(n, keywords, callee)
    if error is None or old.error_of(n, keywords, callee) is not None:
        return
    witness = prove(parameters, _REFUSES_ALL, n, keywords, callee).witness
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
