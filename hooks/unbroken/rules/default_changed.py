"""A parameter has another default, so that calls without it do something else.

Mention it in the release notes. To move users gently, warn for a release when the parameter is
left out, and change the default in the next release.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.parameters import Kept, kept_parameters, parameter_finding
from unbroken.semantics.literals import (
    both_shortened,
    is_class_constant,
    literal_key,
    meaning,
    value_key,
)

_DATACLASS = "from dataclasses import dataclass, field\n\n@dataclass\nclass A:\n"

BREAKS = (
    Break("def f(x, timeout=10): ...", "def f(x, timeout=20): ..."),
    Break("def f(*, strict=False): ...", "def f(*, strict=True): ..."),
    Break("def f(x=()): ...", "def f(x=None): ..."),
    Break("def f(x=1, /): ...", "def f(y=2, /): ..."),
    Break("LIMIT = 1\ndef f(x=LIMIT): ...", "LIMIT = 1\ndef f(x=2): ..."),
    Break("LIMIT = 1\ndef f(x=LIMIT): ...", "LIMIT = 2\ndef f(x=LIMIT): ..."),
    Break("import lib\ndef f(x=lib.A): ...", "import lib\ndef f(x=lib.B): ...", level="note"),
    Break(
        "class M:\n    A = 1\n    B = 2\ndef f(x=M.A): ...",
        "class M:\n    A = 1\n    B = 2\ndef f(x=M.B): ...",
    ),
    Break(
        "class A:\n    def __init__(self, x=1): ...", "class A:\n    def __init__(self, x=2): ..."
    ),
    Break(_DATACLASS + "    x: int = 1", _DATACLASS + "    x: int = 2"),
    Break(
        "class A:\n    def __init__(self, x=1): ...\nclass B(A): ...",
        "class A:\n    def __init__(self, x=2): ...\nclass B(A): ...",
    ),
)

KEEPS = (
    Keep("def f(x=1_000): ...", "def f(x=1000): ...", "the same number"),
    Keep("def f(x=1e0): ...", "def f(x=1.0): ...", "the same number"),
    Keep("def f(x=1): ...", "def f(x=1.0): ...", "an equal number"),
    Keep("def f(x='a'): ...", 'def f(x="a"): ...', "the same string"),
    Keep("def f(x=1 << 10): ...", "def f(x=1024): ...", "the same number"),
    Keep("def f(x={}): ...", "def f(x=dict()): ...", "the same value"),
    Keep("LIMIT = 1\ndef f(x=1): ...", "LIMIT = 1\ndef f(x=LIMIT): ...", "the same value, named"),
    Keep(
        "import lib\ndef f(x=lib.A): ...",
        "from lib import A\ndef f(x=A): ...",
        "the same name, imported in another way",
    ),
    Keep("def f(x): ...", "def f(x=1): ...", "a default was added"),
    Keep("LIMIT = 4\ndef f(x=LIMIT): ...", "LIMIT = 2 + 2\ndef f(x=LIMIT): ...", "the same value"),
    Keep(
        "import lib\nLIMIT = 1\ndef f(x=LIMIT): ...",
        "import lib\nLIMIT = lib.LIMIT\ndef f(x=LIMIT): ...",
        "the new value of the constant is not known",
    ),
    Keep(
        _DATACLASS + "    x: list = field(default_factory=list)",
        _DATACLASS + "    x: list = field(default_factory=lambda: [])",
        "the same value",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, timeout=10): return timeout",
        "import warnings\n_UNSET = object()\ndef f(x, timeout=10): return timeout\n"
        "def f_patient(x, timeout=20): return timeout",
        "assert f(1) == 10",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters whose defaults mean something else."""
    for kept in kept_parameters(pair):
        level = _judged(pair, kept)
        if level is None:
            continue
        was, now = both_shortened(*_shown(pair, kept))
        yield parameter_finding(
            RULE,
            pair,
            kept,
            f"default of '{kept.old.name}' changed from {was} to {now}",
            f"Keep {was}, or warn for a release when '{kept.old.name}' is left out.",
            level=level,
        )


def _judged(pair: Pair, kept: Kept) -> Level | None:
    """Return how much a changed default weighs; None where nothing changed.

    A name or call that is not known to be something else may well have the same value.
    """
    old, new = kept.old.default, kept.new.default
    if old is None or new is None or "..." in (old, new):
        return None
    if old == new:
        values = _named_values(pair, kept)
        return RULE.level if values is not None and values[0] != values[1] else None
    was = meaning(pair.old_surface, kept.scopes[0], old)
    now = meaning(pair.new_surface, kept.scopes[1], new)
    if was == now:
        return None
    known = literal_key(old) is not None or (was != old and literal_key(was) is not None)
    if is_class_constant(pair.old_surface, kept.scopes[0], old):
        known = known or is_class_constant(pair.new_surface, kept.scopes[1], new)
    return RULE.level if known else "note"


def _named_values(pair: Pair, kept: Kept) -> tuple[str, str] | None:
    """Return the old and new value of the constant that is the default; None if not known."""
    if literal_key(kept.old.default) is not None:
        return None
    was = value_key(pair.old_surface, kept.scopes[0], str(kept.old.default))
    now = value_key(pair.new_surface, kept.scopes[1], str(kept.new.default))
    return (was, now) if was is not None and now is not None else None


def _shown(pair: Pair, kept: Kept) -> tuple[str, str]:
    """Return both defaults as text: as written, or the values of a constant that changed."""
    old, new = str(kept.old.default), str(kept.new.default)
    if old == new:
        return _named_values(pair, kept) or (old, new)
    return old, new


RULE = PairRule(
    module=__name__,
    level="warning",
    bump="minor",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
