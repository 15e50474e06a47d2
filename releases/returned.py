"""Compare what calls return: coroutines, generators and context managers."""

from __future__ import annotations

from releases.surfaces import Surface

PLAIN = ("plain", "iterator")
"""What calls may return besides coroutines, generators and context managers."""


def returns_something_else(before: Surface, after: Surface) -> bool:
    """Return whether a call returns something else for certain.

    A plain function may return a generator or context manager that it made elsewhere: then nothing
    changed. Under another wrapper, a context manager looks like the generator in it.
    """
    old, new = before.get("nature"), after.get("nature")
    if old is None or new is None or old == new:
        return False
    if {old, new} == {"context manager", "generator"} and "wrapper" in after:
        return False
    if old in PLAIN:
        return bool(new == "coroutine")
    if old == "context manager":
        return new not in PLAIN
    return bool(new != "iterator" or old == "coroutine")
