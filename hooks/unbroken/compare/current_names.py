"""Names that a module no longer binds, and that something else may still bind.

What another module sets is there as soon as that module is imported. An added `__getattr__`
probably serves the removed names, and one that the source shows completely is certain. One that was
there before probably does not serve a name that nothing mentions. It never serves modules: an
import looks for their files. Star imports of what is not read are alike: an added one probably
brings the removed names, one that was there before probably does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unbroken.loading.stdlib import star_binds
from unbroken.model.definitions import Attribute, Import, Module
from unbroken.model.identifiers import with_outer
from unbroken.semantics.resolution import (
    MISSING,
    UNKNOWN,
    Definition,
    External,
    ResolvedName,
)
from unbroken.semantics.set_elsewhere import setter_of
from unbroken.semantics.surface import Surface


def name_now(old: Surface, new: Surface, path: str) -> tuple[ResolvedName, str | None]:
    """Return what a public name leads to now, and the doubt that it is missing (None: certain)."""
    target = new.resolve(path)
    if isinstance(target, (Definition, External)):
        return target, None
    final = followed(new, path)
    missing = (part for part in with_outer(final) if new.module(part) is None)
    setter = next(filter(None, (setter_of(new, part) for part in missing)), None)
    if setter is not None:
        doubt = f"'{setter.module.name}' sets it once it is imported"
        return (UNKNOWN, None) if setter.is_loaded else (MISSING, doubt)
    if target is MISSING:
        return MISSING, None
    module, _, name = final.rpartition(".")
    before, after = old.modules.get(module), new.modules.get(module)
    if before is None or after is None or name in after.members:
        return target, None
    if name not in before.members and old.resolve(path) is UNKNOWN:
        return target, None  # What bound it then may bind it now.
    listed = new.all_names(after)
    if not _is_asked(new, after):
        is_listed = listed is not None and name in listed
        return (target, None) if is_listed else _starred_now(old, new, (before, after), name)
    if "__getattr__" not in before.members or (listed is not None and name in listed):
        return target, None
    if any(_mentions(table, name) for table in _tables(new, after)):
        return target, None
    left = listed is not None and name in (old.all_names(before) or ())
    return MISSING, None if left else "the module's '__getattr__' may still provide it"


def followed(surface: Surface, path: str) -> str:
    """Return the path that imports finally lead to, within the packages that are read."""
    *_, (last, _) = _followed_imports(surface, path)
    return last


def _is_asked(surface: Surface, module: Module) -> bool:
    """Return whether a module's own `__getattr__` decides about the names that it does not bind."""
    return "__getattr__" in module.members and all(star in surface.modules for star in module.stars)


def _starred_now(
    old: Surface, new: Surface, modules: tuple[Module, Module], name: str
) -> tuple[ResolvedName, str | None]:
    """Return what a name leads to that a star import of a module that is not read may bind."""
    before, after = modules
    passed, sources = _star_sources(new, after, name)
    known = _star_sources(old, before, name)[1]
    if any(new.may_serve(module, name) for module in passed) or not {*sources} <= {*known}:
        return UNKNOWN, None
    bound = {source: star_binds(source, name) for source in sources}
    if any(bound.values()):
        return UNKNOWN, None
    unsure = next((source for source in sources if bound[source] is None), None)
    doubt = None if unsure is None else f"'from {unsure} import *' may still provide it"
    return MISSING, doubt


def _star_sources(surface: Surface, module: Module, name: str) -> tuple[list[Module], list[str]]:
    """Return the modules by which star imports may pass on a name: those read, and the others."""
    read = [module]
    seen = {module.name}
    others: list[str] = []
    for passing in read:  # it grows
        for star in passing.stars:
            target = surface.modules.get(star)
            names = surface.all_names(target) if target is not None else None
            if target is None:
                others.append(star)
            elif target.name not in seen and (names is None or name in names):
                seen.add(target.name)
                read.append(target)
    return read, others


def _tables(surface: Surface, module: Module) -> list[Module]:
    """Return the modules whose values may list the served names.

    These are the module itself and the one that defines the function that made `__getattr__`.
    """
    made = module.members["__getattr__"]
    head = (made.value or "").partition("(")[0] if isinstance(made, Attribute) else "__getattr__"
    if not head.isidentifier():
        return [module]
    maker = surface.resolve_name(Definition(module, "", None), head)
    return [module, *([maker.module] if isinstance(maker, Definition) else [])]


def _mentions(module: Module, name: str) -> bool:
    """Return whether a string among the values of a module contains the name."""
    word = re.compile(rf"""(?<=['":.]){re.escape(name)}(?=['":.])""")
    return any(
        isinstance(member, Attribute)
        and member.value is not None
        and key != "__all__"
        and word.search(member.value)
        for key, member in module.members.items()
    )


def bound_at(surface: Surface, path: str) -> Definition | None:
    """Return the import from outside the package that a public name leads to."""
    bindings = [binding for _, binding in _followed_imports(surface, path) if binding is not None]
    return bindings[-1] if bindings else None


def _followed_imports(surface: Surface, path: str) -> Iterator[tuple[str, Definition | None]]:
    """Yield a path and those that imports lead to from there, each with what binds it (or None)."""
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        module, _, name = path.rpartition(".")
        around = surface.modules.get(module)
        bound = around.members.get(name) if around is not None else None
        yield path, Definition(around, name, bound) if around and bound else None
        if isinstance(bound, Import) and surface.inside(bound.target):
            path = bound.target
