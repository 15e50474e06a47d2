"""The elements of tuple types, of which one part may have any length.

Source of the rules: the typing specification, "Tuples" and "Generics" (`TypeVarTuple`).
`tuple[int, ...]` and `tuple[*tuple[int, ...]]` are the same type, as are
`tuple[int, *tuple[int, str]]` and `tuple[int, int, str]`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from unbroken.compare.types.terms import REST, Term, Type

_UNBOUNDED = "*tuple"
TYPE_VARIABLE_TUPLE: Type = frozenset({Term("*TypeVarTuple", ())})
"""The types that a TypeVarTuple stands for. Its name does not matter to users."""

Fits = Callable[[Type, Type], bool]


def tuple_elements(arguments: Sequence[Type]) -> tuple[Type, ...]:
    """Return the elements of `tuple[arguments]`, with unpacked tuples in their place."""
    if len(arguments) == 2 and arguments[1] == REST:
        return (_unbounded(arguments[0]),)
    elements: list[Type] = []
    for argument in arguments:
        elements += unpacked_elements(argument) or [argument]
    return tuple(elements)


def unpacked(type_: Type) -> Type:
    """Return what stands for `*type_` or `Unpack[type_]` in a list of types."""
    return frozenset({Term("*", (type_,))})


def unpacked_elements(argument: Type) -> list[Type] | None:
    """Return the elements that an unpacked tuple stands for; None for anything else."""
    for term in argument:
        if term.name == "*" and term.arguments:
            (inner,) = (part for part in term.arguments)
            tuples = [part for part in inner if part.name == "tuple"]
            if len(inner) == 1 and tuples and tuples[0].arguments is not None:
                return list(tuples[0].arguments)
    return None


def element_types(elements: Sequence[Type]) -> Type:
    """Return the union of all elements, also of the part of any length."""
    return frozenset(term for element in elements for term in _inner(element) or element)


def fit(one: Sequence[Type], other: Sequence[Type], fits: Fits, *, gradual: bool) -> bool:
    """Return whether a tuple of these elements is assignable to one of the others."""
    source, target = _split(one), _split(other)
    if target.middle is None:
        if source.middle is not None:
            # `tuple[Any, ...]` is consistent with tuples of all lengths.
            return gradual and source.is_any
        return len(one) == len(other) and all(map(fits, one, other))
    if source.middle is not None and source.is_any and gradual:
        return True
    before, after = len(target.prefix), len(target.suffix)
    if source.middle is None:
        if len(one) < before + after:
            return False
        rest = one[before : len(one) - after]
        ends = one[len(one) - after :]
    else:
        if len(source.prefix) < before or len(source.suffix) < after:
            return False
        cut = len(source.suffix) - after
        rest = [*source.prefix[before:], source.middle, *source.suffix[:cut]]
        ends = source.suffix[cut:]
    return (
        all(map(fits, one[:before], target.prefix))
        and all(map(fits, ends, target.suffix))
        and all(fits(element, target.middle) for element in rest)
    )


class _Elements(NamedTuple):
    """The elements before, in, and after the part of any length (None: there is no such part)."""

    prefix: Sequence[Type]
    middle: Type | None
    suffix: Sequence[Type]

    @property
    def is_any(self) -> bool:
        return self.middle == frozenset({Term("Any", None)}) and not self.prefix and not self.suffix


def _split(elements: Sequence[Type]) -> _Elements:
    for index, element in enumerate(elements):
        if element == TYPE_VARIABLE_TUPLE:
            return _Elements(elements[:index], element, elements[index + 1 :])
        inner = _inner(element)
        if inner is not None:
            return _Elements(elements[:index], inner, elements[index + 1 :])
    return _Elements(elements, None, ())


def _unbounded(element: Type) -> Type:
    return frozenset({Term(_UNBOUNDED, (element,))})


def _inner(element: Type) -> Type | None:
    for term in element:
        if term.name == _UNBOUNDED and term.arguments:
            return term.arguments[0]
    return None
