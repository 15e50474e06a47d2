"""The functions whose bodies are compared: functions, and the constructors of classes."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import (
    CollectedKeywords,
    Function,
    Parameter,
    ParameterKind,
)
from unbroken.model.identifiers import is_private
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def functions_with_bodies(pair: Pair) -> tuple[Function, Function] | None:
    """Return both functions of a pair, or the `__init__` that each class itself defines.

    None where one of them is missing.
    """
    if pair.classes is None or pair.new is None:
        return pair.functions
    old = _constructor(pair.old_surface, pair.old)
    new = _constructor(pair.new_surface, pair.new)
    return (old, new) if old is not None and new is not None else None


def place_of(pair: Pair, new: Function) -> Definition:
    """Return the new function of a pair, or the constructor of its class, with its place."""
    assert pair.new is not None
    if pair.classes is None:
        return pair.new
    return Definition(pair.new.module, f"{pair.new.qualname}.{new.name}", new)


def _constructor(surface: Surface, owner: Definition) -> Function | None:
    resolved = surface.class_member(owner, "__init__")
    is_own = isinstance(resolved, Definition) and surface.owner(resolved) == owner
    member = resolved.member if is_own and isinstance(resolved, Definition) else None
    return member if isinstance(member, Function) else None


def variadic(function: Function, kind: ParameterKind) -> Parameter | None:
    """Return the `*args` or `**kwargs` (`kind`) of a function; None if it has none."""
    return next((part for part in function.signature.parameters if part.kind is kind), None)


def ignored_star(function: Function, kind: ParameterKind) -> Parameter | None:
    """Return the `*args` or `**kwargs` (`kind`) of a function whose body surely does not use it."""
    star = variadic(function, kind)
    is_body_known = function.returned or function.is_generator or function.assigns
    if star is None or not is_body_known or function.is_placeholder:
        return None
    if star.name in function.inspects:
        return None
    is_keyword = kind is ParameterKind.VAR_KEYWORD
    passed = (call.kwargs if is_keyword else call.args for call in function.forwards)
    return None if any(passed) else star


def collected_keywords(function: Function) -> CollectedKeywords | None:
    """Return what a body does with the keywords in its `**kwargs`; None where that is not known."""
    if function.keywords is not None:
        return function.keywords
    star = ignored_star(function, ParameterKind.VAR_KEYWORD)
    return None if star is None else CollectedKeywords(refuses_others=star.name in function.refuses)


def public_keywords(function: Function) -> list[str]:
    """Return the keywords that a function is known to use, by name: none that are private."""
    names = [
        parameter.name for parameter in function.signature.parameters if parameter.kind in _NAMED
    ]
    if function.keywords is not None:
        names += function.keywords.reads
    return [name for name in names if not is_private(name)]


_NAMED = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
