"""Find renamed parameters.

A rename is a parameter that is removed where another one is added in the same place: between the
same kept neighbours, or alone among the keyword-only ones. Contrary evidence rules it out: a
required parameter is not the new name of one with a default, nor is a `str` that of an `int`.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from unbroken.model.definitions import Parameter, ParameterKind

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_LARGEST_TABLE = 4096


def renames(old: Sequence[Parameter], new: Sequence[Parameter]) -> Mapping[str, str]:
    """Return the new name of each parameter of `old` that was renamed in `new`."""
    return _renames(tuple(old), tuple(new))


@functools.lru_cache(maxsize=256)
def _renames(old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> Mapping[str, str]:
    # Each break of a pair asks for them.
    stayed = _names(old) & _names(new)
    renamed = _positional(_slots(old), _slots(new), stayed)
    went = [p for p in old if p.kind is _KEYWORD_ONLY and p.name not in stayed]
    came = [p for p in new if p.kind is _KEYWORD_ONLY and p.name not in stayed]
    if len(went) == len(came) == 1:
        if not _contradicted(went[0], came[0]):
            renamed[went[0].name] = came[0].name
        return renamed
    if len(went) * len(came) > _LARGEST_TABLE:
        return renamed
    # Keyword-only parameters have no place that distinguishes them: only evidence does.
    for gone in went:
        alike = [p for p in came if not _contradicted(gone, p) and _evidence(gone, p)]
        if len(alike) == 1 and _only_source(gone, alike[0], went):
            renamed[gone.name] = alike[0].name
    return renamed


def _only_source(gone: Parameter, came: Parameter, went: Sequence[Parameter]) -> bool:
    """Return whether no other removed parameter could be renamed to `came` as well."""
    return not any(
        p is not gone and not _contradicted(p, came) and _evidence(p, came) for p in went
    )


def _names(parameters: Sequence[Parameter]) -> set[str]:
    return {p.name for p in parameters if p.kind not in _VARIADIC}


def _slots(parameters: Sequence[Parameter]) -> list[Parameter]:
    return [p for p in parameters if p.kind <= _POSITIONAL_OR_KEYWORD]


def _positional(
    old: Sequence[Parameter], new: Sequence[Parameter], stayed: Collection[str]
) -> dict[str, str]:
    """Match removed and added parameters between each two kept neighbours, in order."""
    renamed: dict[str, str] = {}
    anchors = _kept_in_order(old, new)
    start_old = start_new = 0
    for stop_old, stop_new in [*anchors, (len(old), len(new))]:
        went = [p for p in old[start_old:stop_old] if p.name not in stayed]
        came = [p for p in new[start_new:stop_new] if p.name not in stayed]
        for gone, instead in _aligned(went, came):
            renamed[gone.name] = instead.name
        start_old, start_new = stop_old + 1, stop_new + 1
    return renamed


def _kept_in_order(old: Sequence[Parameter], new: Sequence[Parameter]) -> list[tuple[int, int]]:
    """Return (old slot, new slot) of the most parameters whose order did not change."""
    new_slot = {p.name: slot for slot, p in enumerate(new)}
    # The longest increasing subsequence of the new slots, by patience sorting.
    ends: list[int] = []
    piles: list[list[tuple[int, int, int]]] = []
    for slot, parameter in enumerate(old):
        target = new_slot.get(parameter.name)
        if target is None:
            continue
        pile = bisect_left(ends, target)
        before = len(piles[pile - 1]) - 1 if pile else -1
        if pile == len(ends):
            ends.append(target)
            piles.append([])
        ends[pile] = target
        piles[pile].append((slot, target, before))
    kept: list[tuple[int, int]] = []
    index = -1
    for entries in reversed(piles):
        slot, target, index = entries[index]
        kept.append((slot, target))
    return kept[::-1]


def _aligned(
    went: Sequence[Parameter], came: Sequence[Parameter]
) -> list[tuple[Parameter, Parameter]]:
    """Return the matches of two runs that have the greatest evidence and do not cross."""
    if len(went) * len(came) > _LARGEST_TABLE:
        return [(a, b) for a, b in zip(went, came, strict=False) if not _contradicted(a, b)]
    # best[i][j]: the greatest weight of matching went[i:] with came[j:].
    best = [[0] * (len(came) + 1) for _ in range(len(went) + 1)]
    for i in range(len(went) - 1, -1, -1):
        for j in range(len(came) - 1, -1, -1):
            matched = best[i + 1][j + 1] + _weight(went[i], came[j], i == j)
            best[i][j] = max(matched, best[i + 1][j], best[i][j + 1])
    aligned = []
    i = j = 0
    while i < len(went) and j < len(came):
        weight = _weight(went[i], came[j], i == j)
        if weight and best[i][j] == best[i + 1][j + 1] + weight:
            aligned.append((went[i], came[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return aligned


def _weight(gone: Parameter, came: Parameter, same_place: bool) -> int:
    """Return how well a rename explains the two; 0 if it does not."""
    if _contradicted(gone, came):
        return 0
    return 10 + 4 * _evidence(gone, came) + same_place


def _evidence(gone: Parameter, came: Parameter) -> int:
    """Count what the two have in common beyond their place."""
    return (
        (gone.default is not None and gone.default == came.default)
        + (gone.annotation is not None and gone.annotation == came.annotation)
        + _alike(gone.name.strip("_").lower(), came.name.strip("_").lower())
    )


def _alike(one: str, other: str) -> bool:
    """Return whether one name is the other one written longer (`num`, `num_layers`)."""
    return min(len(one), len(other)) > 2 and (one in other or other in one)


def _contradicted(gone: Parameter, came: Parameter) -> bool:
    """Return whether the two cannot well be the same parameter."""
    if gone.kind is came.kind is ParameterKind.POSITIONAL_ONLY:
        # A positional-only parameter is identified by its place alone.
        return False
    if (gone.default is None) != (came.default is None):
        return True
    known = [
        annotation
        for annotation in (gone.annotation, came.annotation)
        if not _says_nothing(annotation)
    ]
    return len(known) == 2 and known[0] != known[1]


def _says_nothing(annotation: str | None) -> bool:
    """Return whether an annotation is no evidence for or against a rename.

    It is judged by its text. A break is found either way; this decides only what it is called.
    """
    return annotation is None or annotation.rpartition(".")[2] in ("Any", "object")
