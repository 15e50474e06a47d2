"""Find the calls of a function or class that one release takes, and the next one does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from releases.breaks import Break
from releases.calls import bound, breaking_call, breaks, signature_of
from releases.layers import accepts
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


def _broken_call(
    before: Surface, after: Surface, special: str
) -> tuple[int, tuple[str, ...]] | None:
    """Return a call that the wrapper of a function, or what is under it, no longer takes.

    A wrapper that is the same as before still takes what it took, also if it says more now about
    the function under it. What only `__signature__` refuses, the function under it may take.
    """
    wrapper = after.get("wrapper")
    calls: list[tuple[int, tuple[str, ...]] | None] = []
    if wrapper is None or wrapper != before["parameters"]:
        old = signature_of(before["parameters"])
        inner = [after[key] for key in ("parameters", "wrapped") if after.get(key) is not None]
        found = (breaking_call(before["parameters"], layer, special=special) for layer in inner)
        calls += [
            call
            for call in found
            if call is not None and all(breaks(old, signature_of(layer), *call) for layer in inner)
        ]
    if wrapper is not None and wrapper != before.get("wrapper"):
        calls.append(breaking_call(before["parameters"], wrapper, special=special))
    return next((call for call in calls if call is not None and accepts(before, *call)), None)


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
        call = _broken_call(before, after, name if by_language else "")
    if call is not None:
        yield Break(what, path, origin, f"{call[0]} positional, {', '.join(call[1])}")
