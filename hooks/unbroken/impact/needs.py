"""What else must stand in a file, beside the name of something broken, for it to break there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from unbroken.compare.calls.compatibility import FRESH, break_reasons, shape
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.model.definitions import Parameter, ParameterKind, Signature

_FAR = 1 << 30
_NAMED = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)


class Needs(NamedTuple):
    """One of some words, or a call with that many positional arguments, the receiver left out."""

    words: frozenset[str]
    positional: int

    def met(self, words: Collection[str], longest: Callable[[], int]) -> bool:
        """Return whether a file has it: its words, and the number of arguments of a call."""
        if not self.positional or not self.words.isdisjoint(words):
            return True
        return self.positional < _FAR and self.positional <= longest()

    def __or__(self, other: Needs) -> Needs:
        return Needs(self.words | other.words, min(self.positional, other.positional))


NOTHING_ELSE = Needs(frozenset(), 0)
"""The name alone is enough."""
NEVER = Needs(frozenset(), _FAR)


def word(name: str) -> Needs:
    """Return the need of one word."""
    return Needs(frozenset({name}), _FAR)


def needs_of_calls(
    old: tuple[Parameter, ...], new: tuple[Parameter, ...], *, in_class: bool
) -> Needs:
    """Return what a call needs that the old parameters take and that breaks with the new ones."""
    if _seen(old) == _seen(new):
        return NEVER
    before, after = (
        shape(normalised(Signature(parameters), in_class).parameters) for parameters in (old, new)
    )
    needs = NEVER
    for first, _, keyword in break_reasons(before, after):
        if keyword is not None and keyword != FRESH:
            needs |= word(keyword)
        elif keyword == FRESH:
            return NOTHING_ELSE
        else:
            # Methods are called without their first parameter.
            needs |= Needs(frozenset(), max(first - in_class, 0))
    return needs | _needs_of_shifts(old, new, in_class)


def _needs_of_shifts(old: Sequence[Parameter], new: Sequence[Parameter], in_class: bool) -> Needs:
    """Return what it needs for an argument to arrive at a parameter that was another one before."""
    before, after = ([p.name for p in parameters if p.kind in _NAMED] for parameters in (old, new))
    for position, (name, arrives) in enumerate(zip(before, after, strict=False)):
        if name != arrives and arrives in before:
            return Needs(frozenset(), max(position + 1 - in_class, 0))
    return NEVER


def _seen(parameters: Sequence[Parameter]) -> list[tuple[str, int, bool]]:
    """Return what calls see of parameters."""
    return [(p.name, p.kind, p.default is None) for p in parameters]
