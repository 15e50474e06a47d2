"""Which calls of a pair no longer work, whatever is called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import AttributedBreak, CallBreak
from unbroken.compare.calls.call_targets import CallTarget, call_target
from unbroken.compare.calls.call_text import callee_text
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.constructors import constructor_breaks
from unbroken.compare.calls.decorated_signature import decorated_signature
from unbroken.compare.calls.forwarded_arguments import callees, effective_signature
from unbroken.compare.calls.kept_breaks import kept_breaks, kept_breaks_of_forwarding
from unbroken.compare.calls.legacy_positional_only import mangled_names, normalised
from unbroken.compare.calls.partials import comparable, misfit, proven, unfit
from unbroken.compare.calls.refusing import accepts_no_call
from unbroken.compare.calls.special_methods import accepts_calls_of_python
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Decorator, Function, Parameter, Signature
from unbroken.semantics.constructors.constructor import constructors, without_bound_parameter
from unbroken.semantics.decorated_commands import is_made_command
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import parameters_to_callers
from unbroken.semantics.wrappers import is_instance, outcomes


@lru_cache(maxsize=8)
def call_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    """Return the calls that worked with the baseline and no longer do, one entry per cause.

    Every rule about calls asks this of a pair before the next pair is looked at.
    """
    if pair.new is None or pair.classes is not None:
        return pair.constructor_breaks
    if any(is_made_command(surface, definition) for surface, definition in pair.sides):
        return ()
    return function_breaks(pair)


def function_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    """Return the calls of a function, method or callable attribute that no longer work."""
    assert pair.new is not None
    if _is_class(pair.old_surface, pair.old) and _is_class(pair.new_surface, pair.new):
        return tuple(AttributedBreak(broken.call_break) for broken in constructor_breaks(pair))
    old = call_target(pair.old_surface, pair.old)
    new = call_target(pair.new_surface, pair.new)
    if old is None or new is None or _is_made_unknown(pair) or _never_worked(pair):
        return ()
    return tuple(AttributedBreak(call_break) for call_break in _target_breaks(pair, old, new))


def _is_made_unknown(pair: Pair) -> bool:
    """Return whether a function stands for a callable value, and an object makes something of it.

    What the `__call__` of such a decorator returns is likely to be the object itself.
    """
    return pair.functions is None and any(
        outcome is None and is_instance(surface, definition, decorator)
        for surface, definition in pair.sides
        if isinstance(definition.member, Function)
        for decorator, outcome in zip(
            reversed(definition.member.decorators), outcomes(surface, definition), strict=True
        )
    )


def _never_worked(pair: Pair) -> bool:
    """Return whether a class inherited a method that only raises, and has one of its own now."""
    if pair.functions is None or pair.new is None or not accepts_no_call(pair.functions[0]):
        return False
    owners = [definition.qualname.rpartition(".")[0] for definition in (pair.old, pair.new)]
    return owners[0] != owners[1]


def _effective(
    surface: Surface,
    function: Definition,
    reached_through: Definition | None,
    *,
    trusts_decorators: bool = False,
) -> Signature | None:
    """Return the signature of the calls that work, where it is not the written one.

    `trusts_decorators` is that of `effective_signature`.
    """
    target = call_target(surface, function)
    if target is None or not isinstance(function.member, Function):
        return None
    definer = surface.owner(function)
    owner = None if definer is None else reached_through or definer
    return effective_signature(
        surface, function, owner, target.parameters, trusts_decorators=trusts_decorators
    )


class _Working(NamedTuple):
    """The signatures of the calls that work in both versions; None where it is the written one."""

    old: Signature | None
    new: Signature | None


def _working(pair: Pair) -> _Working:
    """Return the signatures of the calls that work of functions that pass their arguments on.

    What they call may have decorators of unknown effect. If both versions pass their arguments on
    to it, these count as if they left it alone, as they do where the function itself has them.
    """
    assert pair.new is not None
    old, new = (pair.old_surface, pair.old, class_before(pair)), (
        pair.new_surface, pair.new, class_now(pair),
    )  # fmt: skip
    worked = _effective(*old)
    if worked is not None:
        return _Working(worked, _effective(*new))
    trusted = _Working(*(_effective(*side, trusts_decorators=True) for side in (old, new)))
    if trusted.new is None or callees(pair.old) != callees(pair.new):
        return _Working(None, None)
    return trusted


def _is_class(surface: Surface, definition: Definition) -> bool:
    """Return whether a definition is a class, or an attribute that is one (`namedtuple(…)`)."""
    if isinstance(definition.member, Attribute):
        return definition.member.scope == "module" and bool(constructors(surface, definition))
    return isinstance(definition.member, Class)


def _understood_once(pair: Pair) -> list[Decorator]:
    """Return the decorators of both versions of which one alone shows what they do."""
    if pair.functions is None:
        return []
    old, new = (_understood(*side) for side in pair.sides)
    return [
        decorator for decorator, is_known in old.items() if new.get(decorator, is_known) != is_known
    ]


def _understood(surface: Surface, function: Definition) -> dict[Decorator, bool]:
    """Return whether it is known what each decorator of a function does."""
    assert isinstance(function.member, Function)
    decorators = reversed(function.member.decorators)
    return {
        decorator: outcome is not None
        for decorator, outcome in zip(decorators, outcomes(surface, function), strict=True)
    }


def _without(
    ignored: Collection[Decorator], surface: Surface, function: Definition, target: CallTarget
) -> tuple[Parameter, ...]:
    """Return the parameters of a function as if some of its decorators left it alone."""
    parameters = parameters_to_callers(surface, function, ignored)
    return without_bound_parameter(parameters) if target.bound else parameters


def _target_breaks(pair: Pair, old: CallTarget, new: CallTarget) -> Sequence[CallBreak]:
    assert pair.new is not None
    unclear = _understood_once(pair)
    if unclear:
        old, new = (
            target._replace(parameters=_without(unclear, *side, target))
            for side, target in zip(pair.sides, (old, new), strict=True)
        )
    owner = pair.new_surface.owner(pair.new)
    before = normalised(Signature(old.parameters), pair.old_surface.owner(pair.old) is not None)
    after = normalised(Signature(new.parameters), owner is not None)
    callee = Callee(
        callee_text(pair, pair.path), new.qualname, new.bound, mangled_names(owner, after)
    )
    if old.partial is None and new.partial is None:
        if owner is not None and accepts_calls_of_python(pair.old.name, before, after):
            return ()
        new_signature = decorated_signature(after, pair.new_surface, pair.new, class_now(pair))
        call_breaks = kept_breaks(
            decorated_signature(before, pair.old_surface, pair.old), new_signature, callee
        )
        if not call_breaks:
            return call_breaks
        worked, works = _working(pair)
        if worked is None:
            return call_breaks
        old_signature = decorated_signature(worked, pair.old_surface, pair.old)
        return kept_breaks_of_forwarding(
            old_signature, new_signature, callee, written=before, works=works
        )
    if misfit(old.application) is not None:
        return ()
    if misfit(new.application) is not None:
        return tuple(unfit(old.application, new.application, callee))
    after = Signature(comparable(old.application, after.parameters))
    return proven(breaks(before, after, callee), old.application, new.application, callee)
