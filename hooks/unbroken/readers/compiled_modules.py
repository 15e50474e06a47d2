"""Compiled modules without a stub: they are there, and nothing is known of what they have."""

from __future__ import annotations

from unbroken.model.definitions import COMPUTED, Attribute, Module
from unbroken.sources.content_id import is_compiled


def compiled_module(name: str, path: str, *, is_package: bool) -> Module:
    """Return a module that may have any name, and may import anything."""
    anything = Attribute(name="__getattr__", line=1, column=1, end_line=1, value="...")
    return Module(
        name=name,
        path=path,
        is_package=is_package,
        members={"__getattr__": anything},
        imports=(COMPUTED,),
        has_unknown_names=True,
    )


def is_compiled_module(module: Module) -> bool:
    """Return whether a module is what `compiled_module` returns."""
    return is_compiled(module.path)
