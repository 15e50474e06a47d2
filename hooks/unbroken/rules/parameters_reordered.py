"""Parameters changed places, so that positional arguments are bound to the wrong ones.

Restore the order. A function with another name, or keyword-only parameters, can have a better one.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, y): ...", "def f(y, x): ...", "f(x, y)"),
    Break("def f(x, y=0, z=1): ...", "def f(x, z=1, y=0): ...", "f(x, y)"),
)

KEEPS = (
    Keep(
        "from dataclasses import dataclass\n\n@dataclass(kw_only=True)\nclass A:\n"
        "    x: int\n    y: int",
        "from dataclasses import dataclass\n\n@dataclass(kw_only=True)\nclass A:\n"
        "    y: int\n    x: int",
        "keyword-only fields have no places",
    ),
    Keep("def f(*, x, y): ...", "def f(*, y, x): ...", "keyword-only parameters have no places"),
)

REMEDIES = (
    Remedy(
        "def f(x, y): return x, y",
        "def f(x, y): return x, y\ndef g(y, x): return x, y",
        "assert f(1, 2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that changed places."""
    for broken in breaks_of(pair, "parameters-reordered"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameters changed places: '{name}' is no longer where it was",
            "Restore the order of the parameters that can be passed by position.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
