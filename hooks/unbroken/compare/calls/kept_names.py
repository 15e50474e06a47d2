"""Parameters that still take old calls, though another one has their place, by what a body does."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from unbroken.compare.calls.decorated_signature import DecoratedSignature
from unbroken.model.definitions import Parameter, ParameterKind, Signature

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD


def with_kept_names(
    signature: Signature, old: DecoratedSignature, new: DecoratedSignature
) -> Signature:
    """Return the new signature with the old names and places that its body still takes.

    `signature` is that of `new`, or what decorators make of it.
    """
    signature = _by_old_spelling(_from_args(signature, old, new), old)
    return _by_moved_name(_by_warned_name(signature, old, new), old)


def _by_old_spelling(signature: Signature, old: DecoratedSignature) -> Signature:
    """Return the signature with a parameter's old name, where that stays as a keyword of its own.

    `def f(maxSize)` that became `def f(max_size=None, *, maxSize=None)` accepts all old calls.
    """
    known = old.names
    came = {
        parameter.name.replace("_", "").lower(): parameter.name
        for parameter in signature.parameters
        if parameter.kind is _POSITIONAL_OR_KEYWORD and parameter.name not in known
    }
    slots = {
        parameter.name
        for parameter in old.signature.parameters
        if parameter.kind is _POSITIONAL_OR_KEYWORD
    }
    names = {}
    for parameter in signature.parameters:
        spelled = came.get(parameter.name.replace("_", "").lower())
        is_kept = (
            parameter.kind is _KEYWORD_ONLY
            and parameter.default is not None
            and parameter.name in slots
        )
        if spelled is not None and is_kept:
            names[spelled] = parameter.name
    rest = [parameter for parameter in signature.parameters if parameter.name not in names.values()]
    return with_names(Signature(tuple(rest), signature.returns), names) if names else signature


def _from_args(signature: Signature, old: DecoratedSignature, new: DecoratedSignature) -> Signature:
    """Return keyword-only parameters as positional where the body takes them from `*args`.

    `def f(a, b)` that became `def f(a, *args, b=None)` accepts all old calls, if its body looks at
    `args` or passes them on. So does `def f(*args, b=None, **kwargs)`.
    """
    kinds = {parameter.kind for parameter in signature.parameters}
    if ParameterKind.VAR_POSITIONAL not in kinds or any(
        parameter.kind is ParameterKind.VAR_POSITIONAL for parameter in old.signature.parameters
    ):
        return signature
    slots = [p for p in old.signature.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]
    kept = [p for p in signature.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]
    by_name = {
        p.name: p for p in signature.parameters if p.kind is _KEYWORD_ONLY and p.default is not None
    }
    moved = slots[len(kept) : new.reach]
    while moved and moved[-1].name not in by_name:
        del moved[-1]
    is_prefix = all(map(_is_same_slot, slots, kept)) and len(kept) <= len(slots)
    are_known = all(p.name in by_name for p in moved)
    if not is_prefix or not (are_known or ParameterKind.VAR_KEYWORD in kinds):
        return signature
    names = {p.name for p in moved}
    rest = [p for p in signature.parameters[len(kept) :] if p.name not in names]
    taken = [by_name.get(p.name) or replace(p, default="...") for p in moved]
    opened = [replace(p, kind=_POSITIONAL_OR_KEYWORD) for p in taken]
    return Signature((*kept, *opened, *rest), signature.returns)


def _is_same_slot(old: Parameter, new: Parameter) -> bool:
    """Return whether a positional parameter of one version has the place of that of another."""
    return old.name == new.name or ParameterKind.POSITIONAL_ONLY is old.kind is new.kind


def _by_warned_name(
    signature: Signature, old: DecoratedSignature, new: DecoratedSignature
) -> Signature:
    """Return the signature with old names in their places, where the body warns of their use.

    `def f(a, old)` that became `def f(a, new=None, *, old=None)` accepts all old calls, if its body
    warns where `old` is passed: it takes the value from there.
    """
    if not new.warned:
        return signature
    kept = {
        parameter.name
        for parameter in signature.parameters
        if parameter.kind is _KEYWORD_ONLY
        and parameter.default is not None
        and parameter.name in new.warned
    }
    names = {
        now.name: before.name
        for before, now in zip(old.signature.parameters, signature.parameters, strict=False)
        if before.kind is now.kind is _POSITIONAL_OR_KEYWORD
        and before.name in kept
        and now.name not in old.names
    }
    rest = tuple(p for p in signature.parameters if p.name not in names.values())
    return with_names(Signature(rest, signature.returns), names) if names else signature


def _by_moved_name(signature: Signature, old: DecoratedSignature) -> Signature:
    """Return the signature with a renamed parameter's old name, where that stays at the end.

    `def f(a, old=1)` that became `def f(a, new=1, old=None)` accepts all old calls: the new
    parameter has the place and the default of the old one, which only stays for its keyword.
    """
    places = moved_parameters(old.signature.parameters, signature.parameters)
    names = {new_name: name for name, new_name in places.items()}
    rest = [parameter for parameter in signature.parameters if parameter.name not in places]
    return with_names(Signature(tuple(rest), signature.returns), names) if names else signature


def moved_parameters(old: Sequence[Parameter], new: Sequence[Parameter]) -> dict[str, str]:
    """Return the new name of each parameter that another one replaces in its place.

    The old name is still a parameter, behind all others that both versions have, with another
    default; the new one has the default that the old one had.
    """
    old_names = {parameter.name for parameter in old}
    slots = [p for p in new if p.kind is _POSITIONAL_OR_KEYWORD]
    first_added = next((i for i, p in enumerate(slots) if p.name not in old_names), len(slots))
    moved = {p.name: p for p in slots[first_added + 1 :]}
    places: dict[str, str] = {}
    for before, after in zip(old, new, strict=False):
        kept = moved.get(before.name)
        if (
            kept is not None
            and after.name not in old_names
            and before.kind is after.kind is _POSITIONAL_OR_KEYWORD
            and before.default is not None
            and before.default == after.default != kept.default
        ):
            places[before.name] = after.name
    return places


def with_names(signature: Signature, names: dict[str, str]) -> Signature:
    """Return a signature with other names for some of its parameters."""
    return Signature(
        tuple(
            Parameter(
                names.get(parameter.name, parameter.name),
                parameter.kind,
                parameter.default,
                parameter.annotation,
            )
            for parameter in signature.parameters
        ),
        signature.returns,
    )
