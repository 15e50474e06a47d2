"""What `*args` and `**kwargs` only hand on to a base: its signature tells which calls worked."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.model.definitions import Function, Member, Parameter, ParameterKind, Signature
from unbroken.semantics.constructors.constructor import Constructor, bound, constructors
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_OF_STARS = (
    "parameter-added-required", "var-keyword-removed", "var-positional-captured",
    "var-positional-removed",
)  # fmt: skip


def without_forwarded(
    found: Sequence[CallBreak], forwarded: Signature | None, now: Signature, callee: Callee
) -> Sequence[CallBreak]:
    """Leave out what broke only calls that the base would have refused.

    `forwarded` is what the base takes; the stars may be written out as soon as all of that works.
    """
    if forwarded is None or not any(call_break.cause in _OF_STARS for call_break in found):
        return found
    if breaks(forwarded, now, callee):
        return found
    return [call_break for call_break in found if call_break.cause not in _OF_STARS]


def taken_by_base(surface: Surface, method: Definition) -> Signature | None:
    """Return what the stars of a method are handed on to; None where that is not known."""
    owner = surface.owner(method)
    if owner is None or not _hands_on(method.member):
        return None
    for base in surface.mro(owner)[1:]:
        if isinstance(base, External):
            if is_plain(base):
                continue
            return None
        found = surface.definition(base.module.name, f"{base.qualname}.{method.name}")
        if found is None or _hands_on(found.member):
            continue
        if not isinstance(found.member, Function) or found.member.accessors:
            return None
        return _signature(bound(found.member.signature.parameters))
    return None


def taken_by_base_constructor(surface: Surface, constructor: Constructor) -> Signature | None:
    """Return what the stars of a constructor are handed on to; None where that is not known."""
    provider = constructor.provider
    owner = surface.owner(provider) if provider is not None else None
    if provider is None or owner is None or not _hands_on(provider.member):
        return None
    for base in surface.mro(owner)[1:]:
        made = constructors(surface, base) if isinstance(base, Definition) else ()
        if len(made) != 1:
            return None
        if made[0].provider is None or not _hands_on(made[0].provider.member):
            return _signature(made[0].parameters)
    return None


def _signature(parameters: tuple[Parameter, ...]) -> Signature:
    return normalised(Signature(parameters), in_class=True)


def _hands_on(member: Member | None) -> bool:
    """Return whether a method calls the one of its base, and has stars to hand on."""
    return (
        isinstance(member, Function)
        and member.calls_super
        and any(parameter.kind in _VARIADIC for parameter in member.signature.parameters)
    )
