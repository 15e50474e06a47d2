"""A new positional parameter takes an argument that `*args` (or `**kwargs`) collected before.

Put the new parameter behind `*args`, where it is keyword-only.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule
from holdfast.rules.shared.calls import breaks_of, call_finding

RULE = Rule(level="error")

BREAKS = (
    Break("def f(x, *args): ...", "def f(x, y=None, *args): ...", "f(x, args0)"),
    Break("def f(*args, key=None): ...", "def f(key=None, *args): ...", "f(args0)"),
)

KEEPS = (
    Keep(
        "def f(x, *args): ...", "def f(x, *args, y=None): ...", "behind `*args` it is keyword-only"
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that take what was collected."""
    for each in breaks_of(pair, __name__):
        name = each.found.parameter
        yield call_finding(
            pair,
            each,
            f"parameter '{name}' now takes an argument that was collected before",
            f"Put '{name}' behind the parameter with the star, where it is keyword-only.",
        )
