"""An attribute that could be assigned became a property without a setter.

Give the property a setter; it can warn before it is removed. A descriptor of the package whose
`__set__` does nothing but raise is such a property, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import class_before
from unbroken.compare.pair import Pair
from unbroken.compare.properties import accessors_of, is_settable
from unbroken.model.definitions import Attribute, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import setter_code, stored_in
from unbroken.semantics.instances import instance_of
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_PROPERTY = "class A:\n    @property\n    def x(self): ...\n"

_SETTABLE = (
    "class _D:\n    def __get__(self, instance, owner=None): return 1\n"
    "    def __set__(self, instance, value): self.value = value\n"
)
_REFUSING = (
    "class _D:\n    def __get__(self, instance, owner=None): return 1\n"
    "    def __set__(self, instance, value): raise AttributeError('read-only')\n"
)

BREAKS = (
    Break("class A:\n    x: int = 1", _PROPERTY),
    Break("class A:\n    def __init__(self):\n        self.x = 1", _PROPERTY),
    Break("class A:\n    x = (1, 2)", _PROPERTY),
    Break("X = 1\nclass A:\n    x = X", f"X = 1\n{_PROPERTY}"),
    Break(
        "X = 1\nclass B:\n    x: int = X\nclass A(B): ...",
        f"X = 1\nclass B:\n    x: int = X\n{_PROPERTY.replace('A:', 'A(B):')}",
    ),
    Break("import lib\nclass A:\n    x = {'a': lib.make()}", f"import lib\n{_PROPERTY}"),
    Break("class A:\n    x = 1", f"{_REFUSING}class A:\n    x = _D()"),
    Break(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        self._x = 1\n    @property\n"
        "    def x(self) -> int:\n        'Return x.'\n        return self._x",
    ),
    Break(
        f"{_SETTABLE}class A:\n    x = _D()",
        f"{_REFUSING}class A:\n    x = _D()",
    ),
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
        "class A:\n    x = 1",
        "class _D:\n    def __get__(self, instance, owner=None): return 1\nclass A:\n    x = _D()",
        "a descriptor without `__set__` can be assigned on the instance",
    ),
    Keep("class A:\n    x = 1", f"{_SETTABLE}class A:\n    x = _D()", "it can be assigned"),
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
    old = pair.old.member
    yield from _refused(pair)
    now = accessors_of(pair.new_surface, pair.new)
    if not isinstance(old, Attribute) or now is None:
        return
    if accessors_of(pair.old_surface, pair.old) is not None:
        return
    if old.scope == "module" or "setter" in now:
        return
    if is_settable(pair.old_surface, class_before(pair), old):
        # On the class, a property is not the value that the attribute was.
        on_class = old.scope == "class" and old.value is not None
        is_stub = pair.old.module.path.endswith(".pyi")
        yield finding(
            RULE,
            pair,
            f"attribute '{old.name}' became a property that cannot be set",
            f"Keep '{old.name}' an attribute, and give the property another name."
            if on_class
            else _advice(pair, old.name),
            code=None if on_class else setter_code(pair),
            # What a stub calls an attribute may always have been a property.
            level="warning" if is_stub else None,
        )


def _advice(pair: Pair, name: str) -> str:
    if stored_in(pair) is not None:
        return f"Give the property '{name}' a setter that warns and stores the value."
    return (
        f"Give the property '{name}' a setter. The one below only warns: for the value to have an "
        "effect, store it, and let the property return it."
    )


def _refused(pair: Pair) -> Iterator[Finding]:
    """Find attributes that became descriptors whose `__set__` does nothing but raise."""
    old = pair.old.member
    if pair.new is None or not isinstance(old, Attribute) or old.scope == "module":
        return
    now = _setter(pair.new_surface, pair.new)
    if now is None or not now.only_raises:
        return
    before = _setter(pair.old_surface, pair.old)
    is_plain = before is None and is_settable(pair.old_surface, class_before(pair), old)
    if is_plain or (before is not None and not before.only_raises):
        yield finding(
            RULE,
            pair,
            f"attribute '{old.name}' became a descriptor that refuses to be set",
            f"Let the descriptor of '{old.name}' accept values for a while, and warn.",
        )


def _setter(surface: Surface, definition: Definition) -> Function | None:
    """Return the `__set__` of the descriptor of the package that an attribute of a class is."""
    owner = instance_of(surface, definition)
    if owner is None or definition.member is None or "." not in definition.qualname:
        return None
    member = surface.class_member(owner, "__set__")
    found = member.member if isinstance(member, Definition) else None
    return found if isinstance(found, Function) else None


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
