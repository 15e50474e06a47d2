"""What the decorators of a package put in the place of what they decorate.

Their bodies show it, as far as `readers.returned_functions` understands them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    ParameterKind,
    ReturnedFunction,
    Signature,
    Wrapper,
)
from unbroken.model.forwarding import Forwarding
from unbroken.semantics.applied_decorators import applied_decorator
from unbroken.semantics.known_decorators import TRANSPARENT, canonical_name
from unbroken.semantics.memo import remembered
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import UNKNOWN, Definition, External
from unbroken.semantics.surface import Surface


class Replacement(NamedTuple):
    """A function that takes the place of a decorated one, which it calls by a name of its own."""

    returned: ReturnedFunction
    """Its name is the `__qualname__` of the wrapper, "" if it takes that of the function."""
    callee: str
    decorator: Decorator

    @property
    def wrapper(self) -> Wrapper:
        """What it does."""
        assert self.returned.wrapper is not None
        return self.returned.wrapper

    @property
    def calls(self) -> list[Forwarding]:
        """Its calls of the decorated function."""
        return [call for call in self.wrapper.calls if call.callee == self.callee]

    @property
    def variadic(self) -> set[ParameterKind]:
        """Which of `*args` and `**kwargs` it has."""
        return {p.kind for p in self.wrapper.signature.parameters} & _VARIADIC

    @property
    def passing_call(self) -> Forwarding | None:
        """The one form in which it passes its `*args` and `**kwargs` on; None for several."""
        calls = self.calls
        if len(calls) != 1 or calls[0].unpacks_more:
            return None
        return calls[0] if calls[0].args + calls[0].kwargs == len(self.variadic) else None


Outcome: TypeAlias = "tuple[Replacement | None, ...] | None"
"""What a decorator may return: replacements, or (None) what it is given. None: not known."""

_VARIADIC = {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}
_NAMING = {"functools.update_wrapper", "functools.wraps"}
"""The functions that give a function the name of the one that it wraps by default."""
_RETURNING = {*_NAMING, "typing.cast"}
"""The functions that return one of the functions that they are given."""
_ITSELF: Outcome = (None,)


def outcomes(surface: Surface, definition: Definition) -> tuple[Outcome, ...]:
    """Return what each decorator of a function makes of it, the one nearest to it first.

    In a cycle of decorators nothing is known of any.
    """
    member = definition.member
    if not isinstance(member, Function) or not member.decorators:
        return ()
    usual = surface.definition(definition.module.name, definition.qualname)
    if usual is not None and usual.member is not member:
        return _outcomes_of(surface, definition, member)  # Another branch binds it.
    known = _outcomes(surface, definition)
    return known if len(known) == len(member.decorators) else (None,) * len(member.decorators)


@remembered(in_cycle=tuple)
def _outcomes(surface: Surface, definition: Definition) -> tuple[Outcome, ...]:
    assert isinstance(definition.member, Function)
    return _outcomes_of(surface, definition, definition.member)


def _outcomes_of(surface: Surface, definition: Definition, member: Function) -> tuple[Outcome, ...]:
    return tuple(
        outcome_of(surface, definition, decorator) for decorator in reversed(member.decorators)
    )


def outcome_of(surface: Surface, at: Definition, decorator: Decorator) -> Outcome:
    """Return what a decorator makes of a function, where its name is used at a definition."""
    target = surface.resolve_name(at, decorator.path) if decorator.path else UNKNOWN
    target = surface.resolve_alias(target)
    if isinstance(target, External):
        return _ITSELF if canonical_name(target.target) in TRANSPARENT else None
    if decorator.path in {f"{at.name}.{part}" for part in ("getter", "setter", "deleter")}:
        return _ITSELF
    if not isinstance(target, Definition):
        return None
    if target.path in TRANSPARENT:
        return _ITSELF
    if isinstance(target.member, Attribute):
        is_kept = applied_decorator(surface, at, decorator).path in TRANSPARENT
        return _ITSELF if is_kept else None
    if isinstance(target.member, Class):
        return None if surface.owner(at) is not None else _instance_outcome(target, decorator)
    owner = surface.owner(target)
    is_in_reach = owner is None or owner == surface.owner(at)
    if not isinstance(target.member, Function) or not is_in_reach:
        return None
    if target.member.is_async or target.member.accessors or target.member.alternatives:
        return None
    if any(outcome != _ITSELF for outcome in outcomes(surface, target)):
        return None
    reader = _Reader(surface, target, decorator)
    results = reader.called() if decorator.called else reader.plain()
    return None if results is None else tuple(dict.fromkeys(results)) or None


def _instance_outcome(definition: Definition, decorator: Decorator) -> Outcome:
    """Return what a class makes of a function: an instance, whose `__call__` takes the calls.

    An instance that is the decorator (`@Option(...)`) may return itself when it is called.
    What it does with variadic arguments is not known.
    """
    assert isinstance(definition.member, Class)
    members = definition.member.members
    call = members.get("__call__")
    is_plain = not (
        definition.member.bases or definition.member.keywords or definition.member.decorators
    )
    if not is_plain or not isinstance(call, Function) or call.decorators:
        return None
    if decorator.called and (call.returned != ("self",) or call.is_async or call.is_generator):
        return None
    if "__get__" in members or "__new__" in members or definition.member.has_unknown_members:
        return None
    parameters = call.signature.parameters[1:]
    if any(parameter.kind in _VARIADIC for parameter in parameters):
        return None
    wrapper = Wrapper(
        signature=Signature(parameters, call.signature.returns),
        is_async=call.is_async,
        is_generator=call.is_generator,
    )
    returned = ReturnedFunction(wrapper=wrapper, name=f"{definition.qualname}.__call__")
    return (Replacement(returned, "", decorator),)


class _Reader:
    """Reads one decorator of the package, as it stands above a function."""

    def __init__(self, surface: Surface, definition: Definition, decorator: Decorator) -> None:
        assert isinstance(definition.member, Function)
        self.surface = surface
        self.found = definition
        self.function = definition.member
        self.decorator = decorator
        self.qualname = definition.member.original_qualname or definition.qualname

    def plain(self) -> list[Replacement | None] | None:
        """Return what it makes of a function if it is written without arguments."""
        returned_functions = self.function.returned_functions
        return self._applied(self.function.signature, returned_functions, self.qualname)

    def called(self) -> list[Replacement | None] | None:
        """Return what it makes of a function if it is called with arguments first."""
        results: list[Replacement | None] = []
        first = _first_parameter(self.function.signature)
        is_filled = bool(self.decorator.arguments) or first in dict(self.decorator.keywords)
        for returned in self.function.returned_functions:
            if not self._is_known(returned):
                return None
            wrapper = returned.wrapper
            if returned.argument:
                # `decorate(function)` where the decorator can do without its arguments, too.
                if is_filled or returned.argument != first:
                    return None
                continue
            if wrapper is None:
                inner = self.plain()
            elif self._are_known(wrapper.decorators):
                inner = self._applied(
                    wrapper.signature, wrapper.returned_functions, self._name(returned)
                )
            else:
                return None
            if inner is None:
                return None
            results += inner
        return results

    def _applied(
        self, signature: Signature, returned_functions: Sequence[ReturnedFunction], outer: str
    ) -> list[Replacement | None] | None:
        first = _first_parameter(signature)
        factories = {r.wrapper for r in returned_functions if r.argument}
        results: list[Replacement | None] = []
        for returned in returned_functions:
            wrapper = returned.wrapper
            if not first or not self._is_known(returned):
                return None
            if returned.argument:
                if returned.argument != first:
                    return None
                if wrapper is None:
                    results.append(None)
                    continue
                inner = self._applied(
                    wrapper.signature, wrapper.returned_functions, self._name(returned, outer)
                )
                if inner is None or not self._are_known(wrapper.decorators):
                    return None
                results += inner
            elif wrapper is not None and wrapper not in factories:
                if not self._are_known(wrapper.decorators):
                    return None
                takes_name = wrapper.decorators or any(
                    self._target(path) in _NAMING for path in returned.through
                )
                name = "" if takes_name else self._name(returned, outer)
                named = ReturnedFunction(wrapper=wrapper, name=name)
                results.append(Replacement(named, first, self.decorator))
        return results

    def _name(self, returned: ReturnedFunction, outer: str = "") -> str:
        """Return the `__qualname__` of a function that is defined in another one."""
        return f"{outer or self.qualname}.<locals>.{returned.name}"

    def _is_known(self, returned: ReturnedFunction) -> bool:
        if not returned.through:
            return True
        known = _RETURNING if returned.wrapper is not None else {"functools.partial"}
        return all(self._target(path) in known for path in returned.through)

    def _are_known(self, paths: Sequence[str]) -> bool:
        return all(self._target(path) == "functools.wraps" for path in paths)

    def _target(self, path: str) -> str:
        target = self.surface.resolve_name(self.found, path) if path else None
        return canonical_name(target.target) if isinstance(target, External) else ""


def _first_parameter(signature: Signature) -> str:
    first = signature.parameters[:1]
    return first[0].name if first and first[0].kind <= _STANDARD else ""


_STANDARD = ParameterKind.POSITIONAL_OR_KEYWORD


def is_transparent(outcome: Outcome, function: Function) -> bool:
    """Return whether a decorator leaves the calls and the results of a function as they are."""
    return outcome is not None and all(
        replacement is None or _passes_everything(replacement, function) for replacement in outcome
    )


def takes_the_same(replacement: Replacement) -> bool:
    """Return whether a wrapper takes the calls that the function under it takes."""
    wrapper, call = replacement.wrapper, replacement.passing_call
    own = [p for p in wrapper.signature.parameters if p.kind not in _VARIADIC]
    return (
        call is not None
        and replacement.variadic == _VARIADIC
        and len(own) == call.positional
        and all(p.kind <= _STANDARD and p.default is None for p in own)
        and not (call.keywords or wrapper.accepts or wrapper.sets)
        and not (wrapper.converts_positions or wrapper.converts_keywords)
    )


def _passes_everything(replacement: Replacement, function: Function) -> bool:
    wrapper = replacement.wrapper
    return (
        takes_the_same(replacement)
        and wrapper.result_of == replacement.callee
        and (function.is_async or not wrapper.is_async)
    )


def replacements(surface: Surface, definition: Definition) -> Iterator[Replacement]:
    """Yield the functions that surely take the place of a function, from the inside out."""
    for outcome in outcomes(surface, definition):
        if outcome is not None and len(outcome) == 1 and outcome[0] is not None:
            yield outcome[0]


def is_instance(surface: Surface, at: Definition, decorator: Decorator) -> bool:
    """Return whether a decorator is an instance of a class of the package (`@Option(...)`)."""
    if not decorator.called or not decorator.path:
        return False
    return class_named(surface, at, decorator.path) is not None


def has_unknown_decorators(surface: Surface, definition: Definition) -> bool:
    """Return whether it is not known what one of the decorators makes of a function."""
    if isinstance(definition.member, Class):
        return bool(definition.member.decorators)
    return None in outcomes(surface, definition)
