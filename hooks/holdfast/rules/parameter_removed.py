"""A parameter that callers could pass is gone.

Keep the parameter for a while: give it a default, ignore or translate the value, and warn
with `DeprecationWarning` when it is passed. Remove it in the next major release.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, breaks_of, finding

RULE = Rule(level="error")

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x): ...", "f(x, y=0)"),
    Break("def f(x, *, y=0): ...", "def f(x): ...", "f(x, y=0)"),
)

KEEPS = (
    Keep("def f(x, *, y=0): ...", "def f(x, **kw): ...", "**kw still takes y="),
    Keep("def f(x, _y, /): ...", "def f(x, *rest): ...", "*rest still takes the second argument"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that calls can no longer pass."""
    for found, affects in breaks_of(pair, __name__):
        yield finding(
            pair,
            f"parameter '{found.parameter}' was removed",
            f"Keep '{found.parameter}' with a default, warn when it is passed, and remove it in "
            "the next major release.",
            parameter=found.parameter,
            witness=found.witness,
            affects=affects,
        )
