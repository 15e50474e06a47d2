"""Modules that are imported when something is first looked up in them."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Attribute
from unbroken.readers import expressions
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_MODULE = External("types.ModuleType")


def lazy_module(surface: Surface, definition: Definition, owner: Definition) -> Definition | None:
    """Return the module that an attribute, an instance of `owner`, loads; None for no module.

    It is one of the package, and named where a subclass of `types.ModuleType` is instantiated:
    `contrib = LazyLoader("contrib", globals(), "lib.contrib")`.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    if value is None or _MODULE not in surface.mro(owner):
        return None
    call = expressions.parsed(value)
    if not isinstance(call, ast.Call):
        return None
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    names = {
        argument.value
        for argument in arguments
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    modules = [module for module in map(surface.module, sorted(names)) if module is not None]
    return modules[0] if len(modules) == 1 else None
