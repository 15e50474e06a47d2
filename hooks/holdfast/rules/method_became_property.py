"""A method became a property, so that calling it calls its value.

Keep the method. The property can have another name, and the method can warn.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, finding
from holdfast.rules.shared.functions import unknown_decorators

RULE = Rule(level="error")

BREAKS = (
    Break(
        "class A:\n    def size(self): ...",
        "class A:\n    @property\n    def size(self): ...",
    ),
    Break(
        "class A:\n    def size(self): ...",
        "from functools import cached_property\nclass A:\n    @cached_property\n"
        "    def size(self): ...",
    ),
)

KEEPS = (
    Keep(
        "import lib\nclass A:\n    @lib.lazy_property\n    def size(self): ...",
        "import lib\nclass A:\n    @property\n    def size(self): ...",
        "what the decorator made of it is not known",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find methods that are properties now."""
    if pair.functions is None:
        return
    old, new = pair.functions
    if not old.accessors and new.accessors and not unknown_decorators(old):
        yield finding(
            pair,
            f"method '{old.name}' became a property, so that calling it fails",
            f"Keep '{old.name}' a method, and give the property another name.",
        )
