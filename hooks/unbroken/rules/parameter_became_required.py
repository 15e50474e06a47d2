"""A parameter lost its default, so that calls without it fail.

Keep the default. If callers must choose the value, warn for a release when they do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x, y): ...", "f(x)"),
    Break("def f(*, x=None): ...", "def f(*, x): ...", "f()"),
)

KEEPS = (
    Keep(
        "def f(x, y): ...",
        "def f(x, y=0): ...",
        "a default came; nobody must pass less than before",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, y=0): return x, y",
        "import warnings\ndef f(x, y=0):\n    if y == 0:\n"
        "        warnings.warn('pass y', DeprecationWarning, stacklevel=2)\n    return x, y",
        "assert f(1) == (1, 0)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that lost their default."""
    for broken in breaks_of(pair, "parameter-became-required"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' lost its default and must be passed",
            f"Give '{name}' its default back, or warn for a release when it is left out.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
