"""Which parameter of the new version receives the arguments of each parameter of the old one.

Source of the rules: the typing specification, "Assignability rules for callables" and "Unpack for
keyword arguments".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import is_typed_dict, required_keys
from unbroken.model.definitions import Attribute, Parameter, ParameterKind
from unbroken.semantics.decorators import head_of
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import TYPED_DICTS
from unbroken.semantics.surface import Surface

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


class _TypedDictKey(NamedTuple):
    """A key of a TypedDict as the parameter that it stands for, and the class that declares it."""

    parameter: Parameter
    at: Definition


def map_parameters(
    pair: Pair, old: tuple[Parameter, ...], new: tuple[Parameter, ...], scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the parameters with those of the same or the new name, or those that collect them."""
    renamed = {
        attributed.call_break.parameter: attributed.call_break.new_name
        for attributed in call_breaks(pair)
    }
    after = {parameter.name: parameter for parameter in new}
    stars = {parameter.kind: parameter for parameter in new if parameter.kind in _STARS}
    for index, parameter in enumerate(old):
        if parameter.kind in _STARS:
            yield from _of_star(pair, parameter, stars.get(parameter.kind), scopes)
            continue
        now = after.get(renamed.get(parameter.name) or parameter.name)
        if now is None and parameter.kind is _POSITIONAL_ONLY and index < len(new):
            now = new[index] if _is_renamed(new[index], old) else None
        if now is not None:
            yield ParameterMatch(parameter, now, scopes)
        elif not call_breaks(pair):
            yield from _collected(pair, parameter, stars, scopes)
    if not call_breaks(pair):
        yield from _newly_required(pair, old, stars.get(ParameterKind.VAR_KEYWORD), scopes)


def _is_renamed(now: Parameter, old: tuple[Parameter, ...]) -> bool:
    """Return whether a parameter in the place of a positional-only one can be the same one."""
    return now.kind <= _STANDARD and now.name not in {parameter.name for parameter in old}


def _of_star(
    pair: Pair, parameter: Parameter, now: Parameter | None, scopes: Scopes
) -> Iterator[ParameterMatch]:
    if now is None:
        return
    before = _unpacked(pair.old_surface, scopes[0], parameter)
    if before is None or head_of(now.annotation) == "Unpack":
        yield ParameterMatch(parameter, now, scopes)
        return
    for key in before.values():
        yield ParameterMatch(key.parameter, now, (key.at, scopes[1]))


def _collected(
    pair: Pair, parameter: Parameter, stars: dict[ParameterKind, Parameter], scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the variadic parameter that collects the arguments of a removed one."""
    by_keyword = parameter.kind is _KEYWORD_ONLY
    now = stars.get(_STARS[by_keyword])
    if now is None:
        return
    keys = _unpacked(pair.new_surface, scopes[1], now) if by_keyword else None
    if keys is None:
        if head_of(now.annotation) != "Unpack":
            yield ParameterMatch(parameter, now, scopes)
    elif parameter.name in keys:
        key = keys[parameter.name]
        yield ParameterMatch(parameter, key.parameter, (scopes[0], key.at))
    else:
        yield ParameterMatch(parameter, now, scopes, "unknown")


def _newly_required(
    pair: Pair, old: tuple[Parameter, ...], now: Parameter | None, scopes: Scopes
) -> Iterator[ParameterMatch]:
    """Yield the keys that are required now and were optional before."""
    keys = _unpacked(pair.new_surface, scopes[1], now) if now is not None else None
    if keys is None or any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in old):
        return
    passed = {parameter.name for parameter in old if parameter.default is None}
    for name, key in keys.items():
        if key.parameter.default is None and name not in passed:
            yield ParameterMatch(key.parameter, key.parameter, (key.at, key.at), "required")


def _unpacked(
    surface: Surface, at: Definition, parameter: Parameter
) -> dict[str, _TypedDictKey] | None:
    """Return the keys of `**kwargs: Unpack[T]`; None for other parameters, or an unknown `T`."""
    annotation = parameter.annotation
    if annotation is None or head_of(annotation) != "Unpack":
        return None
    found = surface.resolve_name(at, annotation.partition("[")[2].removesuffix("]"))
    found = surface.resolve_alias(found) if isinstance(found, Definition) else found
    if not isinstance(found, Definition) or not is_typed_dict(surface, found):
        return None
    keys: dict[str, _TypedDictKey] = {}
    for class_ in reversed(surface.mro(found)):
        if isinstance(class_, External):
            if class_.target not in (*TYPED_DICTS, "builtins.object"):
                return None
            continue
        members = own_members(class_)
        for name, is_required in required_keys(class_).items():
            member = members[name]
            assert isinstance(member, Attribute)
            default = None if is_required else "..."
            keys[name] = _TypedDictKey(
                Parameter(name, _KEYWORD_ONLY, default, member.annotation), class_
            )
    return keys
