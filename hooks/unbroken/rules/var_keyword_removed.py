"""`**kwargs` is gone, so that calls with other keyword arguments are refused.

Keep `**kwargs`, and warn for a release about the keywords in it that mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.calls import breaks_of, call_finding

RULE = Rule(level="error")

BREAKS = (
    Break("def f(x, **kw): ...", "def f(x): ...", "f(x, extra=extra)"),
    Break("def f(x, **kw): ...", "def f(x, *, y=0): ...", "f(x, extra=extra)"),
)

KEEPS = (
    Keep("def f(x, **kw): ...", "def f(x, **options): ...", "nobody passes `**kw` by its name"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find `**kwargs` that are gone."""
    for each in breaks_of(pair, __name__):
        name = each.found.parameter
        yield call_finding(
            pair,
            each,
            f"'**{name}' was removed, so that other keyword arguments are refused",
            f"Keep '**{name}', and warn for a release about keywords that mean nothing.",
        )
