"""A method became a property, so that calling it calls the property's value.

Keep the method. The property can have another name, and the method can warn.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import class_before
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.resolution import Definition

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
    Keep(
        "class B:\n    @property\n    def size(self): return lambda: 1\n"
        "class A(B):\n    def size(self): return 2",
        "class B:\n    @property\n    def size(self): return lambda: 1\nclass A(B): ...",
        "it took the place of a property before, whose value must be callable",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    def size(self): return 1",
        "class A:\n    def size(self): return 1\n    @property\n    def length(self): return 1",
        "assert A().size() == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find methods that are properties now."""
    if pair.functions is None:
        return
    old, new = pair.functions
    if old.accessors or not new.accessors or unknown_decorators(pair.old_surface, pair.old):
        return
    if not _overrode_property(pair):
        yield finding(
            RULE,
            pair,
            f"method '{old.name}' became a property, so that calling it fails",
            f"Keep '{old.name}' a method, and give the property another name.",
            code=delegating_code(pair, f"{old.name}_value", ["return {call}"]),
        )


def _overrode_property(pair: Pair) -> bool:
    """Return whether only an override of a base's property went: then calling its value works."""
    before = class_before(pair)
    definer = pair.new_surface.owner(pair.new) if pair.new is not None else None
    if before is None or definer is None:
        return False
    inherited = (
        own_members(ancestor).get(pair.old.name)
        for ancestor in pair.old_surface.mro(before)
        if isinstance(ancestor, Definition) and ancestor.key == definer.key
    )
    return any(isinstance(member, Function) and member.accessors for member in inherited)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
