"""A property became a method, so that reading it returns the method instead of the value.

Keep the property. The method can have another name, and the property can warn.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import decorator_lines
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.semantics.decorators import unknown_decorators

BREAKS = (
    Break(
        "class A:\n    @property\n    def size(self): ...",
        "class A:\n    def size(self): ...",
    ),
    Break(
        "class A:\n    @property\n    def size(self): ...",
        "class A:\n    def size(self, unit='m'): ...",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    @property\n    def size(self): ...",
        "import lib\nclass A:\n    @lib.lazy_property\n    def size(self): ...",
        "what the decorator makes of it is not known",
    ),
    Keep(
        "class A:\n    @property\n    def size(self): ...",
        "class A:\n    size: int = 0",
        "an attribute is read in the same way",
    ),
    Keep(
        "class A:\n    @property\n    def size(self): ...",
        "class A:\n    def __init__(self):\n        self.size = 0",
        "an attribute is read in the same way",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    @property\n    def size(self): return 1",
        "class A:\n    @property\n    def size(self): return 1\n"
        "    def size_in(self, unit): return 1",
        "assert A().size == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find properties that are methods now."""
    if pair.functions is None:
        return
    old, new = pair.functions
    _, new_side = pair.sides
    if old.accessors and not new.accessors and not unknown_decorators(*new_side):
        yield finding(
            RULE,
            pair,
            f"property '{old.name}' became a method, so that reading it no longer gives the value",
            f"Keep '{old.name}' a property, and give the method another name.",
            code=_as_property(pair, old),
        )


def _as_property(pair: Pair, old: Function) -> Code | None:
    """Return the former property, which calls the method."""
    if old.accessors != ("getter",):
        return None
    decorators = decorator_lines(old.decorators) or ["@property"]
    name = f"get_{old.name}"
    return delegating_code(pair, name, ["return {call}"], former_decorators=decorators)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
