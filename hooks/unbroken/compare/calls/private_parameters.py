"""Private parameters (`_x`), which callers are not expected to pass."""

from __future__ import annotations

from msgspec.structs import replace

from unbroken.model.definitions import Parameter, ParameterKind, Signature

_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD


def without_private(signature: Signature, new: Signature) -> Signature:
    """Return the signature without the optional parameters named `_x`, which are private.

    One that other positional parameters follow stays, as a positional-only parameter. One that
    `new` requires stays too. (Those named `__x` are positional-only: `legacy_positional_only`.)
    """
    if not any(map(_is_private, signature.parameters)):
        return signature
    required_names = {parameter.name for parameter in new.parameters if parameter.default is None}
    kept: list[Parameter] = []
    has_followers = False
    for parameter in reversed(signature.parameters):
        kind, optional = parameter.kind, parameter.default is not None
        if _is_private(parameter) and not (optional and parameter.name in required_names):
            if optional and (kind is ParameterKind.KEYWORD_ONLY or not has_followers):
                continue
            if kind is _POSITIONAL_OR_KEYWORD:
                kind = ParameterKind.POSITIONAL_ONLY
        has_followers = has_followers or kind <= ParameterKind.VAR_POSITIONAL
        kept.append(replace(parameter, kind=kind))
    return Signature(tuple(reversed(kept)), signature.returns)


def with_same_unnamed(old: Signature, reduced: Signature, new: Signature) -> Signature:
    """Return `new` with those parameters positional-only that `reduced` made so, unlike `old`.

    `reduced` is `without_private(old, new)`. Otherwise a call would seem to pass such a name to
    the `**kwargs` of the old version.
    """
    old_kinds = {parameter.name: parameter.kind for parameter in old.parameters}
    positional_only = {
        parameter.name
        for parameter in reduced.parameters
        if parameter.kind is ParameterKind.POSITIONAL_ONLY
        and old_kinds[parameter.name] is not parameter.kind
    }
    if not positional_only:
        return new
    parameters = [
        replace(parameter, kind=ParameterKind.POSITIONAL_ONLY)
        if parameter.name in positional_only and parameter.kind is _POSITIONAL_OR_KEYWORD
        else parameter
        for parameter in new.parameters
    ]
    return Signature(tuple(parameters), new.returns)


def _is_private(parameter: Parameter) -> bool:
    name, kind = parameter.name, parameter.kind
    named = kind in (_POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
    return named and name.startswith("_") and not name.startswith("__")
