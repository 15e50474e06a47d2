"""The names by which a broken definition of a library can be reached.

Only files that mention one of them are walked: whatever breaks at a place, the name of what is
gone, or of what is called, stands there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.compatibility import breaking_calls, shape
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.impact.forwarding import forwards_calls
from unbroken.model.definitions import Attribute, Class, Function, Parameter, Signature
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.instances import instance_of
from unbroken.semantics.resolution import Definition, External, ResolvedName
from unbroken.semantics.surface import Surface

_Key = tuple[str, str]


class BrokenNames(NamedTuple):
    """Names that may break: too many rather than too few.

    `members` are names of members of classes; `in_modules` maps the other names to the last parts
    of the modules that they are reached through (for what comes from outside, to all of the
    module's name). A class counts as broken with the method that calls of its instances call, for
    no name stands there, and where its subclasses may break.
    """

    members: frozenset[str]
    in_modules: dict[str, frozenset[str]]

    def have(self, name: str) -> bool:
        """Return whether a name is one of them."""
        return name in self.members or name in self.in_modules

    def mentioned(self, words: Collection[str]) -> frozenset[str]:
        """Return those that a file mentions; members are written `.name` in its words."""
        found = set()
        for word in words:
            if word.startswith("."):
                if word[1:] in self.members:
                    found.add(word[1:])
            elif not self.in_modules.get(word, frozenset()).isdisjoint(words):
                found.add(word)
        return frozenset(found)


def broken_names(old: Surface, new: Surface) -> BrokenNames:
    """Return the names of the old library that may break."""
    comparison = _Comparison(old, new)
    in_modules: dict[str, set[str]] = {}
    aliases = _module_aliases(old)
    starred = _star_importers(old)
    for name, module in list(old.modules.items()):
        last = name.rpartition(".")[2]
        ways = {last, *aliases.get(name, ())}
        for other in starred.get(name, ()):
            ways |= {other.rpartition(".")[2], *aliases.get(other, ())}
        if new.module(name) is None:
            in_modules.setdefault(last, set()).add(last)
        for member in module.members:
            before = old.resolve(f"{name}.{member}")
            if comparison.is_broken(before, new.resolve(f"{name}.{member}")):
                # What a module imports for its own use is hardly imported from there.
                is_incidental = isinstance(before, External)
                in_modules.setdefault(member, set()).update({name} if is_incidental else ways)
    return BrokenNames(
        frozenset(comparison.members),
        {name: frozenset(ways) for name, ways in in_modules.items()},
    )


def _module_aliases(surface: Surface) -> dict[str, set[str]]:
    """Return the other names that the library's modules have: `mpu = parallel_state`."""
    found: dict[str, set[str]] = {}
    for name, module in surface.modules.items():
        for member in module.members:
            target = surface.resolve(f"{name}.{member}")
            if isinstance(target, Definition):
                value = surface.module_alias(target) or target
                if value.member is None and value.name != member:
                    found.setdefault(value.module.name, set()).add(member)
    return found


def _star_importers(surface: Surface) -> dict[str, set[str]]:
    """Return the modules that star-import a module, directly or through others."""
    direct: dict[str, set[str]] = {}
    for name, module in surface.modules.items():
        for source in module.stars:
            direct.setdefault(source, set()).add(name)
    found: dict[str, set[str]] = {}
    for source in direct:
        pending, reached = [source], set[str]()
        while pending:
            new = direct.get(pending.pop(), set()) - reached
            reached |= new
            pending += new
        found[source] = reached
    return found


class _Comparison:
    """Compares definitions; `members` are the members of classes that are broken."""

    def __init__(self, old: Surface, new: Surface) -> None:
        self.old = old
        self.new = new
        self.members: set[str] = set()
        self._compared: dict[tuple[_Key, _Key], bool] = {}

    def is_broken(self, before: ResolvedName, after: ResolvedName) -> bool:
        if isinstance(before, Definition):
            before = self.old.resolve_alias(before)
        if isinstance(after, Definition):
            after = self.new.resolve_alias(after)
        if not isinstance(before, Definition):
            return isinstance(before, External) and not isinstance(after, (Definition, External))
        if not isinstance(after, Definition):
            return not isinstance(after, External)
        key = (before.key, after.key)
        if key not in self._compared:
            self._compared[key] = False  # A class may hold itself.
            self._compared[key] = self._differs(before, after)
        return self._compared[key]

    def _differs(self, before: Definition, after: Definition) -> bool:
        old, new = before.member, after.member
        if isinstance(old, Class) and isinstance(new, Class):
            return self._classes_differ(before, after)
        if isinstance(old, Function) and isinstance(new, Function):
            if bool(old.accessors) != bool(new.accessors):
                return True
            in_class = self.old.owner(before) is not None
            return _break(old.signature.parameters, new.signature.parameters, in_class)
        if isinstance(old, Attribute) and isinstance(new, Attribute):
            return self._attributes_differ(before, after)
        return type(old) is not type(new)

    def _attributes_differ(self, before: Definition, after: Definition) -> bool:
        assert isinstance(before.member, Attribute)
        assert isinstance(after.member, Attribute)
        old, new = call_target(self.old, before), call_target(self.new, after)
        if old is not None and new is not None:
            return _break(old.parameters, new.parameters, False)
        held = [instance_of(self.old, before), instance_of(self.new, after)]
        if held[0] is None or held[1] is None:
            return held[0] is not held[1]
        return held[0].key != held[1].key

    def _classes_differ(self, before: Definition, after: Definition) -> bool:
        members = _members(self.new, after)
        is_broken = False
        for name, member in _members(self.old, before).items():
            if name in ("__init__", "__new__"):
                continue
            found = members.get(name)
            if found is None or self.is_broken(member, found):
                self.members.add(name)
                called = "forward" if forwards_calls(self.old, before) else "__call__"
                is_broken |= name == called
            else:
                is_broken |= _has_grown(member, found)
        abstract = set(abstract_methods(self.new, after))
        if is_broken or abstract - set(abstract_methods(self.old, before)):
            return True
        old, new = constructors(self.old, before), constructors(self.new, after)
        if len(old) != len(new):
            return True
        return any(
            _break(one.parameters, other.parameters, True)
            or _gained_default(one.parameters, other.parameters)
            for one, other in zip(old, new, strict=True)
        )


def _members(surface: Surface, owner: Definition) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for part in surface.mro(owner):
        if isinstance(part, Definition) and isinstance(part.member, Class):
            for name, member in part.member.members.items():
                found.setdefault(name, Definition(part.module, f"{part.qualname}.{name}", member))
    return found


def _has_grown(before: Definition, after: Definition) -> bool:
    """Return whether a method takes calls that its overrides in the project may not take."""
    old, new = before.member, after.member
    if not isinstance(old, Function) or not isinstance(new, Function):
        return False
    return _break(new.signature.parameters, old.signature.parameters, True)


def _gained_default(old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> bool:
    """Return whether a parameter became optional: fields of subclasses may stand behind it."""
    required = {parameter.name for parameter in old if parameter.default is None}
    return any(parameter.default is not None and parameter.name in required for parameter in new)


def _break(old: tuple[Parameter, ...], new: tuple[Parameter, ...], in_class: bool) -> bool:
    """Return whether a call that the old parameters take breaks with the new ones."""
    if [(p.name, p.kind, p.default is None) for p in old] == [
        (p.name, p.kind, p.default is None) for p in new
    ]:
        return False
    before, after = (
        shape(normalised(Signature(parameters), in_class).parameters) for parameters in (old, new)
    )
    return next(iter(breaking_calls(before, after)), None) is not None
