"""Names that a module no longer binds, and that its `__getattr__` may or may not serve.

An added `__getattr__` probably serves the removed names, and one that the source shows completely
is certain. One that was there before probably does not serve a name that nothing mentions. It
never serves modules: an import looks for their files.
"""

from __future__ import annotations

import re

from unbroken.model.definitions import Attribute, Import, Module
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, ResolvedName
from unbroken.semantics.surface import Surface


def name_now(old: Surface, new: Surface, path: str) -> tuple[ResolvedName, str | None]:
    """Return what a public name leads to now, and the doubt that it is missing (None: certain)."""
    target = new.resolve(path)
    if target is not UNKNOWN:
        return target, None
    module, _, name = followed(new, path).rpartition(".")
    before, after = old.modules.get(module), new.modules.get(module)
    if before is None or after is None or not _is_asked(new, after, name):
        return target, None
    listed = new.all_names(after)
    if "__getattr__" not in before.members or (listed is not None and name in listed):
        return target, None
    if any(_mentions(table, name) for table in _tables(new, after)):
        return target, None
    left = listed is not None and name in (old.all_names(before) or ())
    return MISSING, None if left else "the module's '__getattr__' may still provide it"


def followed(surface: Surface, path: str) -> str:
    """Return the path that imports finally lead to, within the packages that are read."""
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        module, _, name = path.rpartition(".")
        around = surface.modules.get(module)
        bound = around.members.get(name) if around is not None else None
        if isinstance(bound, Import) and surface.inside(bound.target):
            path = bound.target
    return path


def _is_asked(surface: Surface, module: Module, name: str) -> bool:
    """Return whether a module's own `__getattr__` decides about a name."""
    return (
        "__getattr__" in module.members
        and name not in module.members
        and all(star in surface.modules for star in module.stars)
    )


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
    binding = None
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        module, _, name = path.rpartition(".")
        around = surface.modules.get(module)
        bound = around.members.get(name) if around is not None else None
        if around is None or bound is None:
            break
        binding = Definition(around, name, bound)
        if isinstance(bound, Import) and surface.inside(bound.target):
            path = bound.target
    return binding
