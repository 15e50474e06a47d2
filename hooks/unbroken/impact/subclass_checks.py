"""What a new version of its base classes means for a class of the downstream project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from unbroken.compare.calls.bind import Callee, Rejected, bind
from unbroken.compare.calls.compatibility import verdict
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.impact.self_calls import SelfCalls
from unbroken.model.definitions import Class, Function, Parameter, ParameterKind, Signature
from unbroken.model.identifiers import is_dunder
from unbroken.semantics.constructors.constructor import without_bound_parameter
from unbroken.semantics.constructors.dataclass_fields import (
    dataclass_fields,
    decorated,
)
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import DATACLASS, STATIC_METHODS
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface


class Override(NamedTuple):
    """A method of the project that overrides one whose signature grew.

    `error` is what Python raises when the library passes what its new signature takes. `replaces`
    is whether the method takes all calls that the overridden one took.
    """

    name: str
    overridden: Definition
    error: str
    replaces: bool


def outgrown_overrides(old: Surface, new: Surface, owner: Definition) -> Iterator[Override]:
    """Yield the methods of a class that do not take new calls of what they override.

    `owner` is a class of the project, which has the same definition in both surfaces.
    """
    assert isinstance(owner.member, Class)
    for name, member in owner.member.members.items():
        if not isinstance(member, Function) or member.accessors or is_dunder(name):
            continue
        before, after = _inherited(old, owner, name), _inherited(new, owner, name)
        if before is None or after is None:
            continue
        taken_before, taken_now = _parameters(old, before), _parameters(new, after)
        if verdict(taken_now, taken_before) is None:
            continue
        own = _parameters(new, Definition(owner.module, f"{owner.qualname}.{name}", member))
        call = verdict(taken_now, own)
        if call is None:
            continue
        callee = Callee(name, f"{owner.qualname}.{name}", 1)
        outcome = bind(own, call.positional, call.keywords, callee)
        if isinstance(outcome, Rejected):
            replaces = verdict(taken_before, own) is None
            yield Override(name, before, outcome.error, replaces)


class LibraryCall(NamedTuple):
    """A method of the library that calls an override of the project, which refuses the call."""

    caller: Definition
    error: str


def refused_library_call(
    surface: Surface, calls: SelfCalls, owner: Definition, name: str
) -> LibraryCall | None:
    """Return the first call of a method of a class, by what it inherits, that the method refuses.

    A method counts that no class before it in the MRO replaces, unless its replacement calls
    `super()`.
    """
    assert isinstance(owner.member, Class)
    own = _parameters(
        surface, Definition(owner.module, f"{owner.qualname}.{name}", owner.member.members[name])
    )
    callee = Callee(name, f"{owner.qualname}.{name}", 1)
    for caller in _inherited_methods(surface, owner):
        for called, arguments in calls.of(caller):
            if called != name or not arguments.is_complete:
                continue
            outcome = bind(own, arguments.positional, arguments.keywords, callee)
            if isinstance(outcome, Rejected):
                return LibraryCall(caller, outcome.error)
    return None


def _inherited_methods(surface: Surface, owner: Definition) -> Iterator[Definition]:
    """Yield the methods that a class inherits and that run, those of its nearest bases first."""
    replaced: set[str] = set()
    for part in surface.mro(owner):
        if isinstance(part, External):
            continue
        assert isinstance(part.member, Class)
        for name, member in part.member.members.items():
            if not isinstance(member, Function) or name in replaced:
                continue
            if not member.calls_super:
                replaced.add(name)
            if part.key != owner.key:
                yield Definition(part.module, f"{part.qualname}.{name}", member)


def _inherited(surface: Surface, owner: Definition, name: str) -> Definition | None:
    """Return the method that a method of a class overrides; None where that is not known."""
    for part in surface.mro(owner)[1:]:
        if isinstance(part, External):
            continue
        assert isinstance(part.member, Class)
        member = part.member.members.get(name)
        if member is not None:
            is_method = isinstance(member, Function) and not member.accessors
            definition = Definition(part.module, f"{part.qualname}.{name}", member)
            return definition if is_method else None
    return None


def _parameters(surface: Surface, method: Definition) -> tuple[Parameter, ...]:
    assert isinstance(method.member, Function)
    is_static = has_decorator(surface, method, STATIC_METHODS)
    parameters = method.member.signature.parameters
    passed = parameters if is_static else without_bound_parameter(parameters)
    return normalised(Signature(passed), in_class=True).parameters


def misplaced_field(surface: Surface, owner: Definition) -> str | None:
    """Return the field without a default that follows one with a default; None for none.

    `dataclasses` raises TypeError for such a class.
    """
    if decorated(surface, owner, DATACLASS) is None:
        return None
    has_default = False
    for field in dataclass_fields(surface, owner).values():
        if not field.init or field.parameter.kind is ParameterKind.KEYWORD_ONLY:
            continue
        if field.parameter.default is None and has_default:
            return field.parameter.name
        has_default |= field.parameter.default is not None
    return None
