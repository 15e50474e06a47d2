"""What CPython really does with calls of small functions: the truth that `calls` is held against.

Every signature of up to three named parameters is made a function and really called in every
way. What arrives where is read off the values that arrive. Nothing here imports unbroken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations, product
from typing import Any, NamedTuple

NAMES = "abc"
FRESH = "z"
MOST_POSITIONAL = 5
KINDS = ("positional-only", "positional-or-keyword", "keyword-only")

CALLS: tuple[tuple[int, frozenset[str]], ...] = tuple(
    (n, frozenset(keywords))
    for n in range(MOST_POSITIONAL + 1)
    for size in range(len(NAMES) + 2)
    for keywords in combinations(NAMES + FRESH, size)
)
BIT = {call: 1 << index for index, call in enumerate(CALLS)}
SIZES = {call: call[0] + len(call[1]) for call in CALLS}
SMALLER_THAN = [
    sum(BIT[call] for call in CALLS if SIZES[call] < size)
    for size in range(max(SIZES.values()) + 2)
]
"""By size, the calls with fewer arguments; sets of calls are the bits of a number throughout."""


class Spec(NamedTuple):
    """A signature to build: (name, kind, has a default) of each named parameter, and the stars."""

    named: tuple[tuple[str, int, bool], ...]
    var_positional: bool
    var_keyword: bool

    @property
    def source(self) -> str:
        """The parameters as Python source."""
        parts = []
        positional = [p for p in self.named if p[1] < 2]
        for index, (name, kind, default) in enumerate(positional):
            parts.append(f"{name}=0" if default else name)
            if kind == 0 and (index + 1 == len(positional) or positional[index + 1][1] == 1):
                parts.append("/")
        only_keyword = [p for p in self.named if p[1] == 2]
        if self.var_positional:
            parts.append("*args")
        elif only_keyword:
            parts.append("*")
        parts += [f"{name}=0" if default else name for name, _, default in only_keyword]
        if self.var_keyword:
            parts.append("**kwargs")
        return ", ".join(parts)


def _is_valid(named: tuple[tuple[str, int, bool], ...]) -> bool:
    kinds = [kind for _, kind, _ in named]
    defaults = [default for _, kind, default in named if kind < 2]
    return kinds == sorted(kinds) and defaults == sorted(defaults)


def _named_choices() -> Iterator[tuple[tuple[str, int, bool], ...]]:
    for count in range(len(NAMES) + 1):
        for names in permutations(NAMES, count):
            for kinds in product((0, 1, 2), repeat=count):
                for defaults in product((False, True), repeat=count):
                    named = tuple(zip(names, kinds, defaults, strict=True))
                    if _is_valid(named):
                        yield named


SPECS: tuple[Spec, ...] = tuple(
    Spec(named, *stars) for named in _named_choices() for stars in product((False, True), repeat=2)
)


def one_edit_apart() -> set[tuple[int, int]]:
    """Return the ordered pairs (by index) that one edit turns into each other.

    One edit: a parameter comes or goes, gets or loses its default, gets another name, another
    place and kind, or changes places with another one; `*args` or `**kwargs` comes or goes.
    """
    index = {spec: number for number, spec in enumerate(SPECS)}
    pairs = set()
    for spec in SPECS:
        for other in _edited(spec):
            if other in index and other != spec:
                pairs.add((index[spec], index[other]))
                pairs.add((index[other], index[spec]))
    return pairs


def _edited(spec: Spec) -> Iterator[Spec]:
    yield spec._replace(var_positional=not spec.var_positional)
    yield spec._replace(var_keyword=not spec.var_keyword)
    named = spec.named
    for i, (name, kind, default) in enumerate(named):
        without = named[:i] + named[i + 1 :]
        yield spec._replace(named=without)
        changed = [(name, kind, not default)]
        changed += [(n, kind, default) for n in NAMES if n not in [p[0] for p in named]]
        for one in changed:
            yield spec._replace(named=(*named[:i], one, *named[i + 1 :]))
        for slot_of, new_kind in product(range(len(named)), range(3)):
            moved = (*without[:slot_of], (name, new_kind, default), *without[slot_of:])
            yield spec._replace(named=moved)
    for i, j in combinations(range(len(named)), 2):
        swapped = list(named)
        swapped[i] = (named[j][0], *named[i][1:])
        swapped[j] = (named[i][0], *named[j][1:])
        yield spec._replace(named=tuple(swapped))


class Table(NamedTuple):
    """What one function does with all of `CALLS`."""

    function: Callable[..., object]
    accepted: int
    lands: dict[str, dict[int | str, int]]
    """By parameter, by argument (index or keyword): the calls in which it arrives there."""
    in_args: dict[int, int]
    """By index of a positional argument: the calls in which `*args` collects it."""
    in_named: dict[int, int]
    """By index of a positional argument: the calls in which a named parameter takes it."""


def table(spec: Spec) -> Table:
    """Build the function and call it in every way."""
    scope: dict[str, Any] = {}
    exec(f"def f({spec.source}): return locals()", scope)
    function = scope["f"]
    accepted = 0
    lands: dict[str, dict[int | str, int]] = {p[0]: {} for p in spec.named}
    in_args: dict[int, int] = {}
    in_named: dict[int, int] = {}
    for (n, keywords), bit in BIT.items():
        try:
            arrived = function(*range(1, n + 1), **{k: k for k in keywords})
        except TypeError:
            continue
        accepted |= bit
        for value in arrived.pop("args", ()):
            in_args[value - 1] = in_args.get(value - 1, 0) | bit
        arrived.pop("kwargs", None)
        for name, value in arrived.items():
            if value == 0:
                continue  # The default.
            argument = value - 1 if isinstance(value, int) else value
            lands[name][argument] = lands[name].get(argument, 0) | bit
            if isinstance(argument, int):
                in_named[argument] = in_named.get(argument, 0) | bit
    return Table(function, accepted, lands, in_args, in_named)


def breaking(old: Table, new: Table) -> tuple[int, int]:
    """Return the calls that old accepts and new rejects, and those that new rebinds."""
    both = old.accepted & new.accepted
    rebound = 0
    if both:
        for name, arguments in old.lands.items():
            now = new.lands.get(name)
            if now is not None:
                for argument, calls in arguments.items():
                    rebound |= calls & ~now.get(argument, 0)
        for index, calls in old.in_args.items():
            rebound |= calls & new.in_named.get(index, 0)
    return old.accepted & ~new.accepted, rebound & both


def error_of(function: Callable[..., object], n: int, keywords: tuple[str, ...]) -> str:
    """Return the text of the TypeError that a call really raises."""
    try:
        function(*range(n), **dict.fromkeys(keywords))
    except TypeError as error:
        return str(error)
    raise AssertionError(f"{function} accepts {n} positional arguments and {keywords}")
