"""The calls that really worked of functions that only pass `*args` and `**kwargs` on.

`def f(*args, **kwargs): return _g(*args, **kwargs)` accepts what `_g` accepts: a call with other
arguments raises TypeError all the same. So the signature of `_g` shows which calls worked.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, islice
from typing import NamedTuple

from unbroken.compare.calls.compatibility import FAR
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.method_binding import binding_of
from unbroken.model.definitions import (
    Class,
    CollectedKeywords,
    Function,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.model.forwarding import Forwarding
from unbroken.semantics.constructors.builtin_exceptions import exception_parameters
from unbroken.semantics.constructors.constructor import constructors, without_bound_parameter
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import STATIC_METHODS
from unbroken.semantics.mro import is_plain
from unbroken.semantics.passed_arguments import substituted
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import parameters_to_callers
from unbroken.semantics.wrappers import has_unknown_decorators

_MAX_DEPTH = 8
"""Functions that forward to functions that forward are followed so far."""
_STANDARD = ParameterKind.POSITIONAL_OR_KEYWORD
_VAR_POSITIONAL = ParameterKind.VAR_POSITIONAL
_VAR_KEYWORD = ParameterKind.VAR_KEYWORD
_BOUND_BY = ("self", "cls")
_BOUND = Parameter("", ParameterKind.POSITIONAL_ONLY)
"""The instance or class that a call passes itself."""


class _Caller(NamedTuple):
    """A function that forwards, and the class through which it is called (None: a function)."""

    surface: Surface
    function: Definition
    owner: Definition | None
    depth: int = 0
    trusts_decorators: bool = False
    """Whether decorators of unknown effect count as if they left what it forwards to alone."""

    def into(self, function: Definition, owner: Definition | None) -> _Caller:
        """Return the function that this one forwards to, as one that may forward, too."""
        return self._replace(function=function, owner=owner, depth=self.depth + 1)


def effective_signature(
    surface: Surface,
    function: Definition,
    owner: Definition | None,
    parameters: Sequence[Parameter],
    *,
    trusts_decorators: bool = False,
) -> Signature | None:
    """Return the signature of the calls that work; None where that is only the written one.

    `parameters` are those of the function without the bound one, `owner` is the class through
    which a method is called: its MRO decides what `super()` and `self` lead to. With
    `trusts_decorators`, decorators of unknown effect count as if they left a function alone.
    """
    caller = _Caller(surface, function, owner, trusts_decorators=trusts_decorators)
    expanded = _expanded(caller, tuple(parameters))
    return None if expanded is None else normalised(Signature(expanded), owner is not None)


def positional_reach(
    surface: Surface,
    function: Definition,
    owner: Definition | None,
    parameters: Sequence[Parameter],
) -> int:
    """Return how many positional arguments a function makes something of.

    Those in `*args` count if the body looks at them, or as far as what it passes them on to has
    parameters for them. They all count where that is not known.
    """
    slots = sum(parameter.kind <= _STANDARD for parameter in parameters)
    member = function.member
    if not isinstance(member, Function) or all(p.kind is not _VAR_POSITIONAL for p in parameters):
        return slots
    if member.inspects:
        return FAR
    if not any(forwarding.args for forwarding in member.forwards):
        return slots
    works = _expanded(_Caller(surface, function, owner), tuple(parameters))
    return FAR if works is None else sum(parameter.kind <= _STANDARD for parameter in works)


def _expanded(caller: _Caller, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...] | None:
    """Return the parameters with what the variadic ones pass on; None where nothing is known."""
    member = caller.function.member
    if isinstance(member, Function) and member.keywords is not None:
        return _without_others(parameters, member.keywords)
    if not isinstance(member, Function) or not member.forwards or caller.depth > _MAX_DEPTH:
        return None
    forwarding, *others = member.forwards
    if any(other != forwarding for other in others) or forwarding.unpacks_more:
        return None
    target = _target_parameters(caller, forwarding)
    return None if target is None else substituted(parameters, target, forwarding)


def _without_others(
    parameters: tuple[Parameter, ...], keywords: CollectedKeywords
) -> tuple[Parameter, ...] | None:
    """Return the parameters with the only keywords that `**kwargs` may collect in its place.

    None where the body does not raise for all others.
    """
    if not keywords.refuses_others:
        return None
    taken = tuple(
        Parameter(name, ParameterKind.KEYWORD_ONLY, None if name in keywords.needs else "...")
        for name in keywords.reads
    )
    return (*(part for part in parameters if part.kind is not ParameterKind.VAR_KEYWORD), *taken)


def _target_parameters(caller: _Caller, forwarding: Forwarding) -> tuple[Parameter, ...] | None:
    """Return what the called function takes; None where it is not known."""
    head, _, name = forwarding.callee.rpartition(".")
    if head.startswith("super("):
        return _of_super(caller, name) if _is_own_super(caller, head) else None
    target = _target(caller, forwarding.callee)
    if target is None:
        return None
    if isinstance(target.member, Class):
        return _of_class(caller, target)
    if _is_of_instance(caller, forwarding.callee):
        return _of_method(caller, target)
    if caller.surface.owner(target) is not None:
        return _of_unbound(caller, target)
    return _of_function(caller, target, None)


def _target(caller: _Caller, callee: str) -> Definition | None:
    """Return what the body of a function names, `super()` left out; None where it is not known."""
    if caller.owner is not None and callee == _class_name(
        caller, _first_parameter(caller.function)
    ):
        return caller.owner
    if caller.owner is not None and _is_of_instance(caller, callee):
        target = caller.surface.class_member(caller.owner, callee.rpartition(".")[2])
    elif callee:
        target = caller.surface.resolve_name(caller.function, callee)
        target = caller.surface.resolve_alias(target)
    else:
        return None
    return target if isinstance(target, Definition) else None


def _is_of_instance(caller: _Caller, callee: str) -> bool:
    """Return whether a body names a member of its own instance or class: `self.m`."""
    head = callee.rpartition(".")[0]
    is_first = head in _BOUND_BY and head == _first_parameter(caller.function)
    return is_first and caller.owner is not None


def callees(function: Definition) -> set[str]:
    """Return what a function passes its variadic arguments on to, as it names it."""
    member = function.member
    return {call.callee for call in member.forwards} if isinstance(member, Function) else set()


def called_by(
    surface: Surface, function: Definition, owner: Definition | None
) -> Definition | None:
    """Return what a function passes its variadic arguments on to: a function, method or class.

    `owner` is the class through which a method is called. None where it is not known.
    """
    member = function.member
    if not isinstance(member, Function) or not member.forwards:
        return None
    head, _, name = member.forwards[0].callee.rpartition(".")
    caller = _Caller(surface, function, owner)
    if head.startswith("super("):
        if not _is_own_super(caller, head):
            return None
        lineage = surface.mro(owner) if owner is not None else ()
        definer = surface.owner(function)
        after = dropwhile(lambda part: part != definer, lineage)
        methods = (
            surface.definition(part.module.name, f"{part.qualname}.{name}")
            for part in islice(after, 1, None)
            if isinstance(part, Definition)
        )
        return next((method for method in methods if method is not None), None)
    return _target(caller, member.forwards[0].callee)


def refusing_function(
    surface: Surface, function: Definition, owner: Definition | None
) -> tuple[Definition, Definition | None]:
    """Return the function that the passed arguments reach in the end, with the class it is of.

    `owner` is the class through which the first one is called. The constructor that fields make is
    a definition without a member.
    """
    for _ in range(_MAX_DEPTH):
        target = called_by(surface, function, owner)
        if target is None:
            break
        if isinstance(target.member, Class):
            made = constructors(surface, target)
            if len(made) != 1:
                break
            initialiser = Definition(target.module, f"{target.qualname}.__init__", None)
            function, owner = made[0].provider or initialiser, target
        elif isinstance(target.member, Function):
            definer = surface.owner(target)
            function, owner = target, definer and (owner or definer)
        else:
            break
    return function, owner


def _is_own_super(caller: _Caller, head: str) -> bool:
    """Return whether `super()` or `super(A)` leads past the class that defines the function."""
    named = head[len("super(") : -1]
    if not named:
        return True
    target = caller.surface.resolve_name(caller.function, named)
    return isinstance(target, Definition) and target == caller.surface.owner(caller.function)


def _class_name(caller: _Caller, first: str) -> str:
    """Return how the body of a method names the class through which it is reached."""
    if binding_of(caller.surface, caller.function) == "instance":
        return f"{first}.__class__"
    return first if caller.function.name == "__new__" or _is_class_method(caller) else ""


def _is_class_method(caller: _Caller) -> bool:
    return binding_of(caller.surface, caller.function) == "class"


def _of_class(caller: _Caller, owner: Definition) -> tuple[Parameter, ...] | None:
    """Return what a call of a class takes, if it is made in one way."""
    made = constructors(caller.surface, owner)
    if len(made) != 1:
        return None
    provider = made[0].provider
    if provider is None:
        return made[0].parameters
    return _expanded(caller.into(provider, owner), made[0].parameters) or made[0].parameters


def _of_unbound(caller: _Caller, method: Definition) -> tuple[Parameter, ...] | None:
    """Return what `Base.__init__(self, …)` takes, first of all the instance (or class)."""
    definer = caller.surface.owner(method)
    is_bound = binding_of(caller.surface, method) == "instance" or method.name == "__new__"
    if definer is None or not is_bound:
        return None
    lineage = caller.surface.mro(caller.owner) if caller.owner is not None else ()
    keys = (part.key for part in lineage if isinstance(part, Definition))
    owner = caller.owner if definer.key in keys else definer
    parameters = _of_method(caller._replace(owner=owner), method)
    return None if parameters is None else (_BOUND, *parameters)


def _first_parameter(function: Definition) -> str:
    assert isinstance(function.member, Function)
    first = function.member.signature.parameters[:1]
    return first[0].name if first and first[0].kind <= _STANDARD else ""


def _of_super(caller: _Caller, name: str) -> tuple[Parameter, ...] | None:
    """Return what the method takes that `super()` leads to, in the MRO of the class."""
    definer = caller.surface.owner(caller.function)
    if caller.owner is None or definer is None:
        return None
    lineage = caller.surface.mro(caller.owner)
    keys = [part.key if isinstance(part, Definition) else None for part in lineage]
    if definer.key not in keys:
        return None
    for part in lineage[keys.index(definer.key) + 1 :]:
        if isinstance(part, External):
            if is_plain(part):
                continue
            return exception_parameters(part.target) if name == "__init__" else None
        method = caller.surface.definition(part.module.name, f"{part.qualname}.{name}")
        if method is not None:
            parameters = _of_method(caller, method)
            if parameters is None or name != "__new__":
                return parameters
            return (_BOUND, *parameters)  # It is passed the class.
        if name == "__init__" and _is_synthesised(caller.surface, part):
            return constructors(caller.surface, part)[0].parameters
    return () if name in ("__init__", "__init_subclass__") else None


def _is_synthesised(surface: Surface, owner: Definition) -> bool:
    """Return whether the fields that a class declares make its `__init__`."""
    made = constructors(surface, owner)
    return len(made) == 1 and made[0].kind in ("dataclass", "attrs")


def _of_method(caller: _Caller, method: Definition) -> tuple[Parameter, ...] | None:
    member = method.member
    if not isinstance(member, Function) or member.accessors:
        return None
    return _of_function(caller, method, caller.owner)


def _of_function(
    caller: _Caller, function: Definition, owner: Definition | None
) -> tuple[Parameter, ...] | None:
    """Return what a function takes, without its bound parameter if it is reached on `owner`."""
    member = function.member
    if not isinstance(member, Function):
        return None
    if not caller.trusts_decorators and has_unknown_decorators(caller.surface, function):
        return None
    parameters = parameters_to_callers(caller.surface, function)
    is_static = has_decorator(caller.surface, function, STATIC_METHODS)
    if owner is not None and not is_static:
        parameters = without_bound_parameter(parameters)
    if not any(p.kind in (_VAR_POSITIONAL, _VAR_KEYWORD) for p in parameters):
        return parameters
    return _expanded(caller.into(function, owner), parameters) or parameters
