"""Modules that are imported when something is first looked up in them."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Attribute
from unbroken.readers import expressions
from unbroken.semantics.resolution import Absent, Definition, External
from unbroken.semantics.surface import Surface

_MODULE = External("types.ModuleType")


def lazy_module(
    surface: Surface, definition: Definition, owner: Definition | None
) -> Definition | None:
    """Return the module of the package that an attribute loads; None where it loads none.

    `owner` is the class whose instance it is, as far as that is known, a subclass of
    `types.ModuleType`: `contrib = LazyLoader("contrib", globals(), "lib.contrib")`. The name of the
    class may be deleted behind that; then the attribute has the place of the module.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    call = expressions.parsed(value) if value is not None and value.endswith(")") else None
    if not isinstance(call, ast.Call):
        return None
    module = _module_passed(surface, call)
    if module is None or owner is not None:
        return module if owner is not None and _MODULE in surface.mro(owner) else None
    is_deleted = isinstance(
        surface.resolve_name(definition, expressions.dotted_name(call.func)), Absent
    )
    return module if is_deleted and module.path == definition.path else None


def _module_passed(surface: Surface, call: ast.Call) -> Definition | None:
    """Return the one module of the package that a call is passed the name of."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    names = {
        argument.value
        for argument in arguments
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    modules = [module for module in map(surface.module, sorted(names)) if module is not None]
    return modules[0] if len(modules) == 1 else None
