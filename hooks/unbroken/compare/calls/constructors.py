"""Which calls of a class no longer work, whatever defines its constructor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from unbroken.compare.calls.bind import Bound, Callee, Rejected, bind
from unbroken.compare.calls.call_break import AttributedBreak, CallBreak
from unbroken.compare.calls.compatibility import (
    FRESH,
    Shape,
    breaking_calls,
    effect_of,
    fresh_name,
    shape,
)
from unbroken.compare.calls.constructor_origin import class_that_changed_constructor
from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.calls.decorator_shims import (
    decorated_signature,
    kept_breaks,
    kept_breaks_of_forwarding,
)
from unbroken.compare.calls.forwarded_arguments import effective_signature
from unbroken.compare.calls.legacy_positional_only import mangled_names, normalised
from unbroken.compare.calls.partials import size_of
from unbroken.compare.calls.witness import prove
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Function, Parameter, ParameterKind, Signature
from unbroken.model.finding import Identity, Witness
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_MOST_TRIED = 500
_HOOKS = ("__post_init__", "__attrs_post_init__")
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


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
        binding = _Binding(before, after, signatures, signatures_beside, callee)
        for call_break in call_breaks:
            accepted = _accepted_by_all(call_break, binding)
            if accepted is None:
                continue
            accepted = accepted._replace(witness=_with_error_of(accepted.witness, new, after))
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


class _Binding(NamedTuple):
    """How both versions of a class bind a call: by one constructor, and by those beside it.

    `before` and `after` are the signatures of `__init__`, say. `others` are those of the old
    `__new__`, which must accept a call, too; `beside` pairs them with those of the new version.
    """

    before: Signature
    after: Signature
    others: Sequence[Signature]
    beside: Sequence[tuple[Signature, Signature]]
    callee: Callee

    def is_accepted_by_others(self, positional: int, keywords: Sequence[str]) -> bool:
        return _accepted(positional, keywords, self.others, self.callee)

    def is_broken(self, positional: int, keywords: tuple[str, ...]) -> bool:
        """Return whether a call that all old constructors accept no longer works the same."""
        before, after = shape(self.before.parameters), shape(self.after.parameters)
        effect = effect_of(before, after, positional, keywords)
        if effect == "rejected":
            return True
        return effect == "rebound" and not self._is_only_named(positional, keywords)

    def _is_only_named(self, positional: int, keywords: tuple[str, ...]) -> bool:
        """Return whether arguments only got the names that the constructor beside gives them.

        `__new__(cls, a, *args)` beside `__init__(self, a, b=None)` may name its `b` as well.
        """
        old, new = (
            bind(signature.parameters, positional, keywords, self.callee)
            for signature in (self.before, self.after)
        )
        if not isinstance(old, Bound) or not isinstance(new, Bound):
            return False
        collected = {p.name for p in self.before.parameters if p.kind in _VARIADIC}
        renamed = {key: name for key, name in new.targets.items() if old.targets[key] != name}
        if not collected.issuperset(old.targets[key] for key in renamed):
            return False
        for signatures in self.beside:
            bound_before, bound_after = (
                bind(signature.parameters, positional, keywords, self.callee)
                for signature in signatures
            )
            if isinstance(bound_before, Bound) and bound_before == bound_after:
                return renamed.items() <= bound_before.targets.items()
        return False


def _accepted_by_all(call_break: CallBreak, binding: _Binding) -> CallBreak | None:
    """Return the break with a call that all old constructors accept; None if there is none."""
    first = call_break.witness
    if binding.is_accepted_by_others(first.positional, first.keywords) and binding.is_broken(
        first.positional, first.keywords
    ):
        return call_break
    if not binding.others:
        return None
    old, new = binding.before.parameters, binding.after.parameters
    best: tuple[int, tuple[str, ...]] | None = None
    candidates = _candidates(shape(old), shape(new), binding.others)
    for n, keywords in islice(candidates, _MOST_TRIED):
        if best is not None and n + len(keywords) >= best[0] + len(best[1]):
            continue
        all_old = (binding.before, *binding.others)
        if _accepted(n, keywords, all_old, binding.callee) and binding.is_broken(n, keywords):
            best = n, keywords
    if best is None:
        return None
    proof = prove(old, new, *best, binding.callee, call_break.parameter)
    return call_break._replace(witness=proof.witness)


def _candidates(
    before: Shape, after: Shape, others: Sequence[Signature]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield breaking calls with the arguments that the other signatures require."""
    longest = max(len(signature.parameters) for signature in others)
    known = [fresh_name(before, after)]
    known += [parameter.name for other in others for parameter in other.parameters]
    for n, keywords in breaking_calls(before, after, longest):
        needed = tuple(_needed(n, others))
        for fresh in known if FRESH in keywords else known[:1]:
            named = (keyword or fresh for keyword in keywords)
            yield n, tuple(dict.fromkeys((*named, *needed)))


def _needed(positional: int, signatures: Sequence[Signature]) -> Iterator[str]:
    """Yield the keywords that some signatures require after a number of positional arguments."""
    for signature in signatures:
        for index, parameter in enumerate(signature.parameters):
            slot = parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
            variadic = parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
            if parameter.default is None and not variadic and (not slot or index >= positional):
                yield parameter.name


def _accepted(
    positional: int, keywords: Sequence[str], signatures: Sequence[Signature], callee: Callee
) -> bool:
    return not any(
        isinstance(bind(signature.parameters, positional, keywords, callee), Rejected)
        for signature in signatures
    )


def _with_error_of(witness: Witness, new: Constructor, after: Signature) -> Witness:
    """Return the witness with the error of what rejects the call, where that is no function."""
    if witness.effect != "rejected":
        return witness
    error = witness.error
    if new.kind == "builtin":
        error = _error_of_builtin(witness, new)
    elif new.kind == "struct":
        error = _error_of_struct(witness, after)
    elif new.kind == "ctypes":
        error = _error_of_ctypes(witness, after)
    elif new.kind == "model" and witness.positional:
        given = witness.positional + 1
        error = f"BaseModel.__init__() takes 1 positional argument but {given} were given"
    elif new.kind == "model":
        error = _invalid(witness, new, after)
        return msgspec.structs.replace(witness, error=error, exception="ValidationError")
    return msgspec.structs.replace(witness, error=error)


def _error_of_struct(witness: Witness, after: Signature) -> str:
    """Return the error of a struct: it checks positions, then keywords, then what is missing."""
    slots = [p.name for p in after.parameters if p.kind is not ParameterKind.KEYWORD_ONLY]
    if witness.positional > len(slots):
        return "Extra positional arguments provided"
    given = slots[: witness.positional]
    names = {parameter.name for parameter in after.parameters}
    for keyword in witness.keywords:
        if keyword not in names:
            return f"Unexpected keyword argument '{keyword}'"
        if keyword in given:
            return f"Argument '{keyword}' given by name and position"
    missing = (
        parameter.name
        for parameter in after.parameters
        if parameter.default is None and parameter.name not in (*given, *witness.keywords)
    )
    return f"Missing required argument '{next(missing)}'"


def _error_of_ctypes(witness: Witness, after: Signature) -> str:
    """Return the error of a structure of `ctypes`, which rejects only what is given twice."""
    slots = [p.name for p in after.parameters if p.kind is not ParameterKind.VAR_KEYWORD]
    if witness.positional > len(slots):
        return "too many initializers"
    given = slots[: witness.positional]
    twice = next(keyword for keyword in witness.keywords if keyword in given)
    return f"duplicate values for field '{twice}'"


def _error_of_builtin(witness: Witness, new: Constructor) -> str:
    """Return the error of a constructor that Python itself defines."""
    if not new.parameters:
        return f"{new.qualname}() takes no arguments"
    if [parameter.kind for parameter in new.parameters] == [ParameterKind.VAR_POSITIONAL]:
        return f"{new.qualname}() takes no keyword arguments"
    return witness.error


def _invalid(witness: Witness, new: Constructor, after: Signature) -> str:
    """Return pydantic's ValidationError in one line; fields are named by their alias."""
    wrong = [
        f"{alias.name}: Field required"
        for alias, parameter in zip(new.parameters, after.parameters, strict=True)
        if parameter.kind is ParameterKind.KEYWORD_ONLY
        and parameter.default is None
        and parameter.name not in witness.keywords
    ]
    if not any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in after.parameters):
        known = {parameter.name for parameter in after.parameters}
        refused = [name for name in witness.keywords if name not in known]
        wrong += [f"{name}: Extra inputs are not permitted" for name in refused]
    plural = "" if len(wrong) == 1 else "s"
    return f"{len(wrong)} validation error{plural} for {new.qualname}: {'; '.join(wrong)}"


def _origin(
    pair: Pair, old: Constructor, new: Constructor, call_break: CallBreak
) -> tuple[str, str]:
    """Return the place in the baseline of the class that is the cause."""
    for name in (call_break.parameter, call_break.new_name):
        for side in (new, old):
            if name in side.origins:
                return side.origins[name]
    return class_that_changed_constructor(pair, old.provider, new.provider)
