"""`**kwargs` was removed, so that calls with other keyword arguments fail.

Keep `**kwargs`, and warn for a release about keywords that are not used.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, **kw): ...", "def f(x): ...", "f(x, extra=extra)"),
    Break("def f(x, **kw): ...", "def f(x, *, y=0): ...", "f(x, extra=extra)"),
)

KEEPS = (
    Keep(
        "class E(ValueError):\n    def __init__(self, x, **kw):\n        super().__init__(x, **kw)",
        "class E(ValueError):\n    def __init__(self, x):\n        super().__init__(x)",
        "Python's own exception took none",
    ),
    Keep("def f(x, **kw): ...", "def f(x, **options): ...", "nobody passes `**kw` by its name"),
    Keep(
        "def f(x, **kw):\n    y = kw.pop('y', 1)\n    if kw: raise TypeError(kw)\n    return x, y",
        "def f(x, *, y=1): return x, y",
        "other keywords were refused before",
    ),
    Keep(
        "def f(x, **kw):\n    y = kw.pop('y')\n    if kw: raise TypeError(kw)\n    return x, y",
        "def f(x, *, y): return x, y",
        "it had to be passed before",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, **kw): return x",
        "import warnings\ndef f(x, **kw):\n    if kw:\n"
        "        warnings.warn('other keywords have no effect', DeprecationWarning, stacklevel=2)\n"
        "    return x",
        "assert f(1, extra=2) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find `**kwargs` that are gone."""
    for broken in breaks_of(pair, "var-keyword-removed"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"'**{name}' was removed, so that other keyword arguments are rejected",
            f"Keep '**{name}', and warn for a release about keywords that are not used.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
