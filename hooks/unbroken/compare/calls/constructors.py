"""Which calls of a class no longer work, whatever makes its constructor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from unbroken.compare.calls.bind import Callee, Refused, bind
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.compatibility import (
    FRESH,
    Shape,
    breaking_calls,
    effect_of,
    fresh_name,
    shape,
)
from unbroken.compare.calls.constructor_origin import class_that_changed_constructor
from unbroken.compare.calls.decorator_options import unread
from unbroken.compare.calls.decorator_shims import kept_breaks, version
from unbroken.compare.calls.forwarded_arguments import taken_by_base_constructor, without_forwarded
from unbroken.compare.calls.mangled_parameters import mangled_errors, normalised
from unbroken.compare.calls.partials import size_of
from unbroken.compare.calls.witness import prove
from unbroken.model.definitions import Function, Parameter, ParameterKind, Signature
from unbroken.model.finding import Witness
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.resolution import Definition

if TYPE_CHECKING:
    from unbroken.compare.pair import Pair

_MOST_TRIED = 500


def constructor_breaks(pair: Pair) -> list[tuple[CallBreak, tuple[str, str]]]:
    """Find the calls of a class that no longer work, each with the class that is the cause."""
    assert pair.new is not None
    before, after = _comparable(pair)
    found: list[tuple[CallBreak, tuple[str, str]]] = []
    for new in after:
        old = next((each for each in before if (each.kind == "new") == (new.kind == "new")), None)
        old = old or next(iter(before), None)
        if old is None or _is_called_alike(old, new):
            continue
        others = [_signature(each.parameters) for each in before if each is not old]
        for each in _breaks(pair, old, new, others):
            if not _was_refused_by_base(pair, old, each):
                found.append((each, _origin(pair, old, new, each)))
    return found


def _comparable(pair: Pair) -> tuple[tuple[Constructor, ...], tuple[Constructor, ...]]:
    """Give the constructors; where only one side tells `kw_only`, fields go by keyword alone."""
    assert pair.new is not None
    before = constructors(pair.old_surface, pair.old)
    after = constructors(pair.new_surface, pair.new)
    if not unread(pair, "kw_only"):
        return before, after
    return tuple(map(_by_keyword, before)), tuple(map(_by_keyword, after))


def _by_keyword(constructor: Constructor) -> Constructor:
    if constructor.kind not in ("dataclass", "attrs"):
        return constructor
    parameters = (
        Parameter(each.name, ParameterKind.KEYWORD_ONLY, each.default, each.annotation)
        for each in constructor.parameters
    )
    return constructor._replace(parameters=tuple(parameters))


def _is_called_alike(old: Constructor, new: Constructor) -> bool:
    if (old.parameters, old.either) != (new.parameters, new.either):
        return False
    before, after = _provider(old), _provider(new)
    return before is None or after is None or before.decorators == after.decorators


def _provider(constructor: Constructor) -> Function | None:
    member = constructor.provider.member if constructor.provider is not None else None
    return member if isinstance(member, Function) else None


def _was_refused_by_base(pair: Pair, old: Constructor, found: CallBreak) -> bool:
    """Tell whether what a gone `*args` or `**kwargs` took was only handed on to a base.

    What the base takes of it decides; what a base from outside takes is not known.
    """
    kinds = {
        "var-positional-removed": (ParameterKind.POSITIONAL_ONLY, ParameterKind.VAR_POSITIONAL),
        "var-keyword-removed": (ParameterKind.KEYWORD_ONLY, ParameterKind.VAR_KEYWORD),
    }.get(found.cause)
    if kinds is None or old.provider is None or not isinstance(old.provider.member, Function):
        return False
    owner = pair.old_surface.owner(old.provider)
    if owner is None or not old.provider.member.calls_super:
        return False
    bases = pair.old_surface.mro(owner)[1:]
    if not bases or not isinstance(bases[0], Definition):
        return True
    taken = {each.kind for of in constructors(pair.old_surface, bases[0]) for each in of.parameters}
    return taken.isdisjoint({*kinds, ParameterKind.POSITIONAL_OR_KEYWORD})


def _breaks(
    pair: Pair, old: Constructor, new: Constructor, others: Sequence[Signature]
) -> list[CallBreak]:
    """Give the broken calls of one constructor, a cause once, with its smallest call."""
    assert pair.new is not None
    found: dict[tuple[str, str], CallBreak] = {}
    callee = Callee(_call_text(pair, new), new.qualname, 1)
    owner = pair.new
    if new.provider is not None:
        owner = pair.new_surface.owner(new.provider) or owner
    for parameters in _by_one_name(old):
        was, now = _signature(parameters), _signature(_named_alike(new, parameters))
        before, after = version(was, _provider(old)), version(now, _provider(new))
        broken = kept_breaks(before, after, callee)
        forwarded = taken_by_base_constructor(pair.old_surface, old) if broken else None
        broken = without_forwarded(broken, forwarded, now, callee)
        for each in mangled_errors(broken, now, owner):
            accepted = _accepted_by_all(each, was, now, others, callee)
            if accepted is None:
                continue
            accepted = accepted._replace(witness=_in_words(accepted.witness, new, now))
            known = found.get((each.cause, each.parameter))
            if known is None or size_of(accepted.witness) < size_of(known.witness):
                found[each.cause, each.parameter] = accepted
    return list(found.values())


def _call_text(pair: Pair, new: Constructor) -> str:
    """Write what is called: of an abstract class only what subclasses of users call."""
    if new.kind != "new" and abstract_methods(pair.old_surface, pair.old):
        return "super().__init__"
    return pair.path.rpartition(".")[2]


def _signature(parameters: tuple[Parameter, ...]) -> Signature:
    return normalised(Signature(parameters), in_class=True)


def _by_one_name(old: Constructor) -> Iterator[tuple[Parameter, ...]]:
    """Give what calls pass; where fields have two names, once by the one and once by the other."""
    yield old.parameters
    names = dict(old.either)
    if names:
        yield tuple(_called_as(each, names.get(each.name, each.name)) for each in old.parameters)


def _named_alike(new: Constructor, old: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Take of the two names of a field the one that calls use."""
    needed = {each.name: each.default is None for each in old}
    names = {
        alias: name for alias, name in new.either if needed.get(name, -1) > needed.get(alias, -1)
    }
    return tuple(_called_as(each, names.get(each.name, each.name)) for each in new.parameters)


def _called_as(parameter: Parameter, name: str) -> Parameter:
    return Parameter(name, parameter.kind, parameter.default, parameter.annotation)


def _accepted_by_all(
    found: CallBreak, was: Signature, now: Signature, others: Sequence[Signature], callee: Callee
) -> CallBreak | None:
    """Find a proof that `__new__` took as well as `__init__`; None where there is none."""
    witness = found.witness
    if _accepted(witness.positional, witness.keywords, others, callee):
        return found
    before, after = shape(was.parameters), shape(now.parameters)
    best: tuple[int, tuple[str, ...]] | None = None
    for n, keywords in islice(_candidates(before, after, others), _MOST_TRIED):
        if best is not None and n + len(keywords) >= best[0] + len(best[1]):
            continue
        if effect_of(before, after, n, keywords) and _accepted(n, keywords, (was, *others), callee):
            best = n, keywords
    if best is None:
        return None
    proof = prove(was.parameters, now.parameters, *best, callee, found.parameter)
    return found._replace(witness=proof)


def _candidates(
    before: Shape, after: Shape, others: Sequence[Signature]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give breaking calls with all that the other signatures need, and any keyword they name."""
    longest = max(len(each.parameters) for each in others)
    known = [fresh_name(before, after)]
    known += [each.name for other in others for each in other.parameters]
    for n, keywords in breaking_calls(before, after, longest):
        needed = tuple(_needed(n, others))
        for fresh in known if FRESH in keywords else known[:1]:
            named = (keyword or fresh for keyword in keywords)
            yield n, tuple(dict.fromkeys((*named, *needed)))


def _needed(positional: int, signatures: Sequence[Signature]) -> Iterator[str]:
    """Give the keywords that some signatures need after a number of positional arguments."""
    for each in signatures:
        for index, parameter in enumerate(each.parameters):
            slot = parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
            variadic = parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
            if parameter.default is None and not variadic and (not slot or index >= positional):
                yield parameter.name


def _accepted(
    positional: int, keywords: Sequence[str], signatures: Sequence[Signature], callee: Callee
) -> bool:
    return not any(
        isinstance(bind(each.parameters, positional, keywords, callee), Refused)
        for each in signatures
    )


def _in_words(witness: Witness, new: Constructor, now: Signature) -> Witness:
    """Say a refusal in the words of what refuses, where that is no function."""
    if witness.effect != "rejected":
        return witness
    error = witness.error
    if new.kind == "builtin":
        error = f"{new.qualname}() takes no {'keyword ' if new.parameters else ''}arguments"
    elif new.kind == "model" and witness.positional:
        given = witness.positional + 1
        error = f"BaseModel.__init__() takes 1 positional argument but {given} were given"
    elif new.kind == "model":
        error = _invalid(witness, new, now)
        return msgspec.structs.replace(witness, error=error, exception="ValidationError")
    return msgspec.structs.replace(witness, error=error)


def _invalid(witness: Witness, new: Constructor, now: Signature) -> str:
    """Say in one line what pydantic's ValidationError says; a field goes by its alias."""
    wrong = [
        f"{alias.name}: Field required"
        for alias, each in zip(new.parameters, now.parameters, strict=True)
        if each.kind is ParameterKind.KEYWORD_ONLY
        and each.default is None
        and each.name not in witness.keywords
    ]
    if not any(each.kind is ParameterKind.VAR_KEYWORD for each in now.parameters):
        known = {each.name for each in now.parameters}
        refused = [name for name in witness.keywords if name not in known]
        wrong += [f"{name}: Extra inputs are not permitted" for name in refused]
    plural = "" if len(wrong) == 1 else "s"
    return f"{len(wrong)} validation error{plural} for {new.qualname}: {'; '.join(wrong)}"


def _origin(pair: Pair, old: Constructor, new: Constructor, found: CallBreak) -> tuple[str, str]:
    """Name the class that is the cause, by its place in the baseline."""
    for name in (found.parameter, found.new_name):
        for side in (new, old):
            if name in side.origins:
                return side.origins[name]
    return class_that_changed_constructor(pair, old.provider, new.provider)
