"""A parameter was added that every call must pass, so that existing calls fail.

Give it a default that keeps the former behaviour, and preferably make it keyword-only.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x): ...", "def f(x, y): ...", "f(x)"),
    Break("def f(x): ...", "def f(x, *, y): ...", "f(x)"),
    Break("class A: ...", "class A:\n    def __init__(self, x): ...", "A()"),
    Break(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    y: int",
        "A(x)",
    ),
)

_OPTION = "class Option:\n    def __init__(self, *names): ...\n"

KEEPS = (
    Keep(
        "class M(type):\n    def __call__(cls, *args): raise TypeError('not public')\n"
        "class A(metaclass=M):\n    def __init__(self, x): ...",
        "class M(type):\n    def __call__(cls, *args): raise TypeError('not public')\n"
        "class A(metaclass=M):\n    def __init__(self, x, y): ...",
        "the metaclass refuses all calls",
    ),
    Keep("def f(x): ...", "def f(x, y=0): ...", "calls without it still work"),
    Keep(
        _OPTION + "    def __call__(self, fn): return self\nf = Option('-f')",
        _OPTION + "    def __call__(self, fn): return self\n@Option('-f')\ndef f(x, y): ...",
        "what decorates it returns itself, not the function",
    ),
    Keep(
        _OPTION + "    def __call__(self, fn): return self\n@Option('-f')\ndef f(x): ...",
        _OPTION + "    def __call__(self, fn): return self\n@Option('-f')\ndef f(x, y): ...",
        "what decorates it returns itself, not the function",
    ),
    Keep(
        _OPTION + "    def __call__(self, fn): return made(self, fn)\nf = Option('-f')",
        _OPTION + "    def __call__(self, fn): return made(self, fn)\n@Option('-f')\n"
        "def f(x, y): ...",
        "what becomes of the function is not known",
    ),
    Keep("def f(x): ...", "def f(x, *, y=0): ...", "calls without it still work"),
    Keep("def f(x, **kw): ...", "def f(x, *, y=0, **kw): ...", "`**kw` took `y=` before"),
    Keep(
        "import enum\n\nclass A(enum.Enum):\n    X = 1",
        "import enum\n\nclass A(enum.Enum):\n    X = 1\n\n    def __init__(self, value): ...",
        "enums are not called to make a member",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x): return x",
        "def f(x, *, y=None): return x",
        "assert f(1) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find new parameters without a default."""
    for broken in breaks_of(pair, "parameter-added-required"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' was added and must be passed",
            f"Give '{name}' a default that keeps the former behaviour, and preferably make it "
            "keyword-only.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
