"""Names that only type checkers see: what modules bind under `if TYPE_CHECKING:`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Mapping

from unbroken.model.definitions import Attribute, Import, Module
from unbroken.readers import expressions
from unbroken.semantics.resolution import MISSING, Absent, Definition, ResolvedName

_NONE = ast.Constant(None)
_Seen = frozenset[tuple[str, str]]
_Imported = Callable[[Import, Module, _Seen], ResolvedName]


def may_be_filled(module: Module) -> bool:
    """Return whether a call that makes a variable of a module receives the module's name.

    What `__all__` promises and type checkers import may get there so. The standard library binds
    nothing in modules (`logging.getLogger(__name__)`).
    """
    values = [member.value for member in module.members.values() if isinstance(member, Attribute)]
    if "..." in values:
        return True  # The call of `old, new = replace(__name__)` is not kept.
    nodes = (
        node
        for value in values
        if "(" in (value or "")
        for node in ast.walk(expressions.parsed(value or "") or _NONE)
    )
    return any(
        _is_name_of(argument, module)
        for call in nodes
        if isinstance(call, ast.Call) and not _is_of_standard_library(call, module)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
    )


def _is_of_standard_library(call: ast.Call, module: Module) -> bool:
    path = expressions.dotted_name(call.func)
    bound = module.members.get(path.partition(".")[0])
    root = bound.target.partition(".")[0] if isinstance(bound, Import) else ""
    return root in sys.stdlib_module_names


def _is_name_of(node: ast.expr, module: Module) -> bool:
    if isinstance(node, ast.Constant):
        return bool(node.value == module.name)
    return isinstance(node, ast.Name) and node.id == "__name__"


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
