"""The names that were searched for, and which names of a module lead to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.search.exported_names import GIVEN
from unbroken.search.module_imports import imports_of, targets_of
from unbroken.search.uses import Depends, uses

MODULE = "^"
"""Stands before the name of a module that may be served under another name."""
_WORD = re.compile(r"[^\W\d]\w*")


class SearchedNames:
    """The names that were searched for, by the last part of the names of their modules."""

    def __init__(self) -> None:
        self.all: set[str] = set()
        self._of: dict[str, set[str]] = {}
        self._given: dict[str, set[str]] = {}
        self._modules: set[tuple[str, str]] = set()

    def add(self, words: Collection[str]) -> None:
        """Take in what was searched for: `name@module`."""
        self.all.update(words)
        for word in words:
            name, _, module = word.partition("@")
            if name.startswith(MODULE):
                self._modules.add((module, name.removeprefix(MODULE)))
            elif name.endswith(GIVEN):
                self._given.setdefault(module, set()).add(name.removesuffix(GIVEN))
            else:
                self._of.setdefault(module, set()).add(name)

    def dependent_in(self, module: Module, own: Collection[str]) -> Dependent:
        """Return the names of a module that depend on a searched name, or are among its `own`."""
        names = self.reexported_by(module, own, uses)
        giving = _hidden_classes(module, names) | self._names_given(module)
        members = [(name, bound) for name, bound in module.members.items() if name not in giving]
        size = -1
        while giving and size != len(giving):
            size = len(giving)
            held = {name for name, member in members if _gives(member, giving)}
            functions = {name for name in held if isinstance(module.members[name], Function)}
            giving |= functions | _hidden_classes(module, held)
        held = {name for name, member in members if giving and _gives(member, giving)}
        if giving:
            bound = {name for name in giving if name in module.members}
            names = self.reexported_by(module, {*names, *bound, *held}, uses)
            giving = bound
        return Dependent(names, giving)

    def _names_given(self, module: Module) -> set[str]:
        """Return the searched names of what gives values, and what a module calls these."""
        if not self._given:
            return set()
        imports = {
            **{name: bound.target for name, bound in module.typing_imports.items()},
            **imports_of(module),
        }
        renamed = {name for name, target in imports.items() if _has(self._given, target)}
        return renamed.union(*self._given.values())

    def reexported_by(
        self,
        module: Module,
        own: Collection[str],
        depends: Depends,
    ) -> set[str]:
        """Return the names of a module that lead to a searched name, or are among its `own`.

        `depends` decides whether a definition leads to a name.
        """
        imports = imports_of(module)
        local = {*own, *(name for name, target in imports.items() if self.has(target))}
        local |= self.served_by(module)
        local |= {
            name
            for name, member in module.members.items()
            if any(
                isinstance(part, Import) and self.has(part.target) for part in member.alternatives
            )
        }
        local |= {name for name, member in module.members.items() if self._is_imported_by(member)}
        if "__getattr__" in module.members or module.has_unknown_names:
            local |= self.shown_by(module)  # It may serve what it shows type checkers.
        for source in module.stars:
            local |= self._of.get(source.rpartition(".")[2], set())
        targets = targets_of(module, imports)

        def leads(dotted: str) -> bool:
            head, _, rest = dotted.partition(".")
            if head in local or dotted.rpartition(".")[2] in local:
                return True
            return bool(rest) and head in targets and self.has(f"{targets[head]}.{rest}")

        # Subclasses may be defined in any order, in branches: repeat until nothing is new.
        size = -1
        while size != len(local):
            size = len(local)
            local |= {
                name
                for name, member in module.members.items()
                if name not in local and depends(member, leads)
            }
        return local

    def shown_by(self, module: Module) -> set[str]:
        """Return the names under which a module imports searched ones for type checkers only."""
        imports = module.typing_imports.items()
        return {name for name, bound in imports if self.has(bound.target)}

    def _is_imported_by(self, member: Member) -> bool:
        """Return whether the body of a class imports a searched name."""
        return isinstance(member, Class) and any(
            isinstance(inner, Import) and self.has(inner.target)
            for inner in member.members.values()
        )

    def served_by(self, module: Module) -> set[str]:
        """Return the public names of a module that are other names for a searched module."""
        if not self._modules:
            return set()
        bound = {name for name, target in imports_of(module).items() if self._is_module(target)}
        aliases = {
            name
            for name, member in module.members.items()
            if isinstance(member, Attribute) and member.value in bound
        }
        return {name for name in bound | aliases if not name.startswith("_")}

    def _is_module(self, target: str) -> bool:
        source, _, name = target.rpartition(".")
        return (source.rpartition(".")[2], name) in self._modules

    def has(self, target: str) -> bool:
        """Return whether a dotted path ends in a searched name of a module."""
        return _has(self._of, target)


class Dependent(NamedTuple):
    """The names of a module that depend on searched ones.

    `giving` are the classes without a public name among them, and what gives their instances.
    """

    names: set[str]
    giving: set[str]


def _has(names: Mapping[str, set[str]], target: str) -> bool:
    source, _, name = target.rpartition(".")
    return name in names.get(source.rpartition(".")[2], ())


def _hidden_classes(module: Module, names: Collection[str]) -> set[str]:
    """Return the classes among some names of a module that users only know by their instances.

    They may have no public name, or are descriptors.
    """
    exports = module.exports
    is_hidden = any(part.startswith("_") for part in module.name.split("."))
    listed = exports.names if exports is not None and exports.complete else None
    classes = {
        name: member for name in names if isinstance(member := module.members.get(name), Class)
    }
    return {
        name
        for name, class_ in classes.items()
        if is_hidden
        or name.startswith("_")
        or (listed is not None and name not in listed)
        or not {"__get__", "__set__"}.isdisjoint(class_.members)
    }


def _gives(member: Member, giving: Collection[str]) -> bool:
    """Return whether users get values of one of some names from a definition.

    A function returns them, an attribute is annotated with the name or calls it, and a class has
    such members.
    """
    if isinstance(member, Function):
        return _names_one(member.signature.returns or member.gives, giving)
    if isinstance(member, Class):
        return any(_gives(inner, giving) for inner in member.members.values())
    if not isinstance(member, Attribute):
        return False
    called = (member.value or "").partition("(")[0] if "(" in (member.value or "") else None
    return _names_one(member.annotation, giving) or _names_one(called, giving)


def _names_one(text: str | None, names: Collection[str]) -> bool:
    return text is not None and not {*_WORD.findall(text)}.isdisjoint(names)
