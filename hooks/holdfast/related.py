"""Which other files does a change concern? Re-exports and subclasses, found by searching.

What one file cannot tell (by which paths users reach a definition, who inherits from it) is told
by the files that name it. They are found by a search for the name, without reading the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from holdfast.read.resolve import is_dotted
from holdfast.surface import Attribute, Class, Function, Import, Member, Module

Search = Callable[[Collection[str]], Collection[str]]
"""Gives the paths of the files that contain one of some words, or a star import."""

MOST_FILES = 80
"""Beyond this many concerned files the whole package is read instead."""


def concerned_files(
    names: Iterable[str],
    changed: Collection[str],
    search: Search,
    read_bytes: Callable[[Collection[str]], dict[str, bytes]],
    read: Callable[[str], Module | None],
) -> set[str] | None:
    """Find the files that hand some names on to users: by re-export, subclass or alias.

    `names` are what changed, `changed` the files they changed in. Names that are handed on
    under another name are followed. Returns None when too many files are concerned.
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
        texts = read_bytes(paths)
        pattern = _handing_on(known)
        fresh: set[str] = set()
        for path in paths:
            if not (path.endswith("__init__.py") or pattern.search(texts[path])):
                continue
            looked_at.add(path)
            found.add(path)
            if len(found) > MOST_FILES:
                return None
            module = read(path)
            if module is not None:
                fresh |= _derived(module, known)
        pending = fresh - known
        known |= fresh
    return found


def _handing_on(names: Collection[str]) -> re.Pattern[bytes]:
    """Match a file that may hand one of some names on, not only use it."""
    words = b"|".join(sorted(re.escape(name.encode()) for name in names))
    return re.compile(
        rb"import[ \t]+\*|__all__|\b(?:%b)[ \t]+as[ \t]"
        rb"|^[ \t]*class\s+\w+[^:]*?\((?:[^)]*?\W)?(?:%b)\b"
        rb"|^\w+[^=\n]*=[ \t]*(?:[\w.]+\.)?(?:%b)\s*(?:#.*)?$"
        rb"|__getattr__|^\w+\s*=.*\(\s*(?:[\w.]+\.)?(?:%b)\b"
        rb"|^(?:async[ \t]+)?(?:def|class)[ \t]+(?:%b)\b" % ((words,) * 5),
        re.MULTILINE,
    )


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
