"""The names by which a broken definition of a library can be reached.

Only files that mention one of them are walked: whatever breaks at a place, the name of what is
gone, or of what is called, stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from unbroken.compare.calls.call_targets import call_target
from unbroken.impact.forwarding import forwards_calls
from unbroken.impact.leads import Leads
from unbroken.impact.module_paths import ModulePaths, star_importers
from unbroken.impact.needs import NEVER, NOTHING_ELSE, Needs, needs_of_calls, word
from unbroken.model.definitions import Attribute, Class, Function, Parameter
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.instances import instance_of
from unbroken.semantics.resolution import Definition, External, ResolvedName
from unbroken.semantics.surface import Surface

_Key = tuple[str, str]
_DOTTED_NAME = re.compile(r"[^\W\d][\w.]*")


class Way(NamedTuple):
    """How a name is reached: through one of these words or modules, and what it needs beside."""

    through: frozenset[str]
    needs: Needs


class BrokenNames(NamedTuple):
    """Names that may break: too many rather than too few.

    `members` are names of members of classes, which are reached through whatever holds or makes
    instances of these; `in_modules` are the other names, which are reached through modules by
    `paths`. A class counts as broken with the method that calls of its instances call, for no name
    stands there, and where its subclasses may break.
    """

    members: dict[str, tuple[Way, ...]]
    in_modules: dict[str, tuple[Way, ...]]
    paths: ModulePaths

    def have(self, name: str) -> bool:
        """Return whether a name is one of them."""
        return name in self.members or name in self.in_modules

    def vocabulary(self) -> frozenset[str]:
        """Return all words that decide whether one of them is mentioned, dotted paths left out."""
        target = {*self.members, *self.in_modules, *self.paths.attributes}
        for ways in self.members.values():
            for way in ways:
                target |= way.through | way.needs.words
        for ways in self.in_modules.values():
            for way in ways:
                target |= way.needs.words
        return frozenset(target)

    def limited_to(self, names: Collection[str]) -> BrokenNames:
        """Return those of some names only."""
        return BrokenNames(
            {name: ways for name, ways in self.members.items() if name in names},
            {name: ways for name, ways in self.in_modules.items() if name in names},
            self.paths,
        )

    def mentioned(self, words: Collection[str], longest: Callable[[], int]) -> frozenset[str]:
        """Return those that a file mentions with what they need.

        Members are written `.name` in its words; `longest` returns the number of arguments of the
        file's longest call.
        """
        names = {
            name
            for name in self.members.keys() & words
            if f".{name}" in words
            and any(
                not way.through.isdisjoint(words) and way.needs.met(words, longest)
                for way in self.members[name]
            )
        }
        in_modules = self.in_modules.keys() & words
        if in_modules:
            looked_up = self.paths.looked_up(words)
            for name in in_modules:
                if any(
                    looked_up.has(name, way.through) and way.needs.met(words, longest)
                    for way in self.in_modules[name]
                ):
                    names.add(name)
        return frozenset(names)


def broken_names(old: Surface, new: Surface, leads: Leads) -> BrokenNames:
    """Return the names of the old library that may break; `leads` are those of the old library."""
    comparison = _Comparison(old, new)
    in_modules = _Ways()
    importers = star_importers(old)
    for module_name, module in list(old.modules.items()):
        if new.module(module_name) is None:
            # Whatever is looked up in the module, it and the one around it are named before.
            parent, _, last = module_name.rpartition(".")
            if new.module(parent) is not None or not parent:
                in_modules.add(last, frozenset({parent, module_name}), NOTHING_ELSE)
            continue
        through = frozenset({module_name, *importers.get(module_name, ())})
        for member in module.members:
            before = old.resolve(f"{module_name}.{member}")
            needs = comparison.needs(before, new.resolve(f"{module_name}.{member}"))
            if needs != NEVER:
                in_modules.add(member, through, needs)
    members = _Ways()
    for (name, owner), needs in comparison.members.items():
        members.add(name, leads.to(owner), needs)
    return BrokenNames(members.as_dict(), in_modules.as_dict(), ModulePaths(old))


class _Ways:
    """Collects the ways to names."""

    def __init__(self) -> None:
        self._needs: dict[str, dict[frozenset[str], Needs]] = {}

    def add(self, name: str, through: frozenset[str], needs: Needs) -> None:
        known = self._needs.setdefault(name, {})
        known[through] = known.get(through, NEVER) | needs

    def as_dict(self) -> dict[str, tuple[Way, ...]]:
        return {
            name: tuple(Way(through, needs) for through, needs in known.items())
            for name, known in self._needs.items()
        }


class _Comparison:
    """Compares definitions; `members` are the broken members of classes, by their names."""

    def __init__(self, old: Surface, new: Surface) -> None:
        self.old = old
        self.new = new
        self.members: dict[tuple[str, str], Needs] = {}
        self._compared: dict[tuple[_Key, _Key], Needs] = {}

    def needs(self, before: ResolvedName, after: ResolvedName) -> Needs:
        """Return what the use of a definition needs to break."""
        before = self.old.resolve_alias(before)
        after = self.new.resolve_alias(after)
        if not isinstance(before, Definition):
            is_gone = isinstance(before, External) and not isinstance(after, (Definition, External))
            return NOTHING_ELSE if is_gone else NEVER
        if not isinstance(after, Definition):
            return NEVER if isinstance(after, External) else NOTHING_ELSE
        key = (before.key, after.key)
        if key not in self._compared:
            self._compared[key] = NEVER  # A class may hold itself.
            self._compared[key] = self._compare(before, after)
        return self._compared[key]

    def _compare(self, before: Definition, after: Definition) -> Needs:
        old, new = before.member, after.member
        if isinstance(old, Class) and isinstance(new, Class):
            return self._of_classes(before, after)
        if isinstance(old, Function) and isinstance(new, Function):
            return self._of_functions(before, after, old, new)
        if isinstance(old, Attribute) and isinstance(new, Attribute):
            return self._of_attributes(before, after)
        return NEVER if type(old) is type(new) else NOTHING_ELSE

    def _of_functions(
        self, before: Definition, after: Definition, old: Function, new: Function
    ) -> Needs:
        if bool(old.accessors) != bool(new.accessors):
            return NOTHING_ELSE
        results = (_classes_in(self.old, before), _classes_in(self.new, after))
        if all(results) and results[0] != results[1]:
            # What is done with the result may break.
            return NOTHING_ELSE
        in_class = self.old.owner(before) is not None
        return needs_of_calls(old.signature.parameters, new.signature.parameters, in_class=in_class)

    def _of_attributes(self, before: Definition, after: Definition) -> Needs:
        old, new = call_target(self.old, before), call_target(self.new, after)
        if old is not None and new is not None:
            return needs_of_calls(old.parameters, new.parameters, in_class=False)
        one, other = instance_of(self.old, before), instance_of(self.new, after)
        # What only one version knows cannot be compared.
        if one is None or other is None or one.key == other.key:
            return NEVER
        return NOTHING_ELSE

    def _of_classes(self, before: Definition, after: Definition) -> Needs:
        members = _members(self.new, after)
        needs = NEVER
        called = "forward" if forwards_calls(self.old, before) else "__call__"
        for name, member in _members(self.old, before).items():
            if name in ("__init__", "__new__"):
                continue
            target = members.get(name)
            of_member = NOTHING_ELSE if target is None else self.needs(member, target)
            if of_member != NEVER:
                place = (name, before.name)
                self.members[place] = self.members.get(place, NEVER) | of_member
                if name == called:
                    needs |= of_member
            if target is not None and _has_grown(member, target):
                needs |= word(name)
        abstract = set(abstract_methods(self.new, after))
        if abstract - set(abstract_methods(self.old, before)):
            return NOTHING_ELSE
        return needs | self._of_constructors(before, after)

    def _of_constructors(self, before: Definition, after: Definition) -> Needs:
        old, new = constructors(self.old, before), constructors(self.new, after)
        if len(old) != len(new):
            return NOTHING_ELSE
        needs = NEVER
        for one, other in zip(old, new, strict=True):
            needs |= needs_of_calls(one.parameters, other.parameters, in_class=True)
            if _gained_default(one.parameters, other.parameters):
                needs |= word("dataclass")
        return needs


def _members(surface: Surface, owner: Definition) -> dict[str, Definition]:
    members: dict[str, Definition] = {}
    for part in surface.mro(owner):
        if isinstance(part, Definition) and isinstance(part.member, Class):
            for name, member in part.member.members.items():
                members.setdefault(name, Definition(part.module, f"{part.qualname}.{name}", member))
    return members


def _classes_in(surface: Surface, function: Definition) -> frozenset[_Key]:
    """Return the classes that a function says it returns."""
    assert isinstance(function.member, Function)
    names = _DOTTED_NAME.findall(function.member.signature.returns or "")
    target = (surface.resolve_name(function, name) for name in names)
    return frozenset(
        part.key
        for part in target
        if isinstance(part, Definition) and isinstance(part.member, Class)
    )


def _has_grown(before: Definition, after: Definition) -> bool:
    """Return whether a method takes calls that its overrides in the project may not take."""
    old, new = before.member, after.member
    if not isinstance(old, Function) or not isinstance(new, Function):
        return False
    parameters = (new.signature.parameters, old.signature.parameters)
    return needs_of_calls(*parameters, in_class=True) != NEVER


def _gained_default(old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> bool:
    """Return whether a parameter became optional: fields of subclasses may stand behind it."""
    required = {parameter.name for parameter in old if parameter.default is None}
    return any(parameter.default is not None and parameter.name in required for parameter in new)
