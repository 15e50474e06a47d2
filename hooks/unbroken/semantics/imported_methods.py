"""Functions that the body of a class imports: `class A: from ._methods import go`."""

from __future__ import annotations

from msgspec.structs import replace

from unbroken.model.definitions import Function, Import
from unbroken.semantics.resolution import Definition, ResolvedName


def imported_method(owner: Definition, bound: Import, target: ResolvedName) -> ResolvedName:
    """Return the method that a class has from the function which its body imports.

    `target` is what the import leads to. What is no function of a module stays what it is.
    """
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return target
    if "." in target.qualname:
        return target
    method = replace(
        target.member,
        name=bound.name,
        line=bound.line,
        column=bound.column,
        end_line=bound.end_line,
        original_qualname=target.member.original_qualname or target.qualname,
    )
    return Definition(owner.module, f"{owner.qualname}.{bound.name}", method)
