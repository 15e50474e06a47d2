"""What of a package its promise needs: what is public, and what that refers to.

What nothing refers to is left out: private names, imports for a module's own use, and files that
are no promise. Whether something is referred to is judged by words alone, so that rather too much
is kept than too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.semantics.public_api import is_private

_WORD = re.compile(r"[^\W\d]\w*")

Write = Callable[[Member], str]
"""Writes a definition as source."""


def needed(
    modules: Mapping[str, Module], promised: Callable[[Module], bool], write: Write
) -> dict[str, Module]:
    """Give the modules that are promised or referred to, with what is needed of each."""
    hidden = {name for name, each in modules.items() if not promised(each)}
    kept = _reached(modules, hidden, write)
    targets = {target for name in kept for target in _targets(modules[name])}
    words: set[str] = set()
    pending: list[tuple[str, Member]] = []
    for name in kept:
        module = modules[name]
        words |= set(module.exports.names) if module.exports is not None else set()
        for alias in module.typing_aliases.values():
            words |= _words(alias, write)
        # What is imported as a module, or by a star, may be asked for anything in it.
        is_whole = name not in hidden or not targets.isdisjoint(_outer(name))
        for each in module.members.values():
            pending += [("", inner) for inner in _own_methods(each)]
            if is_whole and not _may_go(each, module):
                words |= _words(each, write)
            else:
                pending.append((name, each))
    left = _unreferred(pending, words, write)
    return {name: _without(modules[name], left.get(name, set()), words) for name in sorted(kept)}


def _reached(modules: Mapping[str, Module], hidden: AbstractSet[str], write: Write) -> set[str]:
    """Give the modules that are not hidden, and the hidden ones that those import or name."""
    found = modules.keys() - hidden
    pending = list(found) if hidden else []
    seen: set[str] = set()
    while pending:
        module = modules[pending.pop()]
        words = {word for each in module.members.values() for word in _words(each, write)}
        # `pkg.legacy.Base` needs no import of what is in the same package.
        fresh = {each for each in hidden if each.rpartition(".")[2] in words}
        for target in set(_targets(module)) - seen:
            seen.add(target)
            fresh |= {each for each in _outer(target) if each in hidden}
            if target in modules:
                fresh |= {each for each in hidden if each.startswith(f"{target}.")}
        pending += fresh - found
        found |= fresh
    return found


def _outer(name: str) -> Iterator[str]:
    """Give a dotted name, and those that it lies in."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def _targets(module: Module) -> Iterator[str]:
    """Give what a module imports, as dotted paths."""
    yield from module.stars
    for each in (*module.members.values(), *module.typing_imports.values()):
        if isinstance(each, Import):
            yield each.target
    if module.exports is not None:
        yield from module.exports.modules


def _may_go(member: Member, module: Module) -> bool:
    """Tell whether nobody misses a member of a module that nothing refers to."""
    if isinstance(member, Import):
        return not member.redundant and not module.is_package
    return is_private(member.name) and not member.name.endswith("_")


def _words(member: Member, write: Write) -> set[str]:
    return set(_WORD.findall(write(_bare(member, frozenset()))))


def _own_methods(member: Member) -> Iterator[Function]:
    """Give the methods that a class, or one inside it, may have for itself only."""
    if isinstance(member, Class):
        for each in member.members.values():
            yield from _own_methods(each)
            if isinstance(each, Function) and _is_own(each):
                yield each


def _unreferred(
    pending: list[tuple[str, Member]], words: set[str], write: Write
) -> dict[str, set[str]]:
    """Give the names that can go, by module; `words` becomes all words of what stays."""
    while fresh := [each for _, each in pending if each.name in words]:
        pending = [(module, each) for module, each in pending if each.name not in words]
        for each in fresh:
            words |= _words(each, write)
    left: dict[str, set[str]] = {}
    for module, each in pending:
        left.setdefault(module, set()).add(each.name)
    return left


def _without(module: Module, names: AbstractSet[str], words: AbstractSet[str]) -> Module:
    return msgspec.structs.replace(
        module,
        members={
            name: _bare(each, words) for name, each in module.members.items() if name not in names
        },
        typing_imports={name: e for name, e in module.typing_imports.items() if name in words},
        docstring=None,
    )


def _bare(member: Member, words: AbstractSet[str]) -> Member:
    """Leave out of a definition what its class has for itself only, unless words name it."""
    if isinstance(member, Function) and member.assigns:
        assigns = tuple(each for each in member.assigns if not is_private(each))
        return msgspec.structs.replace(member, assigns=assigns)
    if not isinstance(member, Class):
        return member
    members = {
        name: _bare(each, words)
        for name, each in member.members.items()
        if not _is_own(each) or (name in words and isinstance(each, Function))
    }
    return msgspec.structs.replace(member, members=members)


def _is_own(member: Member) -> bool:
    """Tell whether nobody but its class knows a member: private state, and plain methods."""
    if not is_private(member.name) or member.name.endswith("_"):
        return False
    if isinstance(member, Attribute):
        return member.scope == "instance"
    return isinstance(member, Function) and not member.decorators
