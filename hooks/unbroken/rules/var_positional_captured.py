"""A new positional parameter takes an argument that `*args` (or `**kwargs`) collected before.

Put the new parameter after `*args`, where it is keyword-only. A positional-only one may well be the
first element of the former `*args`: that is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.pair import Pair
from unbroken.model.definitions import ParameterKind, Signature
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, *args): ...", "def f(x, y=None, *args): ...", "f(x, args0)"),
    Break("def f(*args, key=None): ...", "def f(key=None, *args): ...", "f(args0)"),
    Break("def f(*args): ...", "def f(a=None, /, *args): ...", "f(args0)", level="warning"),
    Break(
        "def _g(a=1, b=2): ...\ndef f(x, *args): return _g(*args)",
        "def _g(a=1, b=2): ...\ndef f(x, y=0, *args): return _g(*args)",
        "f(x, args0)",
    ),
    Break("def f(*args): ...", "def f(__a=None, *args): ...", "f(args0)", level="warning"),
)

KEEPS = (
    *(
        Keep(
            "def f(x, *args, k=0): ...",
            "import functools\ndef _d(function):\n    @functools.wraps(function)\n"
            "    def wrapper(*args, **kwargs):\n"
            f"        {before}\n        result = function(*args, **kwargs)\n"
            f"        {after}\n        return result\n    return wrapper\n"
            "@_d\ndef f(x, *args, k=0): ...",
            why,
        )
        for before, after, why in (
            ("...", "del args, kwargs", "a wrapper that forgets the arguments in the end"),
            ("args = tuple(args)", "...", "a wrapper whose function takes all by position anyway"),
        )
    ),
    Keep(
        "def f(x, *args): ...", "def f(x, *args, y=None): ...", "behind `*args` it is keyword-only"
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, *args): return x, args",
        "def f(x, *args, y=None): return x, args",
        "assert f(1, 2) == (1, (2,))",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that take what was collected."""
    for broken in breaks_of(pair, "var-positional-captured"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' now takes an argument that was collected before",
            f"Put '{name}' after the parameter with the star, where it is keyword-only.",
            level="warning" if _is_first_of_star(pair, name) else None,
        )


def _is_first_of_star(pair: Pair, name: str) -> bool:
    """Return whether a parameter can only be what stood first among what is still collected."""
    now = call_target(pair.new_surface, pair.new) if pair.new is not None else None
    if now is None:
        return False
    signature = normalised(Signature(now.parameters), now.bound == 1)
    kinds = {parameter.name: parameter.kind for parameter in signature.parameters}
    star = ParameterKind.VAR_POSITIONAL in kinds.values()
    return star and kinds.get(name) is ParameterKind.POSITIONAL_ONLY


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
