"""A parameter was added before others, so that positional arguments are bound to the wrong one.

Put the new parameter after all others, or make it keyword-only.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

_KEYWORD_ONLY = "from dataclasses import dataclass\n\n@dataclass(kw_only=True)\nclass A:\n"
_UNPACKED = (
    "from dataclasses import dataclass\n_OPTIONS = dict(kw_only=True, frozen=True)\n\n"
    "@dataclass(**_OPTIONS)\nclass A:\n"
)

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x, z=1, y=0): ...", "f(x, y)"),
    Break(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int = 0",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    w: int = 0\n    x: int = 0",
        "A(x)",
    ),
    Break(
        "class B:\n    def __init__(self, content=None): ...\n"
        "class A(B):\n    def __init__(self, to, *args, **kwargs):\n"
        "        super().__init__(*args, **kwargs)",
        "class B:\n    def __init__(self, content=None): ...\n"
        "class A(B):\n    def __init__(self, to, keep=False, *args, **kwargs):\n"
        "        super().__init__(*args, **kwargs)",
        "A(to, content)",
    ),
)

KEEPS = (
    Keep(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int = 0",
        "from dataclasses import dataclass\nfrom typing import ClassVar\n\n@dataclass\n"
        "class A:\n    limit: ClassVar[int] = 9\n    x: int = 0",
        "a class variable is not a field",
    ),
    Keep("def f(x, y=0): ...", "def f(x, y=0, z=1): ...", "it is behind the others"),
    Keep("def f(x, *, y=0): ...", "def f(x, z=1, *, y=0): ...", "it is behind the positional ones"),
    Keep(
        _KEYWORD_ONLY + "    x: int = 0",
        _KEYWORD_ONLY + "    w: int = 0\n    x: int = 0",
        "keyword-only fields have no places",
    ),
    Keep(
        _UNPACKED + "    x: int = 0",
        _UNPACKED + "    w: int = 0\n    x: int = 0",
        "keyword-only fields have no places, where the option is unpacked, too",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, y=0): return x, y",
        "def f(x, y=0, z=1): return x, y",
        "assert f(1, 2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find new parameters that take the place of others."""
    for broken in breaks_of(pair, "parameter-inserted"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' was added before others, so that positional arguments move",
            f"Put '{name}' after all other parameters, or make it keyword-only.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
