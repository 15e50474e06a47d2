"""The parameters of which a function's body warns when they are passed, or left out."""

from __future__ import annotations

from unbroken.model.definitions import Function
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_WARN = External("warnings.warn")


def warned_parameters(surface: Surface, at: Definition, *, missing: bool) -> frozenset[str]:
    """Return the parameters whose use, or with `missing` whose absence, a function warns of.

    A call counts that leads to `warnings.warn`, or to a function of the package.
    """
    function = at.member
    if not isinstance(function, Function):
        return frozenset()
    return frozenset(
        warning.parameter
        for warning in function.warns
        if warning.parameter is not None
        and warning.missing == missing
        and _warns(surface, at, warning.callee)
    )


def _warns(surface: Surface, at: Definition, callee: str) -> bool:
    target = surface.resolve_name(at, callee)
    return target == _WARN or (
        isinstance(target, Definition) and isinstance(target.member, Function)
    )
