"""Which parameter of the new version takes what one of the old version took.

Source of the rules: the typing specification, "Assignability rules for callables" and "Unpack for
keyword arguments".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from unbroken.compare.calls.callables import call_breaks
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


class Match(NamedTuple):
    """A parameter, and what takes its arguments now; `scopes` say where their names are known."""

    old: Parameter
    new: Parameter
    scopes: Scopes
    refused: Refusal | None = None


class _Key(NamedTuple):
    """A key of a typed dictionary as the parameter that it stands for, and where it stands."""

    parameter: Parameter
    at: Definition


def matched(
    pair: Pair, old: tuple[Parameter, ...], new: tuple[Parameter, ...], scopes: Scopes
) -> Iterator[Match]:
    """Pair parameters by name, those that are renamed or collected by what takes them now."""
    renamed = {each.found.parameter: each.found.new_name for each in call_breaks(pair)}
    after = {each.name: each for each in new}
    stars = {each.kind: each for each in new if each.kind in _STARS}
    for index, parameter in enumerate(old):
        if parameter.kind in _STARS:
            yield from _of_star(pair, parameter, stars.get(parameter.kind), scopes)
            continue
        now = after.get(renamed.get(parameter.name) or parameter.name)
        if now is None and parameter.kind is _POSITIONAL_ONLY and index < len(new):
            now = new[index] if _is_renamed(new[index], old) else None
        if now is not None:
            yield Match(parameter, now, scopes)
        elif not call_breaks(pair):
            yield from _collected(pair, parameter, stars, scopes)
    if not call_breaks(pair):
        yield from _asked_for(pair, old, stars.get(ParameterKind.VAR_KEYWORD), scopes)


def _is_renamed(now: Parameter, old: tuple[Parameter, ...]) -> bool:
    """Tell whether a parameter at the place of a positional-only one can be the same one."""
    return now.kind <= _STANDARD and now.name not in {each.name for each in old}


def _of_star(
    pair: Pair, parameter: Parameter, now: Parameter | None, scopes: Scopes
) -> Iterator[Match]:
    if now is None:
        return
    before = _unpacked(pair.old_surface, scopes[0], parameter)
    if before is None or head_of(now.annotation) == "Unpack":
        yield Match(parameter, now, scopes)
        return
    for each in before.values():
        yield Match(each.parameter, now, (each.at, scopes[1]))


def _collected(
    pair: Pair, parameter: Parameter, stars: dict[ParameterKind, Parameter], scopes: Scopes
) -> Iterator[Match]:
    """Give the parameter with a star that takes the arguments of one that is gone."""
    by_keyword = parameter.kind is _KEYWORD_ONLY
    now = stars.get(_STARS[by_keyword])
    if now is None:
        return
    keys = _unpacked(pair.new_surface, scopes[1], now) if by_keyword else None
    if keys is None:
        if head_of(now.annotation) != "Unpack":
            yield Match(parameter, now, scopes)
    elif parameter.name in keys:
        key = keys[parameter.name]
        yield Match(parameter, key.parameter, (scopes[0], key.at))
    else:
        yield Match(parameter, now, scopes, "unknown")


def _asked_for(
    pair: Pair, old: tuple[Parameter, ...], now: Parameter | None, scopes: Scopes
) -> Iterator[Match]:
    """Give the keys that must be passed now, and could be left out before."""
    keys = _unpacked(pair.new_surface, scopes[1], now) if now is not None else None
    if keys is None or any(each.kind is ParameterKind.VAR_KEYWORD for each in old):
        return
    passed = {each.name for each in old if each.default is None}
    for name, key in keys.items():
        if key.parameter.default is None and name not in passed:
            yield Match(key.parameter, key.parameter, (key.at, key.at), "required")


def _unpacked(surface: Surface, at: Definition, parameter: Parameter) -> dict[str, _Key] | None:
    """Give the keys of `**kwargs: Unpack[T]`; None where it is none, or not known."""
    annotation = parameter.annotation
    if annotation is None or head_of(annotation) != "Unpack":
        return None
    found = surface.resolve_name(at, annotation.partition("[")[2].removesuffix("]"))
    found = surface.resolve_alias(found) if isinstance(found, Definition) else found
    if not isinstance(found, Definition) or not is_typed_dict(surface, found):
        return None
    keys: dict[str, _Key] = {}
    for each in reversed(surface.mro(found)):
        if isinstance(each, External):
            if each.target not in (*TYPED_DICTS, "builtins.object"):
                return None
            continue
        members = own_members(each)
        for name, is_required in required_keys(each).items():
            member = members[name]
            assert isinstance(member, Attribute)
            default = None if is_required else "..."
            keys[name] = _Key(Parameter(name, _KEYWORD_ONLY, default, member.annotation), each)
    return keys
