"""Stability: decorators and docstrings that mark definitions as internal or experimental.

A decorator is resolved through imports and aliases. A configured bare name matches the last part
of the result, a dotted name all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from unbroken.model.definitions import Attribute, Class, Decorator, Function
from unbroken.model.docstring_labels import label_pattern
from unbroken.semantics.decorators import decorators_of
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config

Stability = Literal["internal", "experimental"]

DEPRECATED = ("deprecated", "deprecate", "deprecated_api")
"""The last parts of decorators that deprecate: they start a timeline and do not exempt."""

_INTERNAL = ("internal_api", "internal")


def enclosing(surface: Surface, definition: Definition) -> Iterator[Definition]:
    """Yield a definition and the classes around it, innermost first."""
    at: Definition | None = definition
    while at is not None and at.member is not None:
        yield at
        at = surface.owner(at)


def docstring_of(definition: Definition) -> str:
    """Return the docstring of a function or class; "" if it has none."""
    member = definition.member
    return (member.docstring or "") if isinstance(member, (Function, Class)) else ""


def targets(surface: Surface, at: Definition, name: str) -> Iterator[str]:
    """Yield the dotted paths that a name stands for in the scope of a definition.

    Imports and aliases (`mark = internal_api`) are followed. An unresolved name stands for itself.
    """
    seen: set[tuple[str, str]] = set()
    target = surface.resolve_name(at, name)
    if not isinstance(target, (Definition, External)):
        yield name
    while isinstance(target, Definition) and target.key not in seen:
        yield target.path
        seen.add(target.key)
        value = target.member.value if isinstance(target.member, Attribute) else None
        if value is None or not is_dotted(value):
            return
        at, target = target, surface.resolve_name(target, value)
        if not isinstance(target, (Definition, External)):
            yield value
    if isinstance(target, External):
        yield target.target


class Marks:
    """The stability of the definitions in one version, by decorators and docstrings."""

    def __init__(self, surface: Surface, config: Config) -> None:
        self.surface = surface
        self._label = label_pattern(config.settings.experimental_docstrings)
        self._exempt = self.resolved_names(
            name for name in config.exempt_decorators if name.rpartition(".")[2] not in DEPRECATED
        )
        self._stabilities: dict[tuple[str, str], Stability | None] = {}
        self._around: dict[tuple[str, str], Stability | None] = {}
        self._targets_by_scope: dict[tuple[str, str, type, str], tuple[str, ...]] = {}

    def resolved_names(self, names: Iterator[str]) -> frozenset[str]:
        """Return configured names, and the definitions that the dotted ones resolve to."""
        resolved: set[str] = set()
        for name in names:
            resolved.add(name)
            target = self.surface.resolve(name) if "." in name else None
            if isinstance(target, Definition):
                resolved.add(target.path)
        return frozenset(resolved)

    def match(self, at: Definition, decorator: Decorator, names: frozenset[str]) -> str | None:
        """Return the first of `names` that a decorator resolves to; None if there is none."""
        for target in self._targets(at, decorator.path) if decorator.path else ():
            for name in (target, target.rpartition(".")[2]):
                if name in names:
                    return name
        return None

    def _targets(self, at: Definition, name: str) -> tuple[str, ...]:
        # One decorator is at many definitions and means the same in one scope.
        key = (at.module.name, at.qualname.rpartition(".")[0], type(at.member), name)
        if key not in self._targets_by_scope:
            self._targets_by_scope[key] = tuple(targets(self.surface, at, name))
        return self._targets_by_scope[key]

    def own_stability(self, definition: Definition) -> Stability | None:
        """Return how a definition itself is marked; None if it is promised."""
        key = definition.key
        if key not in self._stabilities:
            self._stabilities[key] = self._read_stability(definition)
        return self._stabilities[key]

    def _read_stability(self, definition: Definition) -> Stability | None:
        for decorator in decorators_of(definition):
            name = self.match(definition, decorator, self._exempt)
            if name is not None:
                return "internal" if name.rpartition(".")[2] in _INTERNAL else "experimental"
        return "experimental" if self._label.search(docstring_of(definition)) else None

    def stability(self, definition: Definition) -> Stability | None:
        """Return how a definition or a class around it is marked; None if it is promised."""
        key = definition.key
        if key not in self._around:
            owner = self.surface.owner(definition)
            above = self.stability(owner) if owner is not None else None
            self._around[key] = self.own_stability(definition) or above
        return self._around[key]

    def promises(self, path: str) -> bool:
        """Return whether the definition at a public path is promised.

        The mark of a class counts for its own members, and not for the classes that inherit them.
        """
        target = self.surface.resolve(path)
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            target = self.surface.resolve_alias(target)
        if not isinstance(target, Definition) or self.own_stability(target) is not None:
            return False
        owner = self.surface.resolve(path.rpartition(".")[0])
        marked = owner if isinstance(owner, Definition) and owner.member is not None else target
        return self.stability(marked) is None
