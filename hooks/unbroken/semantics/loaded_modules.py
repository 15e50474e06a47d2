"""Which modules of a package are its attributes once it is imported.

A module becomes an attribute of the package around it when it is imported, by whatever module.
`import pkg; pkg.a.f` works where something that `import pkg` imports in turn imports `pkg.a`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Set
from typing import NamedTuple, cast

from unbroken.model.definitions import COMPUTED, Attribute, Function, Import, Module
from unbroken.model.identifiers import is_private, with_outer
from unbroken.readers.compiled_modules import is_compiled_module
from unbroken.semantics.resolution import Key
from unbroken.semantics.surface import Surface


class LoadedModules(NamedTuple):
    """The modules that importing a package imports, its own name and those around it included."""

    modules: frozenset[str] = frozenset()
    is_complete: bool = True
    """Whether there are no others: names may be computed."""


def lost_submodules(old: Surface, new: Surface, package: str) -> list[str]:
    """Return the modules of a package that importing it no longer imports, by their short names.

    Those are meant that still exist. Whether a name leads elsewhere now is left to the caller.
    """
    were = [
        name
        for name in _modules_in(package, loaded(old, package))
        if not is_private(name) and new.imports(f"{package}.{name}") is not None
    ]
    if not were or _has_all(new, package, were):
        return []
    now = _as_compiled(old, new, loaded(new, package))
    if not now.is_complete:
        return []
    served = set(_served(new, package, now))
    kept = {*now.modules, *served}
    return [name for name in were if f"{package}.{name}" not in kept]


def _served(surface: Surface, package: str, loaded: LoadedModules) -> Iterator[str]:
    """Yield the modules behind the names of a package that the loaded modules import from it.

    A package may import them when they are asked for.
    """
    module = surface.modules.get(package)
    for name in loaded.modules if module is not None else ():
        for target in surface.imports(name) or ():
            around, _, last = target.rpartition(".")
            bound = module.members.get(last) if module is not None and around == package else None
            if isinstance(bound, Import):
                yield from with_outer(bound.target)


class Change(NamedTuple):
    """A change: the baseline, the version before the change, and the new one.

    `modules` are the modules that it touches, before and now.
    """

    baseline: Surface
    before: Surface
    new: Surface
    modules: tuple[tuple[Module, Module], ...]


def losing_packages(change: Change) -> set[str]:
    """Return the packages that, after a change, import fewer of their modules than once."""
    concerned: set[str] = set()
    packages: set[str] = set()
    for was, now in change.modules:
        dropped = _dropped(was, now)
        for name in dropped:
            if change.before.imports(name) is not None and not _is_loaded_by_root(change.new, name):
                concerned |= _loaded_besides(change.before, name, LoadedModules()).modules
        if COMPUTED in dropped:
            concerned |= _loaded_besides(change.baseline, was.name, LoadedModules()).modules
        calls_less = bool(called_functions(was) - called_functions(now))
        if now.is_package and (calls_less or _unbound(was, now, change.new)):
            packages.add(now.name)
    packages |= {package for name in concerned if (package := name.rpartition(".")[0])}
    return {name for name in packages if lost_submodules(change.baseline, change.new, name)}


def called_functions(module: Module) -> set[str]:
    """Return the functions of the package that importing a module calls: they may import more."""
    called = set(module.calls)
    root = module.name.partition(".")[0]
    for member in module.members.values():
        match = _CALL.match(member.value or "") if isinstance(member, Attribute) else None
        function = module.members.get(match[1].partition(".")[0]) if match else None
        is_own = isinstance(function, Import) and function.target.partition(".")[0] == root
        if match and (isinstance(function, Function) or is_own):
            called.add(match[1])
    return called


_CALL = re.compile(r"([^\W\d][\w.]*)\(")


def _dropped(was: Module, now: Module) -> set[str]:
    """Return what a module no longer imports."""
    before, after = (
        {part for target in module.imports for part in with_outer(target)} for module in (was, now)
    )
    return before - after


def _unbound(was: Module, now: Module, new: Surface) -> bool:
    """Return whether a package no longer binds the name of one of its modules."""
    gone = was.members.keys() - now.members.keys()
    return any(new.imports(f"{now.name}.{name}") is not None for name in gone)


def _is_loaded_by_root(surface: Surface, name: str) -> bool:
    """Return whether importing the outermost package imports a module: then all packages do."""
    packages = (package for package in surface.packages if name.startswith(f"{package}."))
    return any(name == reached for reached in _reached(surface, min(packages, key=len, default="")))


def _modules_in(package: str, loaded: LoadedModules) -> list[str]:
    start = f"{package}."
    names = (name.removeprefix(start) for name in loaded.modules if name.startswith(start))
    return sorted(name for name in names if "." not in name)


def _has_all(surface: Surface, package: str, names: list[str]) -> bool:
    """Return whether a package itself imports some of its modules: most do."""
    inside = f"{package}."
    own = {
        target.removeprefix(inside).partition(".")[0]
        for target in surface.imports(package) or ()
        if target.startswith(inside)
    }
    return own.issuperset(names)


def loaded(surface: Surface, package: str) -> LoadedModules:
    """Find what importing a package imports."""
    results: dict[tuple[Key, ...], object] = surface.memo.setdefault(loaded, {})
    key = ((package, ""),)
    if key not in results:
        around = package.rpartition(".")[0]
        known = loaded(surface, around) if around else LoadedModules()
        results[key] = _loaded_besides(surface, package, known)
    return cast("LoadedModules", results[key])


def _as_compiled(old: Surface, new: Surface, now: LoadedModules) -> LoadedModules:
    """Return what is imported where modules that are compiled now import what they did before."""
    modules = {*now.modules}
    pending = [name for name in sorted(modules) if COMPUTED in (new.imports(name) or ())]
    while pending:
        name = pending.pop()
        imports, module = old.imports(name), new.modules.get(name)
        if imports is None or COMPUTED in imports:
            return now
        if module is None or not is_compiled_module(module):
            return now
        for target in imports:
            for part in with_outer(target):
                reached = [*_reached(new, part, modules)]
                modules |= {*reached}
                pending += (found for found in reached if COMPUTED in (new.imports(found) or ()))
    return LoadedModules(frozenset(modules))


def _loaded_besides(surface: Surface, start: str, known: LoadedModules) -> LoadedModules:
    """Find what importing a module imports, where some modules are imported before it."""
    modules = {*known.modules, *_reached(surface, start, known.modules)}
    fresh = modules - known.modules
    is_complete = not any(COMPUTED in (surface.imports(name) or ()) for name in fresh)
    return LoadedModules(frozenset(modules), known.is_complete and is_complete)


def _reached(surface: Surface, start: str, known: Set[str] = frozenset()) -> Iterator[str]:
    """Yield the modules that importing a module imports, those that are near first."""
    seen, pending = {*known}, deque([start])
    while pending:
        name = pending.popleft()
        if name in seen:
            continue
        seen.add(name)
        imports = surface.imports(name)
        if imports is not None:
            yield name
            pending += (part for target in imports for part in with_outer(target))
