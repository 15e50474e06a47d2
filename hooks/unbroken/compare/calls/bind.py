"""Bind the arguments of one call as CPython does, with CPython's words for a rejected call.

This is the second opinion on every witness, so it shares nothing with `compatibility`, which
decides without binding anything. It follows `initialize_locals` of CPython's `Python/ceval.c`
(3.10 to 3.13), in its order: positional arguments, keywords, too many positional arguments,
required parameters without a value, required keyword-only ones. `inspect.Signature.bind` is no
substitute: on Python 3.11 it rejects calls that work (CPython issue 87106).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from unbroken.model.definitions import Parameter, ParameterKind

Argument: TypeAlias = int | str
"""An argument of a call: its index if it is positional, else its keyword."""


class Callee(NamedTuple):
    """What is called: `call` as callers write it (`model.forward`), `qualname` as CPython does.

    `bound` is the number of arguments that the call passes implicitly (1 for `self` or `cls`,
    which the parameters then lack): CPython counts them in "takes 2 positional arguments but 3
    were given". `mangled` are the names that CPython gives parameters named `__x` of methods.
    """

    call: str
    qualname: str
    bound: int = 0
    mangled: Mapping[str, str] = MappingProxyType({})


class Bound(NamedTuple):
    """An accepted call: the name of the parameter that each argument arrives at."""

    targets: dict[Argument, str]


class Rejected(NamedTuple):
    """A rejected call: the text of CPython's TypeError, and the parameters that it names."""

    error: str
    names: tuple[str, ...] = ()


def bind(
    parameters: Sequence[Parameter], positional: int, keywords: Sequence[str], callee: Callee
) -> Bound | Rejected:
    """Bind a call of `positional` arguments and `keywords` (in the order of the call).

    Returns where each argument goes, or the text of the error ("takes 1 positional argument but
    2 were given"), without suggestions ("Did you mean") that some versions of Python append.
    """
    function = f"{callee.qualname}()"
    slots = [p for p in parameters if p.kind <= ParameterKind.POSITIONAL_OR_KEYWORD]
    only_keyword = [p for p in parameters if p.kind is ParameterKind.KEYWORD_ONLY]
    rest = next((p for p in parameters if p.kind is ParameterKind.VAR_POSITIONAL), None)
    others = next((p for p in parameters if p.kind is ParameterKind.VAR_KEYWORD), None)

    targets: dict[Argument, str] = {}
    for index in range(positional):
        if index < len(slots):
            targets[index] = slots[index].name
        elif rest is not None:
            targets[index] = rest.name
    filled = {p.name for p in slots[:positional]}

    by_keyword = {p.name for p in slots if p.kind is not ParameterKind.POSITIONAL_ONLY}
    by_keyword.update(p.name for p in only_keyword)
    for keyword in keywords:
        if keyword in by_keyword:
            if keyword in filled:
                error = f"{function} got multiple values for argument {keyword!r}"
                return Rejected(error, (keyword,))
            filled.add(keyword)
            targets[keyword] = keyword
        elif others is not None:
            targets[keyword] = others.name
        else:
            return _unknown(function, keyword, keywords, slots)

    if positional > len(slots) and rest is None:
        given = sum(p.name in filled for p in only_keyword)
        return Rejected(f"{function} {_too_many(slots, positional, given, callee.bound)}")
    for kind, group in (("positional", slots), ("keyword-only", only_keyword)):
        missing = [p.name for p in group if p.default is None and p.name not in filled]
        if missing:
            shown = [callee.mangled.get(name, name) for name in missing]
            return Rejected(f"{function} {_missing(kind, shown)}", tuple(missing))
    return Bound(targets)


def _unknown(
    function: str, keyword: str, keywords: Sequence[str], slots: Sequence[Parameter]
) -> Rejected:
    """Return the error about an unknown keyword; CPython then looks at all keywords once more."""
    positional_only = [
        p.name for p in slots if p.kind is ParameterKind.POSITIONAL_ONLY and p.name in keywords
    ]
    if positional_only:
        names = ", ".join(positional_only)
        error = f"got some positional-only arguments passed as keyword arguments: '{names}'"
        return Rejected(f"{function} {error}", tuple(positional_only))
    return Rejected(f"{function} got an unexpected keyword argument {keyword!r}", (keyword,))


def _too_many(slots: Sequence[Parameter], positional: int, keyword_only: int, bound: int) -> str:
    """Return how many positional arguments are taken and were given."""
    most = len(slots) + bound
    least = sum(p.default is None for p in slots) + bound
    takes = f"{most}" if least == most else f"from {least} to {most}"
    plural = "" if least == most == 1 else "s"
    given = positional + bound
    also = ""
    if keyword_only:
        also = (
            f" positional argument{'' if given == 1 else 's'}"
            f" (and {keyword_only} keyword-only argument{'' if keyword_only == 1 else 's'})"
        )
    verb = "was" if given == 1 and not keyword_only else "were"
    return f"takes {takes} positional argument{plural} but {given}{also} {verb} given"


def _missing(kind: str, names: Sequence[str]) -> str:
    """Return which arguments are missing, listed as CPython lists them."""
    quoted = [repr(name) for name in names]
    if len(quoted) > 2:
        listed = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    else:
        listed = " and ".join(quoted)
    plural = "" if len(quoted) == 1 else "s"
    return f"missing {len(quoted)} required {kind} argument{plural}: {listed}"
