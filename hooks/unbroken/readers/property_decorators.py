"""Decorators that turn a method into a property."""

from __future__ import annotations

from collections.abc import Callable

from unbroken.model.definitions import Decorator

_READ_ONLY = ("getter",)
_ANY = ("getter", "setter", "deleter")

KNOWN = {
    "builtins.property": _READ_ONLY,
    "abc.abstractproperty": _READ_ONLY,
    "enum.property": _READ_ONLY,
    "types.DynamicClassAttribute": _READ_ONLY,
    # functools.cached_property is not a data descriptor: instances may set and delete it.
    "functools.cached_property": _ANY,
    "cached_property.cached_property": _ANY,
    "cached_property.threaded_cached_property": _ANY,
    "cached_property.cached_property_with_ttl": _ANY,
    "django.utils.functional.cached_property": _ANY,
    "kombu.utils.objects.cached_property": _ANY,
    "sqlalchemy.ext.hybrid.hybrid_property": _ANY,
    "sqlalchemy.util.memoized_property": _ANY,
    "werkzeug.utils.cached_property": _ANY,
}
"""The accessors that the properties of the standard library and of usual libraries have."""


def accessors_of(
    decorators: tuple[Decorator, ...], resolve: Callable[[str], str], root: str
) -> tuple[str, ...]:
    """Return the accessors that a property decorator creates; empty when there is none.

    `root` is the package whose source is read. Its own decorators, which another module may
    define, count as properties if they are named like one; those of other packages only if known.
    """
    for decorator in decorators:
        if not decorator.path:
            continue
        path = resolve(decorator.path)
        if path in KNOWN:
            return KNOWN[path]
        is_foreign = path != decorator.path and path.partition(".")[0] != root
        if not is_foreign and (named := accessors_by_name(decorator)):
            return named
    return ()


def accessors_by_name(decorator: Decorator) -> tuple[str, ...]:
    """Return the accessors of a property decorator whose definition is not known, by its name."""
    name = decorator.path.rpartition(".")[2]
    if name in ("property", "abstractproperty"):
        return _READ_ONLY
    return _ANY if name.lower().endswith("property") else ()
