"""`*args` was removed, so that calls with more positional arguments fail.

Keep `*args`, and warn for a release when it is not empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, *args): ...", "def f(x): ...", "f(x, args0)"),
    Break(
        "class E(ValueError):\n    def __init__(self, x, *args):\n"
        "        super().__init__(x, *args)",
        "class E(ValueError):\n    def __init__(self, x):\n        super().__init__(x)",
        "E(x, args0)",
    ),
    Break(
        "from collections import UserDict\nclass A(UserDict):\n    def __init__(self, x, *args):\n"
        "        super().__init__(a=x)",
        "from collections import UserDict\nclass A(UserDict):\n    def __init__(self, x):\n"
        "        super().__init__(a=x)",
        "A(x, args0)",
    ),
)

KEEPS = (
    Keep("def f(x, *args): ...", "def f(x, *rest): ...", "nobody passes `*args` by its name"),
    Keep(
        "from lib import B\nclass A(B):\n    def __init__(self, x, *args):\n"
        "        super().__init__(x, *args)",
        "from lib import B\nclass A(B):\n    def __init__(self, x):\n        super().__init__(x)",
        "it is not known what the base took",
    ),
    Keep(
        "from decorator import decorator\n@decorator\ndef f(function, *args, **options): ...",
        "def f(function): ...",
        "it is called with what it decorates, before as after",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, *args): return x",
        "import warnings\ndef f(x, *args):\n    if args:\n"
        "        warnings.warn('more arguments have no effect', DeprecationWarning, stacklevel=2)\n"
        "    return x",
        "assert f(1, 2) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find `*args` that are gone."""
    for broken in breaks_of(pair, "var-positional-removed"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"'*{name}' was removed, so that more positional arguments are rejected",
            f"Keep '*{name}', and warn for a release when it is not empty.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
