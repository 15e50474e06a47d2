"""A function whose result was used in a `with` statement now returns a plain generator.

Put `@contextmanager` (or `@asynccontextmanager`) back. To offer the generator as well, give it
another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import decorator_code
from unbroken.semantics.decorators import product_of, redecorated

_IMPORT = "from contextlib import contextmanager\n"

BREAKS = (
    Break(
        _IMPORT + "@contextmanager\ndef f(): yield 1",
        _IMPORT + "def f(): yield 1",
    ),
)

KEEPS = (
    Keep(
        _IMPORT + "@contextmanager\ndef f(): yield 1",
        "import contextlib\n@contextlib.contextmanager\ndef f(): yield 1",
        "the same decorator",
    ),
    Keep(
        _IMPORT + "@contextmanager\ndef f(): yield 1",
        _IMPORT + "def f(): return _Context()",
        "it may well return a context manager",
    ),
    Keep(
        "def f(): return _Context()",
        _IMPORT + "@contextmanager\ndef f(): yield 1",
        "it may well have returned a context manager",
    ),
)

REMEDIES = (
    Remedy(
        "from contextlib import contextmanager\n@contextmanager\ndef f(): yield 1",
        "from contextlib import contextmanager\ndef f_steps(): yield 1\n@contextmanager\n"
        "def f(): yield 1",
        "with f() as x:\n    assert x == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find generators that were context managers."""
    if pair.functions is None:
        return
    old, new = pair.functions
    if redecorated(*pair.sides) or old.is_async != new.is_async:
        return
    was, now = (product_of(*side) for side in pair.sides)
    if (was, now) == ("context manager", "generator"):
        decorator = "asynccontextmanager" if new.is_async else "contextmanager"
        yield finding(
            RULE,
            pair,
            f"'{new.name}' no longer returns a context manager",
            f"Put @{decorator} back on '{new.name}'.",
            code=decorator_code(pair, f"contextlib.{decorator}"),
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
