"""What callers get from a function: a value, an awaitable, an iterator, a context manager."""

from __future__ import annotations

from typing import Literal

from unbroken.model.definitions import Function

Product = Literal["plain", "generator", "context manager"]

# Decorators (by the last part of their names) that leave a function what its `def` says.
_TRANSPARENT = {
    "abstractmethod", "abstractclassmethod", "abstractstaticmethod", "abstractproperty",
    "asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager",
    "deprecated", "experimental_api", "final", "internal_api", "lru_cache", "no_type_check",
    "overload", "override", "property", "singledispatch", "singledispatchmethod",
    "staticmethod", "wraps",
}  # fmt: skip
_ITERATING = ("__aiter__", "__iter__", "__reversed__")
_CONTEXT_MANAGERS = ("contextmanager", "asynccontextmanager")


def decorator_names(function: Function) -> tuple[str, ...]:
    """Return the last part of each decorator's dotted name, "" for other expressions."""
    return tuple(decorator.path.rpartition(".")[2] for decorator in function.decorators)


def unknown_decorators(function: Function) -> set[str]:
    """Return the decorators that may replace the function by something else."""
    accessors = {f"{function.name}.{accessor}" for accessor in ("getter", "setter", "deleter")}
    return {
        decorator.path
        for decorator, name in zip(function.decorators, decorator_names(function), strict=True)
        if name not in _TRANSPARENT and decorator.path not in accessors
    }


def redecorated(old: Function, new: Function) -> bool:
    """Return whether decorators of unknown effect came or went."""
    return unknown_decorators(old) != unknown_decorators(new)


def product_of(function: Function) -> Product:
    """Return what a call returns, as far as `yield`, `return` and decorators show it.

    Callers get an iterator from a generator, from a function that returns nothing but iterators,
    and from `__iter__` and its like (Python reference, "Emulating container types").
    """
    if any(name in _CONTEXT_MANAGERS for name in decorator_names(function)):
        return "context manager"
    if function.is_generator or function.name in _ITERATING:
        return "generator"
    return "generator" if function.returns_iterator and not function.is_async else "plain"


def head_of(annotation: str | None) -> str:
    """Return the last part of the name that an annotation starts with, "" for none."""
    return (annotation or "").partition("[")[0].rpartition(".")[2].strip()
