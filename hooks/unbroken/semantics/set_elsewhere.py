"""What modules set on other modules (`pkg.a.x = 1`), or put into `sys.modules`."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.model.definitions import COMPUTED, Module
from unbroken.semantics.loaded_modules import loaded
from unbroken.semantics.surface import Surface


class Setter(NamedTuple):
    """A module that gives another one an attribute, or that puts it into `sys.modules`.

    `is_loaded` is whether that is done as soon as the other module, or the package around what is
    put there, is imported.
    """

    module: Module
    is_loaded: bool


def setter_of(surface: Surface, path: str) -> Setter | None:
    """Return the module that sets `path` from elsewhere; None if no module does.

    `path` is that of a name in a module, or of a module that has no file. Computed names are left
    out.
    """
    around = path.rpartition(".")[0]
    setters = []
    for module in surface.modules_setting(path.rpartition(".")[2]):
        if path in (*module.sets_elsewhere, *module.registers):
            is_loaded = module.name in loaded(surface, around).modules
            setters.append(Setter(module, is_loaded))
    return max(setters, key=lambda setter: setter.is_loaded, default=None)


def may_be_registered(surface: Surface, name: str) -> bool:
    """Return whether a module may be put into `sys.modules`, because some are by computed names.

    Only code that runs when the package around it is imported is looked at.
    """
    before = loaded(surface, name.rpartition(".")[0]).modules
    return any(
        COMPUTED in module.registers and module.name in before
        for module in surface.modules_setting(name.rpartition(".")[2])
    )


def passing_name(surface: Surface, name: str) -> str | None:
    """Return the package around a module that passes its name to a function; None for none.

    The function may make `import` find it.
    """
    outer = name
    while outer := outer.rpartition(".")[0]:
        module = surface.modules.get(outer) if surface.inside(outer) else None
        if module is not None and any(path == name for _, path in module.passes_paths):
            return outer
    return None
