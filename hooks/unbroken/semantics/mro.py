"""The method resolution order of a class, and what is known of bases from outside."""

from __future__ import annotations

import builtins
import enum
import typing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from unbroken.semantics import third_party_classes
from unbroken.semantics.resolution import External

Part = TypeVar("Part")

# Bases from outside that add no public members of their own and no constructor.
_PLAIN = {
    "abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol",
    "typing_extensions.Generic", "typing_extensions.Protocol",
}  # fmt: skip


def is_plain(base: External) -> bool:
    """Return whether a base from outside adds neither members nor a constructor."""
    return base.target in _PLAIN


def base_has(target: str, name: str) -> bool | None:
    """Return whether a base from outside the package has a member; None when that is unknown."""
    if target in _PLAIN:
        return name in vars(object)
    if target in third_party_classes.MEMBERS:
        return None if name.startswith("_") else name in third_party_classes.MEMBERS[target]
    module, _, kind = target.rpartition(".")
    base: object = None
    if module == "builtins":
        base = getattr(builtins, kind, None)
    elif module == "enum":
        base = getattr(enum, kind, None)
    elif module in ("typing", "typing_extensions"):
        made = {"NamedTuple": _Named, "TypedDict": dict}.get(kind)
        base = made or getattr(getattr(typing, kind, None), "__origin__", None)
    if not isinstance(base, type):
        return None
    # What only the metaclass has (`__call__`, `mro`) instances do not.
    return any(name in vars(class_) for class_ in base.__mro__)


class _Named(NamedTuple):
    """What all named tuples have."""


def linearized(
    owner: Part, lineages: Sequence[Sequence[Part]], identity: Callable[[Part], object]
) -> tuple[Part, ...]:
    """Merge the lineages of the bases of a class as C3 does.

    Where no order is consistent (Python would refuse the class), it goes on all the same.
    """
    if len(lineages) == 1:
        return (owner, *lineages[0])
    lines = [list(lineage) for lineage in lineages if lineage]
    lines.append([lineage[0] for lineage in lineages if lineage])
    return (owner, *_merged(lines, identity))


def _merged(lines: list[list[Part]], identity: Callable[[Part], object]) -> Iterator[Part]:
    """Merge lines of classes: each time the first head that is in no tail."""
    marks = [[identity(part) for part in line] for line in lines]
    in_tails = Counter(mark for line in marks for mark in line[1:])
    heads = [0] * len(lines)
    places: dict[object, list[int]] = {}
    for number, line in enumerate(marks):
        if line:
            places.setdefault(line[0], []).append(number)
    taken: set[object] = set()
    first = 0
    while True:
        while first < len(lines) and heads[first] == len(lines[first]):
            first += 1
        if first == len(lines):
            return
        active = (
            number for number in range(first, len(lines)) if heads[number] < len(lines[number])
        )
        chosen = next(
            (number for number in active if not in_tails[marks[number][heads[number]]]), first
        )
        mark = marks[chosen][heads[chosen]]
        yield lines[chosen][heads[chosen]]
        taken.add(mark)
        for number in places.pop(mark, ()):
            line = marks[number]
            while heads[number] < len(line) and line[heads[number]] in taken:
                heads[number] += 1
                if heads[number] < len(line):
                    in_tails[line[heads[number]]] -= 1
            if heads[number] < len(line):
                places.setdefault(line[heads[number]], []).append(number)
