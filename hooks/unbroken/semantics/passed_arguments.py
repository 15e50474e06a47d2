"""What calls fill of a function that gets the `*args` and `**kwargs` of another one."""

from __future__ import annotations

from msgspec.structs import replace

from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.forwarding import Forwarding

_STANDARD = ParameterKind.POSITIONAL_OR_KEYWORD
_VAR_POSITIONAL = ParameterKind.VAR_POSITIONAL
_VAR_KEYWORD = ParameterKind.VAR_KEYWORD


def substituted(
    parameters: tuple[Parameter, ...], target: tuple[Parameter, ...], forwarding: Forwarding
) -> tuple[Parameter, ...] | None:
    """Return the own parameters followed by those of the target that calls can still fill.

    What `*args` or `**kwargs` collect and nothing receives is accepted, and has no effect.

    None where that is no signature, or where no call can fill a parameter of the target.
    """
    passed_on = {
        kind
        for kind, is_passed in (
            (_VAR_POSITIONAL, forwarding.args),
            (_VAR_KEYWORD, forwarding.kwargs),
        )
        if is_passed
    }
    own = [p for p in parameters if p.kind not in passed_on]
    named = {p.name for p in own}
    own += [
        Parameter(name, ParameterKind.KEYWORD_ONLY, "...")
        for name in forwarding.accepts
        if name not in named
    ]
    names = {p.name for p in own}
    slots = [p for p in target if p.kind <= _STANDARD]
    filled = slots[forwarding.positional :]
    if forwarding.args and any(p.name in forwarding.sets for p in filled):
        return None  # It depends on the call whether it is filled twice.
    rest: list[Parameter] = []
    for parameter in (*filled, *(p for p in target if p not in slots)):
        if parameter.name in forwarding.keywords:
            continue
        if parameter.name in forwarding.sets:
            parameter = replace(parameter, default=parameter.default or "...")
        passed = _as_passed(parameter, forwarding, is_hidden=parameter.name in names)
        if passed is not None:
            rest.append(passed)
        elif parameter.default is None and parameter.kind not in (_VAR_POSITIONAL, _VAR_KEYWORD):
            return None  # No call can fill it.
    positional = [p.kind for p in (*own, *rest) if p.kind <= _STANDARD]
    if positional != sorted(positional):
        return None  # No signature has positional-only parameters after others.
    return tuple(sorted((*own, *rest), key=lambda parameter: parameter.kind))


def _as_passed(
    parameter: Parameter, forwarding: Forwarding, *, is_hidden: bool
) -> Parameter | None:
    """Return how calls fill a parameter of the target; None where they cannot.

    `is_hidden` is True where the function has a parameter of the same name, which takes the
    keyword for itself.
    """
    kind = parameter.kind
    if kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
        return parameter if (forwarding.args, forwarding.kwargs)[kind is _VAR_KEYWORD] else None
    by_position = forwarding.args and kind <= _STANDARD
    by_keyword = forwarding.kwargs and kind is not ParameterKind.POSITIONAL_ONLY and not is_hidden
    if by_position and by_keyword:
        return parameter
    if by_position:
        return replace(parameter, kind=ParameterKind.POSITIONAL_ONLY)
    return replace(parameter, kind=ParameterKind.KEYWORD_ONLY) if by_keyword else None
