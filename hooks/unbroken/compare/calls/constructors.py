"""Which calls of a class no longer work, whatever defines its constructor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import AttributedBreak, CallBreak
from unbroken.compare.calls.constructor_errors import with_constructor_error
from unbroken.compare.calls.constructor_origin import class_that_changed_constructor
from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.calls.decorator_shims import (
    decorated_signature,
    kept_breaks,
    kept_breaks_of_forwarding,
)
from unbroken.compare.calls.forwarded_arguments import effective_signature
from unbroken.compare.calls.joint_binding import JointBinding, accepted_by_all
from unbroken.compare.calls.legacy_positional_only import mangled_names, normalised
from unbroken.compare.calls.partials import size_of
from unbroken.compare.calls.refusing import accepts_no_call
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Function, Parameter, ParameterKind, Signature
from unbroken.model.finding import Identity
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_HOOKS = ("__post_init__", "__attrs_post_init__")


class ConstructorBreak(NamedTuple):
    """A broken call of a class, and the place in the baseline of the class that is the cause.

    `rejected_by` is the written `__init__` or `__new__` that decides it (None: a synthesised one).
    """

    call_break: CallBreak
    origin: tuple[str, str]
    rejected_by: Definition | None


def with_constructor_breaks(
    pairs: Sequence[Pair], pre_existing: Collection[Identity] = ()
) -> list[Pair]:
    """Return the pairs with the constructor calls that no longer work, each cause at one pair.

    One change may break the constructors of many classes: the break belongs to the class that
    declares the parameter (or defines the `__init__`), the others are affected. What is in
    `pre_existing` is kept apart from what is not.
    """
    owners = {
        pair.old.key: pair for pair in pairs if pair.classes is not None and not pair.is_of_instance
    }
    groups: dict[object, list[tuple[Pair, ConstructorBreak]]] = {}
    for pair in owners.values():
        for broken in constructor_breaks(pair):
            cause, parameter = broken.call_break.cause, broken.call_break.parameter
            paths = (pair.path, *pair.affects)
            is_known = all((cause, path, parameter) in pre_existing for path in paths)
            key = (cause, parameter, broken.origin, is_known)
            groups.setdefault(key, []).append((pair, broken))
    attributed: dict[Pair, list[AttributedBreak]] = {}
    for group in groups.values():
        leader, broken = min(group, key=lambda item: _leading(*item))
        declaring = owners.get(broken.origin, leader)
        if all(pair is not declaring for pair, _ in group) and _is_called(declaring):
            declaring = leader  # The class is called as before: it did not cause the break.
        affected = {path for pair, _ in group for path in (pair.path, *pair.affects)}
        affects = tuple(sorted(affected - {declaring.path, *declaring.affects}))
        attributed.setdefault(declaring, []).append(
            AttributedBreak(broken.call_break, affects, broken.rejected_by)
        )
    return [
        msgspec.structs.replace(pair, constructor_breaks=tuple(attributed[pair]))
        if pair in attributed
        else pair
        for pair in pairs
    ]


def _is_called(pair: Pair) -> bool:
    """Return whether it is known on both sides how a class is called."""
    return all(constructors(surface, owner) for surface, owner in pair.sides)


def _leading(pair: Pair, broken: ConstructorBreak) -> tuple[bool, int, int, str]:
    """Return the sort key by which one break of several with the same cause is shown."""
    return (pair.old.key != broken.origin, pair.path.count("."), len(pair.path), pair.path)


def constructor_breaks(pair: Pair) -> list[ConstructorBreak]:
    """Return the calls of a class that no longer work, each with the class that is the cause."""
    assert pair.new is not None
    before, after = _comparable(pair)
    if any(map(_refuses_all, before)):
        return []
    constructor_breaks_: list[ConstructorBreak] = []
    for new in after:
        old = next((made for made in before if _is_new(made) == _is_new(new)), None)
        old = old or next(iter(before), None)
        if old is None or _has_same_calls(old, new):
            continue
        others = [constructor for constructor in before if constructor is not old]
        beside = [
            (constructor, other)
            for constructor in others
            for other in after
            if other is not new and _is_new(other) == _is_new(constructor)
        ]
        for call_break in _breaks(pair, old, new, others, beside):
            if not _was_rejected_by_base(pair, old, call_break):
                origin = _origin(pair, old, new, call_break)
                constructor_breaks_.append(ConstructorBreak(call_break, origin, new.provider))
    return constructor_breaks_


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

    It is also True where the base comes from outside the package, so that it is not known.
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
    bases = pair.old_surface.mro(owner)[1:]
    if not bases or not isinstance(bases[0], Definition):
        return True
    taken = {
        parameter.kind
        for of in constructors(pair.old_surface, bases[0])
        for parameter in of.parameters
    }
    return taken.isdisjoint({*kinds, ParameterKind.POSITIONAL_OR_KEYWORD})


def _breaks(
    pair: Pair,
    old: Constructor,
    new: Constructor,
    others: Sequence[Constructor],
    beside: Sequence[tuple[Constructor, Constructor]],
) -> list[CallBreak]:
    """Return the broken calls of one constructor: one entry per cause, with its smallest call."""
    assert pair.new is not None
    breaks_by_origin: dict[tuple[str, str], CallBreak] = {}
    signatures = [_signature(other.parameters) for other in others]
    signatures_beside = [(_signature(a.parameters), _signature(b.parameters)) for a, b in beside]
    owner = pair.new
    if new.provider is not None:
        owner = pair.new_surface.owner(new.provider) or owner
    for parameters in _by_one_name(old):
        before = _signature(parameters)
        after = _signature(_with_names_of_old(new, parameters))
        callee = Callee(_call_text(pair, new), new.qualname, 1, mangled_names(owner, after))
        new_signature = decorated_signature(after, pair.new_surface, new.provider, pair.new)
        new_signature = new_signature._replace(has_body=_runs_code(pair.new_surface, pair.new, new))
        call_breaks = kept_breaks(
            decorated_signature(before, pair.old_surface, old.provider), new_signature, callee
        )
        worked = _effective(pair.old_surface, pair.old, old) if call_breaks else None
        if worked is not None:
            written, before = before, worked
            works = _effective(pair.new_surface, pair.new, new)
            old_signature = decorated_signature(worked, pair.old_surface, old.provider)
            call_breaks = kept_breaks_of_forwarding(
                old_signature, new_signature, callee, written=written, works=works
            )
            after = works or after
        binding = JointBinding(before, after, signatures, signatures_beside, callee)
        for call_break in call_breaks:
            accepted = accepted_by_all(call_break, binding)
            if accepted is None:
                continue
            accepted = accepted._replace(
                witness=with_constructor_error(accepted.witness, new, after)
            )
            known = breaks_by_origin.get((call_break.cause, call_break.parameter))
            if known is None or size_of(accepted.witness) < size_of(known.witness):
                breaks_by_origin[call_break.cause, call_break.parameter] = accepted
    return (
        _without_builtin_keywords(breaks_by_origin.values())
        if old.kind == "builtin"
        else [*breaks_by_origin.values()]
    )


def _runs_code(surface: Surface, owner: Definition, made: Constructor) -> bool:
    """Return whether code of the package sees the arguments of a constructor."""
    if made.kind not in ("dataclass", "attrs", "struct", "ctypes", "namedtuple"):
        return True
    return isinstance(owner.member, Class) and any(
        isinstance(surface.class_member(owner, name), Definition) for name in _HOOKS
    )


def _effective(surface: Surface, owner: Definition, made: Constructor) -> Signature | None:
    """Return the signature of the calls that work, where it is not the written one."""
    if made.provider is None:
        return None
    return effective_signature(surface, made.provider, owner, made.parameters)


def _without_builtin_keywords(call_breaks: Collection[CallBreak]) -> list[CallBreak]:
    """Return the breaks of a class that got a constructor, without the keywords of Python's own.

    `AttributeError(*args, name=None, obj=None)` is one cause with what happened to `*args`.
    """
    rest = [call_break for call_break in call_breaks if call_break.cause != "parameter-removed"]
    return rest or [*call_breaks]


def _call_text(pair: Pair, new: Constructor) -> str:
    """Return what is called: the class, or what users' subclasses call of an abstract class."""
    if new.kind != "new" and abstract_methods(pair.old_surface, pair.old):
        return "super().__init__"
    return pair.path.rpartition(".")[2]


def _signature(parameters: tuple[Parameter, ...]) -> Signature:
    return normalised(Signature(parameters), in_class=True)


def _by_one_name(old: Constructor) -> Iterator[tuple[Parameter, ...]]:
    """Yield the parameters as calls name them: those of fields with two names by each name."""
    yield old.parameters
    names = dict(old.either)
    if names:
        yield tuple(
            _called_as(parameter, names.get(parameter.name, parameter.name))
            for parameter in old.parameters
        )


def _with_names_of_old(new: Constructor, old: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Return the new parameters, with that one of a field's two names that old calls use."""
    needed = {parameter.name: parameter.default is None for parameter in old}
    names = {
        alias: name for alias, name in new.either if needed.get(name, -1) > needed.get(alias, -1)
    }
    return tuple(
        _called_as(parameter, names.get(parameter.name, parameter.name))
        for parameter in new.parameters
    )


def _called_as(parameter: Parameter, name: str) -> Parameter:
    return Parameter(name, parameter.kind, parameter.default, parameter.annotation)


def _origin(
    pair: Pair, old: Constructor, new: Constructor, call_break: CallBreak
) -> tuple[str, str]:
    """Return the place in the baseline of the class that is the cause."""
    for name in (call_break.parameter, call_break.new_name):
        for side in (new, old):
            if name in side.origins:
                return side.origins[name]
    return class_that_changed_constructor(pair, old.provider, new.provider)
