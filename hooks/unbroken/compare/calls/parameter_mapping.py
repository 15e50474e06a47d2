"""Which parameter of the new version receives the arguments of each parameter of the old one.

Source of the rules: the typing specification, "Assignability rules for callables" and "Unpack for
keyword arguments".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.calls.kept_names import moved_parameters
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import UnpackedKey, unpacked_keys, unpacked_typed_dict
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.semantics.decorators import known_head
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition

Refusal = Literal["unknown", "required"]
Scopes = tuple[Definition, Definition]

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_STANDARD = ParameterKind.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_STARS = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class ParameterMatch(NamedTuple):
    """A parameter and the one that receives its arguments now.

    `scopes` are where the names in their annotations are looked up. `refused` is why type checkers
    reject the argument, although it can be passed at run time.
    """

    old: Parameter
    new: Parameter
    scopes: Scopes
    refused: Refusal | None = None


def map_parameters(
    pair: Pair, old: tuple[Parameter, ...], new: tuple[Parameter, ...], scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the parameters with those of the same or the new name, or those that collect them."""
    renamed = {
        attributed.call_break.parameter: attributed.call_break.new_name
        for attributed in call_breaks(pair)
    }
    new_names = moved_parameters(old, new) | {k: v for k, v in renamed.items() if v is not None}
    after = {parameter.name: parameter for parameter in new}
    stars = {parameter.kind: parameter for parameter in new if parameter.kind in _STARS}
    for index, parameter in enumerate(old):
        if parameter.kind in _STARS:
            yield from _of_star(pair, parameter, stars.get(parameter.kind), scopes)
            continue
        now = after.get(new_names.get(parameter.name, parameter.name))
        if now is None and parameter.kind is _POSITIONAL_ONLY and index < len(new):
            now = new[index] if _is_renamed(new[index], old) else None
        if now is not None:
            yield ParameterMatch(parameter, now, scopes)
        elif not call_breaks(pair):
            yield from _collected(pair, parameter, stars, scopes)
    if not call_breaks(pair):
        yield from _newly_required(pair, old, stars.get(ParameterKind.VAR_KEYWORD), scopes)


def _is_renamed(after: Parameter, old: tuple[Parameter, ...]) -> bool:
    """Return whether a parameter in the place of a positional-only one can be the same one."""
    return after.kind <= _STANDARD and after.name not in {parameter.name for parameter in old}


def _of_star(
    pair: Pair, parameter: Parameter, now: Parameter | None, scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield a variadic parameter with the one of its kind, key by key where keys are unpacked."""
    if now is None:
        return
    before = unpacked_keys(pair.old_surface, scopes[0], parameter)
    after = unpacked_keys(pair.new_surface, scopes[1], now)
    if before is not None and after is not None:
        old_dict = unpacked_typed_dict(pair.old_surface, scopes[0], parameter)
        new_dict = unpacked_typed_dict(pair.new_surface, scopes[1], now)
        assert old_dict is not None
        assert new_dict is not None
        is_same = old_dict.key == new_dict.key
        if not (is_same and is_public(pair.old_surface, old_dict)):
            yield from _of_keys(before, after, now, scopes, is_same=is_same)
    elif before is None or known_head(pair.new_surface, scopes[1], now.annotation) == "Unpack":
        yield ParameterMatch(parameter, now, scopes)
    else:
        for key in before.values():
            yield ParameterMatch(key.parameter, now, (key.at, scopes[1]))


def _of_keys(
    before: dict[str, UnpackedKey],
    after: dict[str, UnpackedKey],
    now: Parameter,
    scopes: Scopes,
    *,
    is_same: bool,
) -> Iterator[ParameterMatch]:
    """Yield the keys of a TypedDict with those of the same name, and the newly required ones.

    Keys that another TypedDict lacks are no finding: the typing specification has it assignable.
    """
    for name, key in before.items():
        if name not in after:
            if is_same:
                yield ParameterMatch(key.parameter, now, scopes, "unknown")
        else:
            yield ParameterMatch(key.parameter, after[name].parameter, (key.at, after[name].at))
    passed = {name for name, key in before.items() if key.parameter.default is None}
    for name, key in after.items():
        if key.parameter.default is None and name not in passed:
            yield ParameterMatch(key.parameter, key.parameter, (key.at, key.at), "required")


def _collected(
    pair: Pair, parameter: Parameter, stars: dict[ParameterKind, Parameter], scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the variadic parameter that collects the arguments of a removed one."""
    by_keyword = parameter.kind is _KEYWORD_ONLY
    after = stars.get(_STARS[by_keyword])
    if after is None:
        return
    keys = unpacked_keys(pair.new_surface, scopes[1], after) if by_keyword else None
    if keys is None:
        if known_head(pair.new_surface, scopes[1], after.annotation) != "Unpack":
            yield ParameterMatch(parameter, after, scopes)
    elif parameter.name in keys:
        key = keys[parameter.name]
        yield ParameterMatch(parameter, key.parameter, (scopes[0], key.at))
    else:
        yield ParameterMatch(parameter, after, scopes, "unknown")


def _newly_required(
    pair: Pair, old: tuple[Parameter, ...], after: Parameter | None, scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the keys that are required now and were optional before."""
    keys = unpacked_keys(pair.new_surface, scopes[1], after) if after is not None else None
    if keys is None or any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in old):
        return
    passed = {parameter.name for parameter in old if parameter.default is None}
    for name, key in keys.items():
        if key.parameter.default is None and name not in passed:
            yield ParameterMatch(key.parameter, key.parameter, (key.at, key.at), "required")
