"""Names that only type checkers see: what modules bind under `if TYPE_CHECKING:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unbroken.model.definitions import Import, Module
from unbroken.semantics.resolution import MISSING, Absent, Definition, ResolvedName

_Seen = frozenset[tuple[str, str]]
_Imported = Callable[[Import, Module, _Seen], ResolvedName]


def for_typing(
    module: Module,
    name: str,
    modules: Mapping[str, Module],
    imported: _Imported,
    seen: _Seen = frozenset(),
) -> ResolvedName:
    """Find what a name means to type checkers only; MISSING where a module has no such name.

    `imported` finds what an import of a module binds at run time.
    """
    if name in module.typing_aliases:
        return Definition(module, name, module.typing_aliases[name])
    bound = module.typing_imports.get(name, module.members.get(name))
    if not isinstance(bound, Import) or (module.name, name) in seen:
        return MISSING
    target = imported(bound, module, frozenset())
    source, _, last = bound.target.rpartition(".")
    if isinstance(target, Absent) and source in modules:
        seen |= {(module.name, name)}
        shown = for_typing(modules[source], last, modules, imported, seen)
        return target if shown is MISSING else shown
    return target
