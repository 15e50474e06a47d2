"""A public class was removed; its members are not listed one by one.

Deprecate it first: keep it working, decorate it with `@deprecated(...)`, and remove it when the
version that the decorator announces is reached. After a renaming, keep the old name as an alias.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.removals import is_lost, removal_finding

BREAKS = (
    Break("class A:\n    def m(self): ...\nclass B: ...", "class B: ..."),
    Break("class A:\n    class Inner: ...", "class A: ..."),
    Break(
        "class Optimiser:\n    def step(self, x): ...",
        "class Optimizer:\n    def step(self, x): ...",
    ),
    Break(
        "class A: ...\ndef f(x: A) -> list[A]: ...",
        "class B: ...\ndef f(x: B) -> list[B]: ...",
    ),
    Break(
        "class A: ...\ndef __getattr__(name): return make(name)",
        "def __getattr__(name): return make(name)",
        level="warning",
    ),
    Break(
        "__all__ = ['A', 'X']\nX = 1\nclass A: ...\ndef __getattr__(name): return make(name)",
        "__all__ = ['X']\nX = 1\ndef __getattr__(name): return make(name)",
    ),
    # What instances answer, the class does not.
    Break(
        "class A:\n    class B: ...\n    def m(self): ...",
        "class A:\n    def m(self): ...\n    def __getattr__(self, name): ...",
    ),
    Break(
        "from typing import Any, Dict\nclass A(Dict[str, Any]):\n    class B: ...",
        "from typing import Any, Dict\nclass A(Dict[str, Any]): ...",
    ),
)

KEEPS = (
    Keep("class _A: ...\nclass B: ...", "class B: ...", "a leading underscore makes it private"),
    Keep("class A: ...", "class B: ...\nA = B", "the old name still works"),
    Keep(
        "import lib\n_MOVED = {}\nclass A: ...\n__getattr__ = lib.serving(_MOVED)",
        "import lib\n_MOVED = {'A': 'other.A'}\n__getattr__ = lib.serving(_MOVED)",
        "a table says that it is served",
    ),
    Keep(
        "__all__ = ['A']\nimport lib\nclass A: ...\n__getattr__ = lib.serving(__name__)",
        "__all__ = ['A']\nimport lib\n__getattr__ = lib.serving(__name__)",
        "`__all__` says that it is served",
    ),
)

REMEDIES = (
    Remedy(
        "class A: ...\nclass B: ...",
        "import warnings\nclass B: ...\ndef __getattr__(name):\n    if name == 'A':\n"
        "        warnings.warn('A is deprecated', DeprecationWarning, stacklevel=2)\n"
        "        return B\n    raise AttributeError(name)",
    ),
    Remedy(
        "class Old: ...",
        "class New: ...\nOld = New",
        "Old()",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that are gone."""
    if is_lost(pair) and isinstance(pair.old.member, Class):
        yield removal_finding(RULE, pair, "class")


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
