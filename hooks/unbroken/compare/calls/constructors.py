"""Which calls of a class no longer work, whatever defines its constructor."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.constructor_calls import Beside, broken_calls_of
from unbroken.compare.calls.constructor_origin import class_that_changed_constructor
from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.calls.forwarded_arguments import effective_signature
from unbroken.compare.calls.refusing import accepts_no_call
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.resolution import Definition, Key


class ConstructorBreak(NamedTuple):
    """A broken call of a class, and the place in the baseline of the class that is the cause.

    `rejected_by` is the written `__init__` or `__new__` that decides it (None: a synthesised one).
    """

    call_break: CallBreak
    origin: Key
    rejected_by: Definition | None


def constructor_breaks(pair: Pair) -> list[ConstructorBreak]:
    """Return the calls of a class that no longer work, each with the class that is the cause."""
    assert pair.new is not None
    before, after = _comparable(pair)
    if any(map(_refuses_all, before)):
        return []
    found: list[ConstructorBreak] = []
    for new in after:
        old = next((made for made in before if _is_new(made) == _is_new(new)), None)
        old = old or next(iter(before), None)
        if old is None or _has_same_calls(old, new):
            continue
        others = [constructor for constructor in before if constructor is not old]
        both = [
            (constructor, other)
            for constructor in others
            for other in after
            if other is not new and _is_new(other) == _is_new(constructor)
        ]
        for call_break in broken_calls_of(pair, old, new, Beside(others, both)):
            if not _was_rejected_by_base(pair, old, call_break):
                origin = _origin(pair, old, new, call_break)
                found.append(ConstructorBreak(call_break, origin, new.provider))
    return found


def _refuses_all(constructor: Constructor) -> bool:
    """Return whether a constructor only raises: users call those of subclasses."""
    written = constructor.provider.member if constructor.provider is not None else None
    return isinstance(written, Function) and accepts_no_call(written)


def _is_new(constructor: Constructor) -> bool:
    """Return whether a constructor is `__new__`, and not `__init__`."""
    return constructor.kind in ("new", "namedtuple")


def _comparable(pair: Pair) -> tuple[tuple[Constructor, ...], tuple[Constructor, ...]]:
    """Return the constructors, with keyword-only fields where one side hides its `kw_only`."""
    assert pair.new is not None
    before = constructors(pair.old_surface, pair.old)
    after = constructors(pair.new_surface, pair.new)
    if not has_unknown_option(pair, "kw_only"):
        return before, after
    if not all(any(map(_is_made_of_fields, constructors)) for constructors in (before, after)):
        return before, after
    return tuple(map(_by_keyword, before)), tuple(map(_by_keyword, after))


def _is_made_of_fields(constructor: Constructor) -> bool:
    return constructor.kind in ("dataclass", "attrs")


def _by_keyword(constructor: Constructor) -> Constructor:
    if not _is_made_of_fields(constructor):
        return constructor
    parameters = (
        Parameter(
            parameter.name, ParameterKind.KEYWORD_ONLY, parameter.default, parameter.annotation
        )
        for parameter in constructor.parameters
    )
    return constructor._replace(parameters=tuple(parameters))


def _has_same_calls(old: Constructor, new: Constructor) -> bool:
    if (old.parameters, old.either) != (new.parameters, new.either):
        return False
    before, after = _provider(old), _provider(new)
    return before is None or after is None or before.decorators == after.decorators


def _provider(constructor: Constructor) -> Function | None:
    member = constructor.provider.member if constructor.provider is not None else None
    return member if isinstance(member, Function) else None


def _was_rejected_by_base(pair: Pair, old: Constructor, call_break: CallBreak) -> bool:
    """Return whether the base rejected what a removed `*args` or `**kwargs` passed on to it.

    It is also True where the base comes from outside the package, so that it is not known. Where
    it is known what the base takes, the broken call is one that worked.
    """
    kinds = {
        "var-positional-removed": (ParameterKind.POSITIONAL_ONLY, ParameterKind.VAR_POSITIONAL),
        "var-keyword-removed": (ParameterKind.KEYWORD_ONLY, ParameterKind.VAR_KEYWORD),
    }.get(call_break.cause)
    if kinds is None or old.provider is None or not isinstance(old.provider.member, Function):
        return False
    owner = pair.old_surface.owner(old.provider)
    if owner is None or not old.provider.member.calls_super:
        return False
    if not _is_passed_on(old.provider.member, kinds[1]):
        return False
    if effective_signature(pair.old_surface, old.provider, pair.old, old.parameters) is not None:
        return False
    bases = pair.old_surface.mro(owner)[1:]
    if not bases or not isinstance(bases[0], Definition):
        return True
    taken = {
        parameter.kind
        for constructor in constructors(pair.old_surface, bases[0])
        for parameter in constructor.parameters
    }
    return taken.isdisjoint({*kinds, ParameterKind.POSITIONAL_OR_KEYWORD})


def _is_passed_on(function: Function, variadic: ParameterKind) -> bool:
    """Return whether a body may pass what `*args` or `**kwargs` collects to another function."""
    named = {p.name for p in function.signature.parameters if p.kind is variadic}
    is_positional = variadic is ParameterKind.VAR_POSITIONAL
    return not named.isdisjoint(function.inspects) or any(
        call.args if is_positional else call.kwargs for call in function.forwards
    )


def _origin(pair: Pair, old: Constructor, new: Constructor, call_break: CallBreak) -> Key:
    """Return the place in the baseline of the class that is the cause."""
    for name in (call_break.parameter, call_break.new_name):
        for side in (new, old):
            if name in side.origins:
                return side.origins[name]
    return class_that_changed_constructor(pair, old.provider, new.provider)
