"""A parameter has another name, so that calls that pass it by its old name fail.

Accept both names for a while: keep the old one as an optional keyword, and warn when it is
passed.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, y): ...", "def f(x, z): ...", "f(x, y=y)"),
    Break("def f(x, *, size=1): ...", "def f(x, *, length=1): ...", "f(x, size=1)"),
    Break(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    y: int = 0",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n    z: int = 0",
        "A(x, y=0)",
    ),
)

KEEPS = (
    Keep("def f(x, /): ...", "def f(y, /): ...", "nobody can pass it by name"),
    Keep("def f(__x): ...", "def f(__y): ...", "two underscores mark it as positional-only"),
    Keep(
        "def f(x, y): ...",
        "def f(x, z=None, **old_names): ...",
        "`y=` is still taken, and so is a second argument",
    ),
    Keep(
        "def f(x, y): ...",
        "import warnings\ndef f(x, z=None, *, y=None):\n    if y is not None:\n"
        "        warnings.warn('y is z now', DeprecationWarning, stacklevel=2)\n        z = y",
        "`y=` is still taken, with a warning, and its place is that of `z`",
    ),
    Keep(
        "def f(*, y=1): ...",
        "import warnings\ndef f(*, z=1, y=None):\n    if y is not None:\n"
        "        warnings.warn('y is z now', DeprecationWarning, stacklevel=2)\n        z = y",
        "`y=` is still taken, with a warning",
    ),
    Keep(
        "def f(*args, **kw): ...",
        "def f(*rest, **options): ...",
        "nobody passes `*args` by its name",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a, old=1): return a, old",
        "import warnings\ndef f(a, new=1, *, old=None):\n    if old is not None:\n"
        "        warnings.warn('old was renamed to new', DeprecationWarning, stacklevel=2)\n"
        "        new = old\n    return a, new",
        "assert f(1, 2) == f(1, old=2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that are known by another name now."""
    for broken in breaks_of(pair, "parameter-renamed"):
        old, new = broken.call_break.parameter, broken.call_break.new_name
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{old}' was renamed to '{new}'",
            f"Accept both for a while: '{new}' in its place, and '{old}' by keyword, with a "
            "warning.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
