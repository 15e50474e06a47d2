"""What decorators do: which ones a definition has, and what callers of a function get."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias

from unbroken.model.definitions import Class, Decorator, Function
from unbroken.semantics.applied_decorators import applied_decorators
from unbroken.semantics.known_decorators import (
    CONTEXT_MANAGERS,
    TRANSPARENT_FOR_CLASSES,
    canonical_name,
)
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrappers import Replacement, is_transparent, outcomes

Product = Literal["plain", "generator", "context manager"]

_ITERATING = ("__aiter__", "__iter__", "__reversed__")

Side: TypeAlias = tuple[Surface, Definition]
"""A definition of one version, with the surface of that version."""

_HEADS = (
    "asyncio", "builtins", "collections", "collections.abc", "contextlib", "dataclasses", "types",
    "typing",
)  # fmt: skip
"""The modules whose names annotations are known by."""


def decorators_of(definition: Definition) -> tuple[Decorator, ...]:
    """Return the decorators of a function or class; none for anything else."""
    member = definition.member
    return member.decorators if isinstance(member, (Function, Class)) else ()


@remembered(in_cycle=tuple)
def decorator_targets(surface: Surface, definition: Definition) -> tuple[str, ...]:
    """Return the dotted path that each decorator of a definition resolves to, "" for unknown ones.

    See `applied_decorators`.
    """
    return tuple(decorator.path for decorator in applied_decorators(surface, definition))


def _target(surface: Surface, at: Definition, path: str) -> str:
    target = surface.resolve_name(at, path) if path else None
    if isinstance(target, External):
        return canonical_name(target.target)
    return target.path if isinstance(target, Definition) else ""


def has_decorator(surface: Surface, definition: Definition, names: Collection[str]) -> bool:
    """Return whether a decorator of a definition resolves to one of some dotted paths."""
    return any(target in names for target in decorator_targets(surface, definition))


@remembered(in_cycle=frozenset)
def unknown_decorators(surface: Surface, definition: Definition) -> frozenset[str]:
    """Return the decorators, as written or resolved, that may replace what they decorate.

    Those of the package that pass all arguments and results on are not among them.
    """
    member = definition.member
    if isinstance(member, Function):
        known = [is_transparent(outcome, member) for outcome in outcomes(surface, definition)]
        known.reverse()
    else:
        targets = decorator_targets(surface, definition)
        known = [target in TRANSPARENT_FOR_CLASSES for target in targets]
    return frozenset(
        target or decorator.path
        for decorator, target, is_known in zip(
            decorators_of(definition),
            decorator_targets(surface, definition),
            known,
            strict=True,
        )
        if not is_known
    )


def redecorated(old: Side, new: Side) -> bool:
    """Return whether decorators of unknown effect came or went."""
    return unknown_decorators(*old) != unknown_decorators(*new)


def product_of(surface: Surface, definition: Definition) -> Product:
    """Return what a call returns, as far as `yield`, `return` and decorators show it.

    Callers get an iterator from a generator, from a function that returns nothing but iterators,
    and from `__iter__` and its like (Python reference, "Emulating container types").
    """
    member = definition.member
    if has_decorator(surface, definition, CONTEXT_MANAGERS):
        return "context manager"
    if not isinstance(member, Function):
        return "plain"
    if member.is_generator or member.name in _ITERATING:
        return "generator"
    return "generator" if member.returns_iterator and not member.is_async else "plain"


class Result(NamedTuple):
    """What a call gives: a coroutine (or asynchronous iterator) or not, and its product."""

    is_async: bool
    product: Product


def result_of(surface: Surface, definition: Definition) -> Result | None:
    """Return what a call of a function gives under its decorators; None where it is not known."""
    member = definition.member
    if not isinstance(member, Function):
        return None
    result = Result(member.is_async, product_of(surface, definition))
    for outcome in outcomes(surface, definition):
        if outcome is None:
            return None
        results = {
            result if replacement is None else _result_under(replacement, result)
            for replacement in outcome
        }
        if len(results) != 1 or (only := results.pop()) is None:
            return None
        result = only
    return result


def _result_under(replacement: Replacement, result: Result) -> Result | None:
    """Return what a wrapper gives of a function that gives `result`."""
    wrapper = replacement.wrapper
    if wrapper.is_generator:
        return Result(wrapper.is_async, "generator")
    if wrapper.is_async:
        return Result(True, "plain")
    return result if wrapper.result_of == replacement.callee else None


def known_head(surface: Surface, at: Definition, annotation: str | None) -> str:
    """Return the name that an annotation starts with, where it is one of the standard library.

    `"Iterator"` for `Iterator[int]`, `abc.Iterator[int]` and `t.Iterator`; "" for anything else.
    """
    text = (annotation or "").partition("[")[0].strip("'\" ")
    if not text or not is_dotted(text):
        return ""
    module, _, name = _target(surface, at, text).rpartition(".")
    return name if module in _HEADS else ""
