"""Functions of which no call works: they are there for subclasses."""

from __future__ import annotations

from unbroken.model.definitions import Function


def accepts_no_call(function: Function) -> bool:
    """Return whether a body does nothing but raise, NotImplementedError included.

    Of a constructor that is empty or raises NotImplementedError it is not known which of them.
    """
    is_not_implemented = (
        function.is_placeholder and not function.returned and function.name != "__init__"
    )
    return function.only_raises or is_not_implemented
