"""Which calls a function still accepts in writing, and then fails to pass on.

`def f(*args, **kwargs): return _g(*args, **kwargs)` accepts every call, and `_g` raises TypeError
for some. Where `_g` takes less than before, or takes the place of a body that took more, calls that
worked fail although the signature of `f` allows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.call_text import callee_text
from unbroken.compare.calls.compatibility import effect_of, shape
from unbroken.compare.calls.decorated_signature import DecoratedSignature
from unbroken.compare.calls.forwarded_arguments import (
    called_by,
    callees,
    effective_signature,
    refusing_function,
)
from unbroken.compare.calls.kept_breaks import kept_breaks
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, ParameterKind, Signature
from unbroken.model.identifiers import is_private
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition, Key
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import qualname_to_callers

_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class RefusedInside(NamedTuple):
    """A call that a function accepts and what it calls refuses.

    `callee` is what gets the arguments, as the function names it. `function` is the function.
    `keyword` is the argument that was only accepted by keyword ("" for others).
    """

    call_break: CallBreak
    callee: str
    function: Definition
    keyword: str


class _Side(NamedTuple):
    """A function of one version, with the class through which it is called (None: a function)."""

    surface: Surface
    function: Definition
    owner: Definition | None
    written: Signature

    @property
    def working(self) -> Signature | None:
        """The signature of the calls that work, if arguments are passed on to something known."""
        return effective_signature(self.surface, self.function, self.owner, self.written.parameters)


def calls_refused_inside(pair: Pair) -> Iterator[RefusedInside]:
    """Yield the calls that the signature still accepts, and that fail where they are passed on.

    None is among them whose arguments both versions pass on to the same public definition: it has
    a finding of its own.
    """
    sides = _sides(pair)
    if sides is None:
        return
    old, new = sides
    works = new.working
    if works is None or not callees(new.function) or _is_told_elsewhere(old, new):
        return
    worked = old.working or _without_variadic(old.written)
    known = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    refusing, owner = refusing_function(new.surface, new.function, new.owner)
    callee = Callee(
        callee_text(pair, pair.path),
        refusing.qualname
        if refusing.member is None
        else qualname_to_callers(new.surface, refusing),
        int(owner is not None and binding_of(new.surface, refusing) != "static"),
    )
    before, after = shape(worked.parameters), shape(new.written.parameters)
    (callee_name,) = callees(new.function)
    keywords = {p.name for p in worked.parameters if p.kind is ParameterKind.KEYWORD_ONLY}
    for call_break in kept_breaks(
        DecoratedSignature(worked, has_body=False),
        DecoratedSignature(works, has_body=False),
        callee,
    ):
        witness = call_break.witness
        is_accepted = effect_of(before, after, witness.positional, witness.keywords) is None
        is_told = call_break.parameter in known
        if witness.effect == "rejected" and is_accepted and not is_told:
            name = call_break.parameter
            keyword = name if name in keywords.intersection(witness.keywords) else ""
            yield RefusedInside(call_break, callee_name, new.function, keyword)


def _sides(pair: Pair) -> tuple[_Side, _Side] | None:
    """Return the functions of both versions, or the written constructors of a class."""
    assert pair.new is not None
    if pair.classes is not None:
        old, new = (_constructor(*side) for side in pair.sides)
    else:
        old = _function(pair.old_surface, pair.old, class_before(pair))
        new = _function(pair.new_surface, pair.new, class_now(pair))
    return (old, new) if old is not None and new is not None else None


def _function(
    surface: Surface, definition: Definition, reached_through: Definition | None
) -> _Side | None:
    target = call_target(surface, definition)
    if target is None or target.partial is not None or not isinstance(definition.member, Function):
        return None
    definer = surface.owner(definition)
    owner = None if definer is None else reached_through or definer
    written = normalised(Signature(target.parameters), definer is not None)
    return _Side(surface, definition, owner, written)


def _constructor(surface: Surface, owner: Definition) -> _Side | None:
    """Return the constructor that a class itself defines, if there is one."""
    made = constructors(surface, owner)
    if len(made) != 1 or made[0].provider is None or surface.owner(made[0].provider) != owner:
        return None
    written = normalised(Signature(made[0].parameters), in_class=True)
    return _Side(surface, made[0].provider, owner, written)


def _is_told_elsewhere(old: _Side, new: _Side) -> bool:
    """Return whether both versions pass their arguments on to the same public definition."""
    keys = {_public_key(side) for side in (old, new)}
    return len(keys) == 1 and None not in keys


def _public_key(side: _Side) -> Key | None:
    """Return where the definition is that gets the arguments; None where users do not reach it."""
    target = called_by(side.surface, side.function, side.owner)
    if target is None or is_private(target.name):
        return None
    reached = side.surface.owner(target) or target
    return target.key if is_public(side.surface, reached) else None


def _without_variadic(signature: Signature) -> Signature:
    """Return a signature without `*args` and `**kwargs`: nobody knows what these may be."""
    return Signature(tuple(p for p in signature.parameters if p.kind not in _VARIADIC))
