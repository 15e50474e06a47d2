"""What was promised: decorators and docstrings that say internal or experimental.

Names are matched exactly: a bare name by the last part of what a decorator resolves to through
imports and aliases, a dotted name by all of it. Never by substring.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from unbroken.model.definitions import Attribute, Class, Decorator, Function
from unbroken.model.docstring_labels import label_pattern
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config

Stability = Literal["internal", "experimental"]

DEPRECATED = ("deprecated", "deprecate", "deprecated_api")
"""The last parts of decorators that deprecate: these do not exempt, they start a timeline."""

_INTERNAL = ("internal_api", "internal")


def around(surface: Surface, found: Definition) -> Iterator[Definition]:
    """Give a definition and the classes around it, innermost first."""
    at: Definition | None = found
    while at is not None and at.member is not None:
        yield at
        at = surface.owner(at)


def decorators_of(found: Definition) -> tuple[Decorator, ...]:
    """Give the decorators of a function or class."""
    return found.member.decorators if isinstance(found.member, (Function, Class)) else ()


def docstring_of(found: Definition) -> str:
    """Give the docstring of a function or class, "" if it has none."""
    member = found.member
    return (member.docstring or "") if isinstance(member, (Function, Class)) else ""


def targets(surface: Surface, at: Definition, name: str) -> Iterator[str]:
    """Give the dotted paths that a name means at the place of a definition.

    Imports are followed, and then alias after alias (`mark = internal_api`). A name that leads
    nowhere that is known means what is written.
    """
    seen: set[tuple[str, str]] = set()
    found = surface.resolve_name(at, name)
    if not isinstance(found, (Definition, External)):
        yield name
    while isinstance(found, Definition) and found.key not in seen:
        yield found.path
        seen.add(found.key)
        value = found.member.value if isinstance(found.member, Attribute) else None
        if value is None or not is_dotted(value):
            return
        at, found = found, surface.resolve_name(found, value)
        if not isinstance(found, (Definition, External)):
            yield value
    if isinstance(found, External):
        yield found.target


class Marks:
    """What the decorators and docstrings of one version say of how stable its objects are."""

    def __init__(self, surface: Surface, config: Config) -> None:
        self.surface = surface
        self._label = label_pattern(config.settings.experimental_docstrings)
        self._exempt = self.known(
            each for each in config.exempt_decorators if each.rpartition(".")[2] not in DEPRECATED
        )
        self._stabilities: dict[tuple[str, str], Stability | None] = {}
        self._around: dict[tuple[str, str], Stability | None] = {}
        self._meant: dict[tuple[str, str, type, str], tuple[str, ...]] = {}

    def known(self, names: Iterator[str]) -> frozenset[str]:
        """Give configured names, and for dotted ones also the place of what they lead to."""
        found: set[str] = set()
        for name in names:
            found.add(name)
            target = self.surface.resolve(name) if "." in name else None
            if isinstance(target, Definition):
                found.add(target.path)
        return frozenset(found)

    def match(self, at: Definition, decorator: Decorator, names: frozenset[str]) -> str | None:
        """Give the one of some known names that a decorator has, None if it has none."""
        for target in self._targets(at, decorator.path) if decorator.path else ():
            for name in (target, target.rpartition(".")[2]):
                if name in names:
                    return name
        return None

    def _targets(self, at: Definition, name: str) -> tuple[str, ...]:
        # One decorator stands at many definitions, and means the same at all in one scope.
        key = (at.module.name, at.qualname.rpartition(".")[0], type(at.member), name)
        if key not in self._meant:
            self._meant[key] = tuple(targets(self.surface, at, name))
        return self._meant[key]

    def own_stability(self, found: Definition) -> Stability | None:
        """Tell as what a definition itself is marked; None when it is promised."""
        if found.key not in self._stabilities:
            self._stabilities[found.key] = self._read_stability(found)
        return self._stabilities[found.key]

    def _read_stability(self, found: Definition) -> Stability | None:
        for decorator in decorators_of(found):
            name = self.match(found, decorator, self._exempt)
            if name is not None:
                return "internal" if name.rpartition(".")[2] in _INTERNAL else "experimental"
        return "experimental" if self._label.search(docstring_of(found)) else None

    def stability(self, found: Definition) -> Stability | None:
        """Tell as what a definition is marked, itself or by a class around it."""
        if found.key not in self._around:
            owner = self.surface.owner(found)
            above = self.stability(owner) if owner is not None else None
            self._around[found.key] = self.own_stability(found) or above
        return self._around[found.key]

    def promises(self, path: str) -> bool:
        """Tell whether something is promised to those who reach it by a public path.

        What a class is marked as counts for all of its own members; but those that a promised
        class inherits are promised there.
        """
        found = self.surface.resolve(path)
        if isinstance(found, Definition) and isinstance(found.member, Attribute):
            found = self.surface.resolve_alias(found)
        if not isinstance(found, Definition) or self.own_stability(found) is not None:
            return False
        owner = self.surface.resolve(path.rpartition(".")[0])
        by = owner if isinstance(owner, Definition) and owner.member is not None else found
        return self.stability(by) is None
