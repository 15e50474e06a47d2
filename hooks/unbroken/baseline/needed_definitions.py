"""The definitions that a snapshot needs: the public ones, and those that they refer to.

Private names, imports for a module's own use, and modules without promised API are left out if
nothing refers to them. References are found by words, so that too much is kept rather than too
little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeGuard

import msgspec

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.model.identifiers import is_private, with_outer
from unbroken.semantics.public_api import is_reexporting_module

_WORD = re.compile(r"[^\W\d]\w*")

Writer = Callable[[Member], str]
"""Return the source of a definition."""


def needed_definitions(
    modules: Mapping[str, Module], promised: Callable[[Module], bool], write: Writer
) -> dict[str, Module]:
    """Return the modules that are promised or referred to, reduced to what is needed of each."""
    hidden = {name for name, module in modules.items() if not promised(module)}
    kept = _referred_modules(modules, hidden, write)
    targets = {target for name in kept for target in _targets(modules[name])}
    words: set[str] = set()
    pending: list[tuple[str, Member]] = []
    for name in kept:
        module = modules[name]
        words |= set(module.exports.names) if module.exports is not None else set()
        for alias in module.typing_aliases.values():
            words |= _words(alias, write)
        # What is imported as a module, or by a star, may be asked for anything in it.
        is_whole = name not in hidden or not targets.isdisjoint(with_outer(name))
        for member in module.members.values():
            pending += [("", inner) for inner in _private_members(member)]
            if is_whole and not _is_removable(member, module):
                words |= _words(member, write)
            else:
                pending.append((name, member))
    left = _names_without_references(pending, words, write)
    return {
        name: _reduced_module(modules[name], left.get(name, set()), words) for name in sorted(kept)
    }


def _referred_modules(
    modules: Mapping[str, Module], hidden: AbstractSet[str], write: Writer
) -> set[str]:
    """Return the modules that are not hidden, and the hidden ones that they import or name."""
    referred = modules.keys() - hidden
    pending = list(referred) if hidden else []
    seen: set[str] = set()
    while pending:
        module = modules[pending.pop()]
        words = {word for member in module.members.values() for word in _words(member, write)}
        # `pkg.legacy.Base` needs no import of what is in the same package.
        fresh = {name for name in hidden if name.rpartition(".")[2] in words}
        for target in set(_targets(module)) - seen:
            seen.add(target)
            fresh |= {name for name in with_outer(target) if name in hidden}
            if target in modules:
                fresh |= {name for name in hidden if name.startswith(f"{target}.")}
        pending += fresh - referred
        referred |= fresh
    return referred


def _targets(module: Module) -> Iterator[str]:
    """Yield the dotted paths that a module imports."""
    yield from module.stars
    for member in (*module.members.values(), *module.typing_imports.values()):
        if isinstance(member, Import):
            yield member.target
    if module.exports is not None:
        yield from module.exports.modules


def _is_removable(member: Member, module: Module) -> bool:
    """Return whether a member of a module is not needed unless something refers to it."""
    if isinstance(member, Import):
        has_fallback = any(isinstance(part, (Function, Class)) for part in member.alternatives)
        if member.redundant or has_fallback or module.is_package:
            return False
        package = member.target.partition(".")[0]
        is_own = package == module.name.partition(".")[0] or is_private(package)
        return not (
            is_own
            and (is_reexporting_module(module) or is_private(member.target.rpartition(".")[2]))
        )
    return is_private(member.name) and not member.name.endswith("_")


def _words(member: Member, write: Writer) -> set[str]:
    if isinstance(member, Attribute) and member.scope == "instance":
        return {*_WORD.findall(f"{member.annotation} {member.value}")}
    return set(_WORD.findall(write(_without_private_members(member, frozenset()))))


def _private_members(member: Member) -> Iterator[Function | Attribute]:
    """Yield the private members of a class, and of the classes inside it, that a method may need.

    Those are methods, and attributes that a call makes.
    """
    if isinstance(member, Class):
        for inner in member.members.values():
            yield from _private_members(inner)
            if _is_class_private(inner) and _may_be_needed(inner):
                yield inner


def _may_be_needed(member: Member) -> TypeGuard[Function | Attribute]:
    """Return whether public methods may give what a private member of a class is."""
    if isinstance(member, Attribute):
        return member.annotation is not None or (member.value or "").endswith("()")
    return isinstance(member, Function)


def _names_without_references(
    pending: list[tuple[str, Member]], words: set[str], write: Writer
) -> dict[str, set[str]]:
    """Return the names without references, by module; `words` gets the words of all others."""
    while fresh := [member for _, member in pending if member.name in words]:
        pending = [(module, member) for module, member in pending if member.name not in words]
        for member in fresh:
            words |= _words(member, write)
    left: dict[str, set[str]] = {}
    for module, member in pending:
        left.setdefault(module, set()).add(member.name)
    return left


def _reduced_module(module: Module, names: AbstractSet[str], words: AbstractSet[str]) -> Module:
    return msgspec.structs.replace(
        module,
        members={
            name: _without_private_members(member, words)
            for name, member in module.members.items()
            if name not in names
        },
        typing_imports={
            name: target for name, target in module.typing_imports.items() if name in words
        },
        docstring=None,
    )


def _without_private_members(member: Member, words: AbstractSet[str]) -> Member:
    """Return a definition without the private members of classes that `words` do not name."""
    if isinstance(member, Function) and member.assigns:
        assigns = tuple(name for name in member.assigns if not is_private(name))
        return msgspec.structs.replace(member, assigns=assigns)
    if not isinstance(member, Class):
        return member
    members = {
        name: _without_private_members(inner, words)
        for name, inner in member.members.items()
        if not _is_class_private(inner) or (name in words and _may_be_needed(inner))
    }
    return msgspec.structs.replace(member, members=members)


def _is_class_private(member: Member) -> bool:
    """Return whether a member is private to its class: private state, or a plain method."""
    if not is_private(member.name) or member.name.endswith("_"):
        return False
    if isinstance(member, Attribute):
        return member.scope == "instance"
    return isinstance(member, Function) and not member.decorators
