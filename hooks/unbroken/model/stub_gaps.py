"""What a stub does not declare of the source beside it, so that type checkers do not see it.

A module keeps it as a name that only type checkers would see: then a snapshot has it too.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.model.definitions import Module

STUB_GAPS = "__stub_lacks__"
"""The name whose value lists the gaps: `f`, `C.m`, and of parameters `f(a)`; `f(a=)` where the stub
requires an argument that the source does not."""


def stub_gaps(module: Module) -> frozenset[str]:
    """Return what the stub beside a module lacks; nothing where there is none."""
    alias = module.typing_aliases.get(STUB_GAPS)
    if alias is None or alias.value is None:
        return frozenset()
    try:
        value = ast.literal_eval(alias.value)
    except (ValueError, SyntaxError):
        return frozenset()
    return frozenset(value) if isinstance(value, tuple) else frozenset()
