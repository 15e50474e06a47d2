"""Protocols of the standard library that a class follows by its methods alone (PEP 544)."""

from __future__ import annotations

from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

# As documented in `collections.abc`, `contextlib`, `os` and `typing`.
_METHODS = {
    "Iterable": ("__iter__",), "Iterator": ("__iter__", "__next__"),
    "Reversible": ("__iter__", "__reversed__"), "Sized": ("__len__",),
    "Container": ("__contains__",), "Collection": ("__contains__", "__iter__", "__len__"),
    "AsyncIterable": ("__aiter__",), "AsyncIterator": ("__aiter__", "__anext__"),
    "Awaitable": ("__await__",), "Callable": ("__call__",), "PathLike": ("__fspath__",),
    "AbstractContextManager": ("__enter__", "__exit__"),
    "AbstractAsyncContextManager": ("__aenter__", "__aexit__"),
    "SupportsInt": ("__int__",), "SupportsFloat": ("__float__",), "SupportsIndex": ("__index__",),
    "SupportsBytes": ("__bytes__",), "SupportsAbs": ("__abs__",), "SupportsRound": ("__round__",),
}  # fmt: skip


@remembered(in_cycle=tuple)
def protocols_of(surface: Surface, owner: Definition) -> tuple[str, ...]:
    """Return the protocols of which the package's own classes define all methods of a class."""
    return tuple(
        name
        for name, methods in _METHODS.items()
        if all(isinstance(surface.class_member(owner, method), Definition) for method in methods)
    )
