"""What the names of a scope stand for at one point of a file, and how two branches join."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

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


class Deferred:
    """What a name stands for, to be found out when somebody asks: a module may have to be read."""

    def __init__(self, find: Callable[[], Values]) -> None:
        self._find = find
        self._found: Values | None = None

    def values(self) -> Values:
        """Return what the name stands for."""
        if self._found is None:
            self._found = self._find()
        return self._found


Binding: TypeAlias = "Values | Deferred"


def values_of(binding: Binding) -> Values:
    """Return what a name that is bound stands for."""
    return binding.values() if isinstance(binding, Deferred) else binding


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
        self.names: dict[str, Binding] = {}
        self.rebound: set[str] = set()
        self._together: dict[str, Binding] = {}
        """What names that were bound several times stood for at any point."""
        self.stars: list[Values] = []
        self.owner: Values = NOTHING_KNOWN
        """The class whose body or method this is."""
        self.qualname: str | None = "" if kind == "module" else None
        """The qualified name of the class, "" for the module; None where readers do not look."""

    def bind(self, name: str, binding: Binding) -> None:
        """Bind a name."""
        if name in self.names:
            earlier = self._together.get(name, self.names[name])
            if earlier is not binding and not _alike(values_of(earlier), values_of(binding)):
                self.rebound.add(name)
            self._together[name] = _joined_bindings(earlier, binding)
        self.names[name] = binding

    def now(self, name: str) -> Values | None:
        """Return what a name stands for at this point; None if it is unbound."""
        binding = self.names.get(name)
        return None if binding is None else values_of(binding)

    def later(self, name: str) -> Values | None:
        """Return what a name stands for in code that runs after the scope; None if unbound."""
        return NOTHING_KNOWN if name in self.rebound else self.now(name)


def joined(one: Mapping[str, Binding], other: Mapping[str, Binding]) -> dict[str, Binding]:
    """Return what names stand for after one of two branches."""
    return {
        name: _joined_bindings(one[name], other[name])
        if name in one and name in other
        else one.get(name) or other[name]
        for name in {**one, **other}
    }


def joined_with_fallback(
    one: Mapping[str, Binding], fallback: Mapping[str, Binding]
) -> dict[str, Binding]:
    """Return what names stand for where only what is missing in one branch is in the other."""
    return {**fallback, **one} | {
        name: _with_fallback(one[name], fallback[name]) for name in one.keys() & fallback.keys()
    }


def _with_fallback(one: Binding, fallback: Binding) -> Binding:
    if one is fallback:
        return one
    pairs = zip(values_of(one), values_of(fallback), strict=True)
    return Values(*(second if first is MISSING else first for first, second in pairs))


def _joined_bindings(one: Binding, other: Binding) -> Binding:
    return one if one is other else join(values_of(one), values_of(other))


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
    """Return whether code that runs later uses the same thing, whichever of two a name is."""
    return all(
        identity(first) == identity(second) or _join(first, second) is not UNKNOWN
        for first, second in zip(one, other, strict=True)
    )


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
