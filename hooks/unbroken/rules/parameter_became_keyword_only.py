"""A parameter can no longer be passed by position.

Keep it positional. To make it keyword-only, first take it from `*args` and warn, and change the
signature in the next major release.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding
from unbroken.rules.findings.head_code import without_option_code

_OPTION = ("kw_only", "True")

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x, *, y=0): ...", "f(x, y)"),
    Break("def f(x, y): ...", "def f(*, x, y): ...", "f(x, y)"),
    Break(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass\n\n@dataclass(kw_only=True)\nclass A:\n    x: int",
        "A(x)",
    ),
)

KEEPS = (
    Keep(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ndef _d(function):\n    def wrapper(*args, **kwargs):\n"
        "        if len(args) > 1:\n            kwargs['y'] = args[1]\n"
        "            args = args[:1]\n"
        "        return function(*args, **kwargs)\n    return wrapper\n"
        "@_d\ndef f(x, *, y=0): ...",
        "the decorator still takes it by position",
    ),
    Keep(
        "from dataclasses import dataclass\noptions = dict(kw_only=True)\n\n"
        "@dataclass(**options)\nclass A:\n    x: int",
        "from dataclasses import dataclass\noptions = dict(kw_only=True)\n\n"
        "@dataclass(kw_only=True)\nclass A:\n    x: int",
        "the options of before are not known",
    ),
    Keep(
        "# m.py\nfrom functools import update_wrapper\nfrom typing import cast\n\n"
        "def _d(function):\n    def wrapper(x, **kwargs): return function(x, **kwargs)\n"
        "    return update_wrapper(cast('F', wrapper), function)\n@_d\ndef f(x, y=0): ...",
        "# m.py\nfrom functools import update_wrapper\n\ndef _d(function):\n"
        "    def wrapper(x, **kwargs): return function(x, **kwargs)\n"
        "    return update_wrapper(wrapper, function)\n@_d\ndef f(x, y=0): ...",
        "the decorator took it by keyword only before",
    ),
    Keep(
        "# m.py\nimport lib\n\ndef _d(function):\n"
        "    def wrapper(x, **kwargs): return function(x, **kwargs)\n"
        "    return lib.made(wrapper)\n@_d\ndef f(x, y=0): ...",
        "# m.py\n\ndef _d(function):\n"
        "    def wrapper(x, **kwargs): return function(x, **kwargs)\n"
        "    return wrapper\n@_d\ndef f(x, y=0): ...",
        "it is not known what the decorator took before",
    ),
    Keep(
        "# m.py\ndef _call(function, *args): return function(*args)\n\ndef _d(function):\n"
        "    def wrapper(x, **kwargs): return _call(function, x, 0)\n"
        "    return wrapper\n@_d\ndef f(x, y): ...",
        "# m.py\ndef f(x, **kwargs): ...",
        "what the decorator passes on was never passed to it by position",
    ),
    Keep(
        "import lib\nif lib.X:\n    def f(x): ...\nelse:\n    @lib.wrap\n    def f(x, y=0): ...",
        "import lib\nif lib.X:\n    def f(x, z=0): ...\nelse:\n    @lib.wrap\n"
        "    def f(x, y=0, z=0): ...",
        "both functions take it by position as before",
    ),
    Keep("def f(x, *, y=0): ...", "def f(x, y=0): ...", "it can still be passed by keyword"),
)

REMEDIES = (
    Remedy(
        "def f(x, y=0): return x, y",
        "import warnings\ndef f(x, *args, y=0):\n    if args:\n"
        "        warnings.warn('pass y by keyword', DeprecationWarning, stacklevel=2)\n"
        "        (y,) = args\n    return x, y",
        "assert f(1, 2) == f(1, y=2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that lost their place."""
    for broken in breaks_of(pair, "parameter-became-keyword-only"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' can no longer be passed by position",
            f"Keep '{name}' positional, and warn for a release when it is passed by position.",
            code=_as_positional(pair),
        )


def _as_positional(pair: Pair) -> Code | None:
    """Return the header of a class without the option that makes its fields keyword-only."""
    if pair.new is None or without_option_code(pair.old, *_OPTION) is not None:
        return None
    return without_option_code(pair.new, *_OPTION)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
