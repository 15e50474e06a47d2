"""Which other files does a change concern? Re-exports and subclasses, found by searching.

What one file cannot tell (by which paths users reach a definition, who inherits from it) is told
by the files that name it. They are found by a search for the name, without reading the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from holdfast.handing_on import Search
from holdfast.read.resolve import is_dotted
from holdfast.surface import Attribute, Class, Function, Import, Member, Module

MOST_FILES = 80
"""Beyond this many concerned files the whole package is read instead, if it is not much larger."""


def concerned_files(
    names: Iterable[str],
    changed: Collection[str],
    search: Search,
    read: Callable[[str], Module | None],
    most: int = MOST_FILES,
) -> set[str] | None:
    """Find the files that hand some names on to users: by re-export, subclass or alias.

    `names` are what changed, `changed` the files they changed in. Names that are handed on
    under another name are followed. Returns None when more than `most` files are concerned.
    """
    pending, known = set(names), set(names)
    found: set[str] = set()
    looked_at: set[str] = set(changed)
    for path in changed:
        module = read(path)
        if module is not None:
            pending |= _derived(module, known)
    known |= pending
    while pending:
        paths = [each for each in search(pending) if each not in looked_at]
        fresh: set[str] = set()
        for path in paths:
            looked_at.add(path)
            found.add(path)
            if len(found) > most:
                return None
            module = read(path)
            if module is not None:
                fresh |= _derived(module, known)
        pending = fresh - known
        known |= fresh
    return found


def _derived(module: Module, names: Collection[str]) -> set[str]:
    """Give the names that a module makes of some names: imports `as`, subclasses, aliases."""
    local = set(names)
    derived: set[str] = set()
    for name, member in module.members.items():
        if isinstance(member, Import) and member.target.rpartition(".")[2] in names:
            local.add(name)
            if name not in names:
                derived.add(name)
    # Subclasses of subclasses may stand in any order (in branches), hence until nothing is new.
    size = -1
    while size != len(derived):
        size = len(derived)
        for name, member in module.members.items():
            if name not in derived and name not in names and _uses(member, local):
                derived.add(name)
                local.add(name)
    return derived


def _uses(member: Member, names: Collection[str]) -> bool:
    if isinstance(member, (Class, Function)) and any(
        each.path.partition(".")[0] in names for each in member.decorators
    ):
        return True
    if isinstance(member, Class):
        bases = (base.partition("[")[0].rpartition(".")[2] for base in member.bases)
        return any(base in names for base in bases) or any(
            isinstance(inner, Class) and _uses(inner, names) for inner in member.members.values()
        )
    if isinstance(member, Attribute) and member.value is not None:
        if is_dotted(member.value):
            return member.value.rpartition(".")[2] in names
        return any(re.search(rf"\b{re.escape(each)}\b", member.value) for each in names) and (
            "partial(" in member.value
        )
    return False


def affected_names(names: Iterable[str], modules: Iterable[Module]) -> set[str]:
    """Give some names and those of all definitions that depend on them.

    Those are the definitions in `modules` that mention one of the names (as a base, a default, an
    annotation, a value), and what mentions these.
    """
    users: dict[str, set[str]] = {}
    for module in modules:
        for name, member in module.members.items():
            for word in _WORD.findall(" ".join(_texts(member))):
                users.setdefault(word, set()).add(name)
    affected: set[str] = set()
    pending = set(names)
    while pending:
        affected |= pending
        pending = {user for name in pending for user in users.get(name, ())} - affected
    return affected


_WORD = re.compile(r"[^\W\d]\w*")


def _texts(member: Member) -> Iterator[str]:
    """Give the expressions in a definition; its docstring and the names it makes are none."""
    if isinstance(member, Import):
        yield member.target
    elif isinstance(member, Attribute):
        yield member.annotation or ""
        yield member.value or ""
    elif isinstance(member, Function):
        for signature in (member.signature, *member.overloads):
            yield signature.returns or ""
            for parameter in signature.parameters:
                yield parameter.annotation or ""
                yield parameter.default or ""
    else:
        yield from member.bases
        yield from (value for _, value in member.keywords)
        for inner in member.members.values():
            yield from _texts(inner)
    if isinstance(member, (Function, Class)):
        for decorator in member.decorators:
            yield decorator.path
            yield from decorator.arguments
            yield from (value for _, value in decorator.keywords)
