"""The calls that break, given what decorators and bodies still accept and what they accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.compatibility import effect_of, shape
from unbroken.compare.calls.decorated_signature import DecoratedSignature
from unbroken.compare.calls.decorator_shims import by_position, with_shims
from unbroken.compare.calls.kept_names import with_names
from unbroken.compare.calls.private_parameters import with_same_unnamed, without_private
from unbroken.compare.calls.shims import renamed_by, takes_positions
from unbroken.model.definitions import Signature


def kept_breaks(
    old: DecoratedSignature, new: DecoratedSignature, callee: Callee
) -> Sequence[CallBreak]:
    """Return the calls that break, given the arguments that decorators accept and accepted.

    None of these calls passes a private parameter (`_x`).
    """
    before = without_private(old.signature, new.signature)
    after = with_same_unnamed(old.signature, before, with_shims(old, new))
    call_breaks = [*breaks(before, after, callee)]
    known = {(call_break.cause, call_break.parameter) for call_break in call_breaks}
    for kept, meant in formerly_kept(old._replace(signature=before), new):
        for call_break in breaks(kept, new.signature, callee):
            if (
                call_break.parameter in meant
                and (call_break.cause, call_break.parameter) not in known
            ):
                call_breaks.append(call_break._replace(announced=True))
    return call_breaks


def kept_breaks_of_forwarding(
    old: DecoratedSignature,
    new: DecoratedSignature,
    callee: Callee,
    *,
    written: Signature,
    works: Signature | None,
) -> Sequence[CallBreak]:
    """Return the calls that break of a function that only passed its arguments on.

    `old` is the signature of the calls that worked, `written` the one that the source had. If
    `new` passes its arguments on, too, `works` is the signature of the calls that work: it says
    better what became of a parameter. Only what the written signatures themselves reject or bind
    elsewhere counts.
    """
    if works is None:
        return kept_breaks(old, new, callee)
    after = shape(new.signature.parameters)
    olds = (shape(old.signature.parameters), shape(written.parameters))
    call_breaks = [
        call_break
        for call_break in kept_breaks(old, new._replace(signature=works), callee)
        if any(
            effect_of(before, after, call_break.witness.positional, call_break.witness.keywords)
            for before in olds
        )
    ]
    return call_breaks or kept_breaks(old, new, callee)


def formerly_kept(
    old: DecoratedSignature, new: DecoratedSignature
) -> Iterator[tuple[Signature, frozenset[str]]]:
    """Yield the signatures that only removed decorators made, with the parameters concerned.

    The arguments that such a decorator accepted go with it, as it had announced.
    """
    converting = old.converting
    if converting is not None and converting != new.converting:
        known = {parameter.name: parameter for parameter in old.signature.parameters}
        still = {p.name for p in new.converting.parameters} if new.converting is not None else set()
        concerned = {p.name for p in converting.parameters if known.get(p.name) != p}
        yield converting, frozenset(concerned - still)
    loose = by_position(old)
    if loose != old.signature and not any(map(takes_positions, new.decorators)):
        pairs = zip(loose.parameters, old.signature.parameters, strict=True)
        yield loose, frozenset(one.name for one, other in pairs if one != other)
    mentioned = {former for decorator in new.decorators for former, _ in renamed_by(decorator)}
    for decorator in old.decorators:
        if decorator.called and decorator not in new.decorators:
            names = {
                current: former
                for former, current in renamed_by(decorator)
                if former not in {*old.names, *new.names, *mentioned} and current in old.names
            }
            if names:
                yield with_names(old.signature, names), frozenset(names.values())
