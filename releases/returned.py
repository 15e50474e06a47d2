"""Compare what calls return: coroutines, generators and context managers."""

from __future__ import annotations

from releases.surfaces import Surface


def returns_something_else(before: Surface, after: Surface) -> bool:
    """Return whether a call returns something else for certain.

    A plain function may return a generator or context manager that it made elsewhere: then nothing
    changed. Under another wrapper, a context manager looks like the generator in it.
    """
    old, new = before.get("nature"), after.get("nature")
    if old is None or ({old, new} == {"context manager", "generator"} and "wrapper" in after):
        return False
    if "context manager" in (old, new) and "plain" in (old, new):
        return False
    return old != new and not (old == "plain" and new != "coroutine") and new is not None
