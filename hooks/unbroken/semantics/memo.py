"""Functions that run once for each definition of a surface."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from unbroken.semantics.surface import Surface

P = ParamSpec("P")
Result = TypeVar("Result")


class Remember(Protocol):
    """A decorator that keeps the type of a function."""

    def __call__(
        self, function: Callable[Concatenate[Surface, P], Result], /
    ) -> Callable[Concatenate[Surface, P], Result]:
        """Return the function that remembers."""


def remembered(in_cycle: Callable[[], object]) -> Remember:
    """Make a decorator that remembers what a function returns, on the surface that it gets.

    The other arguments of the function are definitions, and nothing else decides its result.
    `in_cycle` makes the (empty) result of a call with the same arguments as one that has not
    returned yet, which happens in inheritance cycles.
    """

    def decorate(
        function: Callable[Concatenate[Surface, P], Result],
    ) -> Callable[Concatenate[Surface, P], Result]:
        @functools.wraps(function)
        def wrapper(surface: Surface, /, *args: P.args, **kwargs: P.kwargs) -> Result:
            results = surface.memo.setdefault(function, {})
            definitions: tuple[Any, ...] = args
            key = tuple([definition.key for definition in definitions])
            if key not in results:
                results[key] = in_cycle()
                results[key] = function(surface, *args, **kwargs)
            result: Result = results[key]
            return result

        return wrapper

    return decorate
