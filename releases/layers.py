"""What a call of a decorated function must bind to: the wrapper, and the function under it."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from releases.calls import bound, breaks, is_collected, signature_of
from releases.surfaces import Surface


def accepts(side: Surface, positional: int, keywords: Sequence[str]) -> bool:
    """Return whether the wrapper of a function, and the function under it, take a call."""
    call = positional, keywords
    return any(bound(inner, *call) is not None for inner in _inner(side)) and all(
        bound(outer, *call) is not None for outer in _outer(side)
    )


def breaks_call(
    before: Surface, after: Surface, positional: int, keywords: Sequence[str]
) -> bool | None:
    """Return whether a function no longer takes a call that it took, or binds it elsewhere.

    None when only its body shows what becomes of an argument that `*args` takes for a parameter.
    """
    call = positional, keywords
    old = next(inner for inner in _inner(before) if bound(inner, *call) is not None)
    if all(breaks(old, new, *call) for new in _inner(after)):
        return True
    if any(breaks(old, new, *call) for new in _outer(after)):
        return True
    return None if is_collected(old, _inner(after)[0], *call) else False


def _inner(side: Surface) -> list[inspect.Signature]:
    """Return what the function under the wrapper takes: as it is said, and as it is written."""
    layers = (side.get("parameters"), side.get("wrapped"))
    return [signature_of(parameters) for parameters in layers if parameters is not None]


def _outer(side: Surface) -> list[inspect.Signature]:
    parameters = side.get("wrapper")
    return [signature_of(parameters)] if parameters is not None else []
