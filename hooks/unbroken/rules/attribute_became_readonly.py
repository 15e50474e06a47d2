"""An attribute that could be assigned became a property without a setter.

Give the property a setter; it can warn before it is removed.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import class_before
from unbroken.compare.pair import Pair
from unbroken.compare.properties import accessors_of, is_settable
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import accessor_code

_PROPERTY = "class A:\n    @property\n    def x(self): ...\n"

BREAKS = (
    Break("class A:\n    x: int = 1", _PROPERTY),
    Break("class A:\n    def __init__(self):\n        self.x = 1", _PROPERTY),
)

KEEPS = (
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        _PROPERTY + "    @x.setter\n    def x(self, value): ...",
        "the property can be set",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "from functools import cached_property\nclass A:\n    @cached_property\n"
        "    def x(self): ...",
        "a cached property can be assigned",
    ),
    Keep(
        "from typing import Final\nclass A:\n    def __init__(self):\n        self.x: Final = 1",
        "class A:\n    @property\n    def x(self): ...",
        "it was never to be assigned",
    ),
    Keep(
        "class A:\n    def _get(self): ...\n    x = property(_get)",
        "class A:\n    @property\n    def x(self): ...",
        "it was a property before",
    ),
    Keep(
        "import lib\nclass A:\n    x = lib.descriptor()",
        "class A:\n    @property\n    def x(self): ...",
        "whether it could be assigned is not known",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        self._x = 1\n    @property\n"
        "    def x(self): return self._x\n    @x.setter\n    def x(self, value): self._x = value",
        "a = A()\na.x = 2\nassert a.x == 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes that can no longer be assigned."""
    old, new = pair.old.member, pair.new.member if pair.new else None
    now = accessors_of(new)
    if not isinstance(old, Attribute) or now is None or accessors_of(old) is not None:
        return
    if old.scope == "module" or "setter" in now:
        return
    if is_settable(pair.old_surface, class_before(pair), old):
        # On the class, a property is not the value that the attribute was.
        on_class = old.scope == "class" and old.value is not None
        yield finding(
            RULE,
            pair,
            f"attribute '{old.name}' became a property that cannot be set",
            f"Keep '{old.name}' an attribute, and give the property another name."
            if on_class
            else f"Give the property '{old.name}' a setter.",
            code=None if on_class else accessor_code(pair, ["setter"]),
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
