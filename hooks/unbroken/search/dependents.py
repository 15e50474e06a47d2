"""Which other files depend on a change: those with re-exports, subclasses and aliases.

By which paths users reach a definition, and what inherits from it, depends on other files. These
are found by a search for the name, without reading the whole package.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from unbroken.model.definitions import Import, Module
from unbroken.model.identifiers import is_private
from unbroken.search.exported_names import GIVEN, IMPORTED_FROM, Search
from unbroken.search.searched_names import MODULE, SearchedNames
from unbroken.search.uses import Depends, is_alias
from unbroken.semantics.public_api import is_reexporting_module

MOST_FILES = 80
"""If more files depend on a change, the whole package is read, unless it is much larger."""


def dependent_files(
    own: Mapping[str, Collection[str]],
    search: Search,
    read: Callable[[str], Module | None],
    inside: Callable[[str], bool],
    most: Callable[[], int] = lambda: MOST_FILES,
) -> set[str] | None:
    """Find the files that make changed names reachable: by re-export, subclass or alias.

    `own` are the changed names, by the file in which they changed. Re-exports under other names
    are followed. `inside` returns whether a dotted path is in the packages. Returns None when
    more files than `most` returns depend on the change.
    """
    asked = SearchedNames()
    files: set[str] = set()
    reexporting: set[str] = set()
    pending = {word for path, names in own.items() for word in _words_for(path, names)}
    concerned = set(own)
    while fresh := pending - asked.all:
        asked.add(fresh)
        hits = _hits(fresh, search, read, asked)
        files |= hits - own.keys()
        if len(files) > MOST_FILES and len(files) > most():
            return None
        # A file without the fresh names re-exports what it did in the last round.
        concerned |= hits
        while concerned:
            path = concerned.pop()
            module = read(path)
            if module is not None:
                changed = {*own.get(path, ())}
                if path.endswith(".pyi"):
                    changed |= asked.shown_by(module)  # Imports of the stub beside a source.
                dependent = asked.dependent_in(module, changed)
                pending |= _words_for(path, dependent.names)
                pending |= {f"{name}{GIVEN}@{_stem(path)}" for name in dependent.giving}
                reexporting |= {path} if dependent.names else set()
        taken = {
            taken_name for module in map(read, files) if module for taken_name in _taken(module)
        }
        for path, names in own.items():
            pending |= _sources(_stem(path), names, read(path), taken, inside)
    # The search returns too many files. A file that cannot be parsed may depend on the change.
    return {path for path in files if path in reexporting or read(path) is None}


def reexported_names_of(
    own: Mapping[str, Collection[str]],
    search: Search,
    read: Callable[[str], Module | None],
    depends: Depends = is_alias,
) -> dict[str, set[str]]:
    """Find the names by which users may reach some definitions, by file, their own included.

    `own` are the names of the definitions by file. Other files import them, also under other
    names, or have what `depends` on them: by default, aliases. There may be too many names, but
    none is missing.
    """
    asked = SearchedNames()
    reexported: dict[str, set[str]] = {}
    pending = {word for path, names in own.items() for word in _words_for(path, names)}
    concerned = set(own)
    while fresh := pending - asked.all:
        asked.add(fresh)
        concerned |= _hits(fresh, search, read, asked)
        while concerned:
            path = concerned.pop()
            module = read(path)
            if module is not None:
                reexported[path] = asked.reexported_by(module, own.get(path, ()), depends)
                pending |= _words_for(path, reexported[path])
    return reexported


def _words_for(path: str, names: Collection[str]) -> set[str]:
    """Return what to search for after some names of a file.

    A private module may be served whole under a public name (`from pkg import _impl as api`).
    """
    words = {f"{name}@{_stem(path)}" for name in names}
    if words and any(part.startswith("_") for part in _parts(path)):
        *_, folder, module = ("", *_parts(path))
        words.add(f"{MODULE}{module}@{folder}")
    return words


def _parts(path: str) -> list[str]:
    """Return the folders of a source file, and the last part of the name of its module."""
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return folders if stem == "__init__" else [*folders, stem]


def _hits(
    words: Collection[str],
    search: Search,
    read: Callable[[str], Module | None],
    asked: SearchedNames,
) -> set[str]:
    """Return the files that may re-export one of some names, or that serve one of some modules."""
    modules = {word.removeprefix(MODULE) for word in words if word.startswith(MODULE)}
    names = {word for word in words if not word.startswith(MODULE)}
    plain = {word for word in names if GIVEN not in word}
    hits = {*search(names), *_passing_on(plain, search)} if names else set()
    for path in search(modules) if modules else ():
        module = read(path) if path not in hits else None
        if module is not None and asked.served_by(module):
            hits.add(path)
    return hits


def _passing_on(words: Collection[str], search: Search) -> Iterator[str]:
    """Yield the files that only import one of some names, where others import it from there."""
    tokens = {word: word.replace("@", IMPORTED_FROM) for word in words}
    if not search(set(tokens.values())):
        return
    for word, token in tokens.items():
        name = word.partition("@")[0]
        importers = search({token})
        taken = {path: f"{name}{IMPORTED_FROM}{_stem(path)}" for path in importers}
        if taken and search(set(taken.values())):
            yield from (path for path, imported in taken.items() if search({imported}))


def _sources(
    stem: str,
    names: Collection[str],
    module: Module | None,
    taken: Collection[str],
    inside: Callable[[str], bool],
) -> set[str]:
    """Return the names under which the targets of changed imports are defined, if users reach them.

    The target of such an import has one public path less, so that another path may be reported.
    `taken` is what other modules import.
    """
    words = set()
    for name in names:
        member = module.members.get(name) if module is not None else None
        if module is None or not isinstance(member, Import) or not inside(member.target):
            continue
        if _may_export(module, name) or not {f"{name}@{stem}", f"*@{stem}"}.isdisjoint(taken):
            source, _, last = member.target.rpartition(".")
            words.add(f"{last}@{source.rpartition('.')[2]}")
    return words


def _may_export(module: Module, name: str) -> bool:
    """Return whether a module may export one of its imports."""
    member = module.members[name]
    if module.is_package or is_reexporting_module(module):
        return True
    if isinstance(member, Import) and (
        member.redundant or is_private(member.target.rpartition(".")[2])
    ):
        return True
    exports = module.exports
    return exports is not None and (
        name in exports.names or bool(exports.modules) or not exports.complete
    )


def _taken(module: Module) -> Iterator[str]:
    """Yield what a module imports, by its name and the last part of the name of its module."""
    for member in module.members.values():
        if isinstance(member, Import):
            source, _, name = member.target.rpartition(".")
            yield f"{name}@{source.rpartition('.')[2]}"
    yield from (f"*@{star.rpartition('.')[2]}" for star in module.stars)


def _stem(path: str) -> str:
    """Return the last part of a module's name, as others name it in their imports."""
    return ("", *_parts(path))[-1]
