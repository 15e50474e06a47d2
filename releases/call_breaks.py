"""Find the calls of a function or class that one release takes, and the next one does not."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from releases.breaks import Break
from releases.calls import bound, breaking_call, signature_of
from releases.surfaces import Surface

_EXITS = ("__exit__", "__aexit__")
"""Called by `with`, always with three arguments."""


def constructor_pairs(before: Surface, after: Surface) -> Iterator[tuple[Any, Any]]:
    """Yield the constructors of two versions of a class side by side, as far as they are known."""
    old, new = before.get("constructors"), after.get("constructors")
    if old is not None and new is not None:
        if len(old) <= 1:
            yield from (((old or [[]])[0], parameters) for parameters in new or [[]])
    elif before["kind"] == "class":
        yield before.get("parameters"), after.get("parameters")


def signatures_of(side: Surface) -> list[inspect.Signature]:
    """Return what the calls of a function must bind to: its own signature, then the wrapper's."""
    layers = (side.get("parameters"), side.get("wrapper"))
    return [signature_of(parameters) for parameters in layers if parameters is not None]


def call_breaks(
    what: str, path: str, origin: str, before: Surface, after: Surface
) -> Iterator[Break]:
    """Yield the call of something called, of the kind `what`, that no longer binds; if any."""
    old, new = before.get("parameters"), after.get("parameters")
    if old is None or new is None or old == new:
        return
    name = path.rpartition(".")[2]
    if name in _EXITS:
        exit_call: tuple[int, tuple[str, ...]] = (3, ())
        taken = [bound(signature_of(side), *exit_call) is not None for side in (old, new)]
        call = exit_call if taken == [True, False] else None
    else:
        is_dunder = name.startswith("__") and name.endswith("__")
        by_language = is_dunder and name not in ("__call__", "__init_subclass__")
        calls = (
            breaking_call(old, layer, special=name if by_language else "")
            for layer in (new, after.get("wrapper"))
            if layer is not None and layer != before.get("wrapper")
        )
        call = next((found for found in calls if found is not None), None)
    if call is not None and all(bound(side, *call) is not None for side in signatures_of(before)):
        yield Break(what, path, origin, f"{call[0]} positional, {', '.join(call[1])}")
