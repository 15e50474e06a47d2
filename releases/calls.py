"""Calls that a run-time signature accepts: an oracle of its own, on `inspect.Signature.bind`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

Parameters = Sequence[Sequence[Any]]
"""Parameters as `runtime_surface.parameters_of` returns them."""

_EMPTY = inspect.Parameter.empty
_MOST_POSITIONAL = 12
_ALONE = (
    "__ceil__", "__floor__", "__round__", "__trunc__", "__copy__", "__fspath__", "__enter__",
    "__aenter__", "__aiter__", "__anext__", "__await__", "__getnewargs__", "__length_hint__",
)  # fmt: skip
"""Special methods that get no argument, of which Python's own classes have no signature."""


def signature_of(parameters: Parameters) -> inspect.Signature:
    """Return parameters as a signature that binds calls.

    What says which it has (`__signature__`) need not say what could be written: a parameter may
    follow optional ones, and what collects the other keywords may have the name of one.
    """
    seen: dict[str, inspect.Parameter] = {}
    for name, kind, has in parameters:
        unique = f"{name}_" if name in seen else name
        default = 0 if has else _EMPTY
        seen[unique] = inspect.Parameter(unique, inspect._ParameterKind(kind), default=default)
    return inspect.Signature([*seen.values()], __validate_parameters__=False)


def bound(signature: inspect.Signature, positional: int, keywords: Sequence[str]) -> Any:
    """Return which argument each parameter gets, by name; None when the call is refused.

    Positional arguments are numbers, keyword arguments their own names.
    """
    try:
        arguments = signature.bind(*range(positional), **{name: name for name in keywords})
    except TypeError:
        return None
    return dict(arguments.arguments)


def breaks(
    old: inspect.Signature, new: inspect.Signature, positional: int, keywords: Sequence[str]
) -> bool:
    """Return whether a call that `old` accepts is refused by `new`, or binds elsewhere."""
    before, after = bound(old, positional, keywords), bound(new, positional, keywords)
    if before is None:
        return False
    if after is None:
        return True
    variadic = {
        name
        for name, parameter in new.parameters.items()
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }
    named_before = {name: value for name, value in before.items() if not _is_variadic(old, name)}
    for name, value in after.items():
        if name in variadic:
            continue
        if name in named_before and named_before[name] != value:
            return True
        if name not in named_before and isinstance(value, int):
            collected = next((v for k, v in before.items() if _is_positional_rest(old, k)), ())
            if value in collected:
                return True
            elsewhere = next((k for k, v in named_before.items() if v == value), None)
            if elsewhere is not None and elsewhere in new.parameters:
                return True
    return False


def is_collected(
    old: inspect.Signature, new: inspect.Signature, positional: int, keywords: Sequence[str]
) -> bool:
    """Return whether `new` collects the argument of a parameter that it still has by name."""
    before, after = bound(old, positional, keywords), bound(new, positional, keywords)
    if before is None or after is None:
        return False
    named = (name for name in before if not _is_variadic(old, name))
    return any(name in new.parameters and name not in after for name in named)


def _is_variadic(signature: inspect.Signature, name: str) -> bool:
    kind = signature.parameters[name].kind
    return kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _is_positional_rest(signature: inspect.Signature, name: str) -> bool:
    return signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL


def calls_of(signature: inspect.Signature) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield calls that a signature accepts.

    They have every number of positional arguments, the keywords that are needed then, and at most
    one more.
    """
    parameters = list(signature.parameters.values())
    slots = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    by_keyword = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    has_rest = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    for count in range(min(len(slots), _MOST_POSITIONAL) + 1 + has_rest):
        filled = {p.name for p in slots[:count]}
        needed = [p.name for p in by_keyword if p.default is _EMPTY and p.name not in filled]
        if bound(signature, count, needed) is None:
            continue
        yield count, tuple(needed)
        for parameter in by_keyword:
            if parameter.name not in filled and parameter.name not in needed:
                yield count, (*needed, parameter.name)


def passed_by_python(name: str) -> inspect.Signature | None:
    """Return what Python passes to a special method; None when its own classes do not show it."""
    if name in _ALONE:
        return inspect.Signature()
    for owner in (object, int, list, dict, set, str, type):
        try:
            signature = inspect.signature(vars(owner)[name])
        except (KeyError, TypeError, ValueError):
            continue
        return signature.replace(parameters=list(signature.parameters.values())[1:])
    return None


def breaking_call(
    old: Parameters, new: Parameters, *, special: str = ""
) -> tuple[int, tuple[str, ...]] | None:
    """Return a call that the old parameters accept and the new ones do not take the same way.

    `special` is the name of a method that Python calls, such as `__get__`: by position, and with
    what it passes. No one passes what has a leading underscore and a default.
    """
    before, after = signature_of(old), signature_of(new)
    if special:
        return _breaking_call_of_python(special, before, after)
    for positional, keywords in calls_of(before):
        is_private = any(name.startswith("_") for name in keywords)
        if is_private or positional > _public_slots(before):
            continue
        if breaks(before, after, positional, keywords):
            return positional, keywords
    had_more = any(kind == inspect.Parameter.VAR_KEYWORD for _, kind, _ in old)
    if had_more and not any(kind == inspect.Parameter.VAR_KEYWORD for _, kind, _ in new):
        for positional, keywords in calls_of(before):
            return positional, (*keywords, "any_other_keyword")
    return None


def _breaking_call_of_python(
    name: str, before: inspect.Signature, after: inspect.Signature
) -> tuple[int, tuple[str, ...]] | None:
    passed = passed_by_python(name)
    counts = {positional for positional, keywords in calls_of(before) if not keywords}
    if passed is not None:
        counts = {n for n in range(_MOST_POSITIONAL) if bound(passed, n, ()) is not None}
    for count in sorted(counts):
        if bound(before, count, ()) is not None and bound(after, count, ()) is None:
            return count, ()
    return None


def _public_slots(signature: inspect.Signature) -> float:
    """Return how many positional arguments reach no private parameter that has a default."""
    slots = (p for p in signature.parameters.values() if p.kind <= p.POSITIONAL_OR_KEYWORD)
    for count, parameter in enumerate(slots):
        if parameter.name.startswith("_") and parameter.default is not _EMPTY:
            return count
    return float("inf")
