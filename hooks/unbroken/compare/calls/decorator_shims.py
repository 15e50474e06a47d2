"""The calls that decorators still accept although the `def` below them does not."""

from __future__ import annotations

from msgspec.structs import replace

from unbroken.compare.calls.decorated_signature import DecoratedSignature
from unbroken.compare.calls.kept_names import with_kept_names, with_names
from unbroken.compare.calls.shims import names_in, renamed_by, takes_positions
from unbroken.model.definitions import Decorator, Parameter, ParameterKind, Signature

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD


def with_shims(old: DecoratedSignature, new: DecoratedSignature) -> Signature:
    """Return the new signature with the old arguments that its decorators still accept."""
    if not new.has_body:
        return new.signature
    if new.converting is not None and new.converting != old.converting:
        new = new._replace(signature=new.converting)
    signature = with_kept_names(by_position(new), old, new)
    for decorator in new.decorators:
        if decorator.called and decorator not in old.decorators:
            signature = _with_mentioned_names(signature, old, decorator)
    return signature


def by_position(version: DecoratedSignature) -> Signature:
    """Return keyword-only parameters as positional where a decorator still accepts that."""
    parameters = version.signature.parameters
    if not any(map(takes_positions, version.decorators)) or any(
        parameter.kind is ParameterKind.VAR_POSITIONAL for parameter in parameters
    ):
        return version.signature
    opened = tuple(
        replace(parameter, kind=_POSITIONAL_OR_KEYWORD)
        if parameter.kind is _KEYWORD_ONLY
        else parameter
        for parameter in parameters
    )
    return Signature(opened, version.signature.returns)


def _with_mentioned_names(
    signature: Signature, old: DecoratedSignature, decorator: Decorator
) -> Signature:
    """Return the signature with the old names of parameters that a decorator mentions."""
    known = {parameter.name for parameter in signature.parameters}
    lost = old.names - known
    names = {
        came: former for former, came in renamed_by(decorator) if former in lost and came in known
    }
    mentioned = (*names.values(), *(name for group in names_in(decorator) for name in group))
    gone = dict.fromkeys(name for name in mentioned if name in lost)
    if not gone:
        return signature
    if names and old.names.isdisjoint(names):
        signature = with_names(signature, names)
        gone = dict.fromkeys(gone.keys() - names.values())
    extra = [Parameter(name, _KEYWORD_ONLY, "...") for name in gone]
    parameters = list(signature.parameters)
    last = bool(parameters) and parameters[-1].kind is ParameterKind.VAR_KEYWORD
    at = len(parameters) - last
    return Signature((*parameters[:at], *extra, *parameters[at:]), signature.returns)
