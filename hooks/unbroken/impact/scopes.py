"""What the names of a scope stand for at one point of a file, and how two branches join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from unbroken.impact.values import (
    NOTHING_KNOWN,
    Awaitable,
    Instance,
    Method,
    Partial,
    SubclassOf,
    Super,
    Value,
    Values,
)
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External

NONE = External("builtins.None")
"""The value `None`: where a branch leaves it, what the other branch binds is what is used."""


class Scope:
    """The names of a module, class or function while its statements are walked in order.

    `names` is what they stand for at this point; `rebound` are those that stood for different
    things at different points, so that code which runs later knows nothing of them. `stars` are
    the modules that were star-imported.
    """

    def __init__(
        self, kind: Literal["module", "class", "function"], outer: Scope | None = None
    ) -> None:
        self.kind = kind
        self.outer = outer
        self.names: dict[str, Values] = {}
        self.rebound: set[str] = set()
        self.stars: list[Values] = []
        self.owner: Values = NOTHING_KNOWN
        """The class whose body or method this is."""
        self.qualname: str | None = "" if kind == "module" else None
        """The qualified name of the class, "" for the module; None where readers do not look."""

    def bind(self, name: str, values: Values) -> None:
        """Bind a name."""
        if name in self.names and not _alike(self.names[name], values):
            self.rebound.add(name)
        self.names[name] = values

    def later(self, name: str) -> Values | None:
        """Return what a name stands for in code that runs after the scope; None if unbound."""
        return NOTHING_KNOWN if name in self.rebound else self.names.get(name)


def joined(one: Mapping[str, Values], other: Mapping[str, Values]) -> dict[str, Values]:
    """Return what names stand for after one of two branches."""
    return {
        name: join(one[name], other[name])
        if name in one and name in other
        else one.get(name) or other[name]
        for name in {**one, **other}
    }


def join(one: Values, other: Values) -> Values:
    """Return what is known of a value that is one of two."""
    return Values(_join(one.old, other.old), _join(one.new, other.new))


def _join(one: Value, other: Value) -> Value:
    if identity(one) == identity(other):
        return one
    # A name that could not be bound is not used; nor is None, of which nothing is asked.
    if one is MISSING or one == NONE:
        return other
    if other is MISSING or other == NONE:
        return one
    return UNKNOWN


def _alike(one: Values, other: Values) -> bool:
    return identity(one.old) == identity(other.old) and identity(one.new) == identity(other.new)


def identity(value: Value) -> object:
    """Return what distinguishes two values, without comparing whole modules."""
    if isinstance(value, Definition):
        return ("definition", value.key)
    if isinstance(value, Instance):
        return ("instance", value.owner.key, value.exact)
    if isinstance(value, (SubclassOf, Super)):
        return (type(value).__name__, value.owner.key)
    if isinstance(value, Method):
        return ("method", value.function.key, value.receiver.key, value.is_bound)
    if isinstance(value, Partial):
        return ("partial", identity(value.function), value.positional, value.keywords)
    if isinstance(value, Awaitable):
        return ("awaitable", identity(value.result))
    return value
