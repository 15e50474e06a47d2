"""A parameter can no longer be passed by keyword.

Keep its name usable. To make it positional-only, first warn when it is passed by keyword.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x, y=0, /): ...", "f(x=x)"),
    Break("def f(x): ...", "def f(x, /): ...", "f(x=x)"),
)

KEEPS = (Keep("def f(x, /): ...", "def f(x): ...", "it can still be passed by position"),)

REMEDIES = (
    Remedy(
        "def f(x, y=0): return x, y",
        "def f(x, y=0): return x, y\ndef g(x, y=0, /): return x, y",
        "assert f(x=1) == (1, 0)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters whose names can no longer be used."""
    for broken in breaks_of(pair, "parameter-became-positional-only"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' can no longer be passed by keyword",
            f"Remove the '/' after '{name}', or warn for a release when it is passed by keyword.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
