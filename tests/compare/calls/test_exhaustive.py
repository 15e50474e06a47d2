"""Every verdict and every witness about small signatures, against real calls.

All signatures of up to three named parameters, in ordered pairs: 3,888,784 of them. By default
all pairs that are one edit apart are checked, and a fixed sample of the others; with
`UNBROKEN_EXHAUSTIVE=1` in the environment every pair is (a quarter of an hour on one core, less
with `pytest -n`).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from functools import cache

import pytest

from tests.compare.calls.oracle import (
    BIT,
    FRESH,
    NAMES,
    SMALLER_THAN,
    SPECS,
    Table,
    breaking,
    error_of,
    one_edit_apart,
    table,
)
from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.compatibility import verdict
from unbroken.model.definitions import Signature

SHARDS = 32
SAMPLE = 40_000
EXHAUSTIVE = os.environ.get("UNBROKEN_EXHAUSTIVE") == "1"
CALLEE = Callee("f", "f")


@cache
def subjects() -> list[tuple[Table, Signature]]:
    return [(table(spec), signature(spec.source)) for spec in SPECS]


@cache
def one_edit() -> list[tuple[int, int]]:
    return sorted(one_edit_apart())


def all_pairs(shard: int) -> Iterable[tuple[int, int]]:
    count = len(SPECS)
    return ((i, j) for i in range(shard, count, SHARDS) for j in range(count))


def sampled_pairs(shard: int) -> Iterable[tuple[int, int]]:
    count = len(SPECS)
    choose = random.Random(shard)
    yield from one_edit()[shard::SHARDS]
    for _ in range(SAMPLE // SHARDS):
        yield choose.randrange(count), choose.randrange(count)


def test_the_signatures_are_all_there() -> None:
    assert len(SPECS) == len({spec.source for spec in SPECS}) == 1972
    assert len(one_edit()) == 38_840


@pytest.mark.parametrize("shard", range(SHARDS))
def test_verdicts_and_witnesses_agree_with_python(shard: int) -> None:
    wrong = []
    pairs = all_pairs(shard) if EXHAUSTIVE else sampled_pairs(shard)
    for i, j in pairs:
        complaint = checked(subjects()[i], subjects()[j])
        if complaint:
            wrong.append(f"f({SPECS[i].source}) -> f({SPECS[j].source}): {complaint}")
    assert not wrong, "\n".join([f"{len(wrong)} wrong", *wrong[:20]])


def checked(old: tuple[Table, Signature], new: tuple[Table, Signature]) -> str | None:
    """Return what is wrong about a pair."""
    rejected, rebound = breaking(old[0], new[0])
    call = verdict(old[1].parameters, new[1].parameters)
    causes = breaks(old[1], new[1], CALLEE)
    if not rejected | rebound:
        return f"{call or causes} is a false alarm" if call or causes else None
    if call is None:
        return "a break is missed"
    if not causes:
        return "a break has no cause"
    effects = {"rejected": rejected, "rebound": rebound}
    size = call.positional + len(call.keywords)
    if not effects[call.effect] & bit(call.positional, call.keywords):
        return f"{call} does not break"
    if (rejected | rebound) & SMALLER_THAN[size]:
        return f"{call} is not the smallest"
    seen = set()
    for cause in causes:
        witness = cause.witness
        if not effects[witness.effect] & bit(witness.positional, witness.keywords):
            return f"{cause} does not break"
        if witness.effect == "rejected":
            real = error_of(new[0].function, witness.positional, witness.keywords)
            # Since 3.13 a suggestion may follow: "... 'x'. Did you mean 'y'?".
            if witness.error not in (real, real.partition(". Did you mean")[0]):
                return f"{cause} does not say {real}"
        seen.add((cause.cause, cause.parameter))
    if len(seen) < len(causes):
        return f"{causes} say one thing twice"
    smallest = min(c.witness.positional + len(c.witness.keywords) for c in causes)
    return None if smallest == size else f"{causes} lack the smallest call {call}"


def bit(positional: int, keywords: tuple[str, ...]) -> int:
    """Return the bit of a call; all that is no parameter is one to the oracle."""
    return BIT[positional, frozenset(k if k in NAMES else FRESH for k in keywords)]
