"""A function, method, property or constructor only raises an exception: using it fails.

Keep it working and deprecate it first; remove it in the release that the deprecation announces.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.semantics.abstract_methods import is_abstract
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_GONE = "raise RuntimeError('removed in 2.0')"

BREAKS = (
    Break("def f(a): return a", f"def f(*args, **kwargs): {_GONE}"),
    Break("def f(a): return a", f"def f(a):\n    message = 'gone'\n    {_GONE}"),
    Break("class A:\n    def m(self): return 1", f"class A:\n    def m(self): {_GONE}"),
    Break(
        "class A:\n    @property\n    def x(self): return 1",
        f"class A:\n    @property\n    def x(self): {_GONE}",
    ),
    Break("class A:\n    def __init__(self): ...", f"class A:\n    def __init__(self): {_GONE}"),
    Break("class A: ...", f"class A:\n    def __new__(cls): {_GONE}"),
    Break("async def f(a): return a", f"async def f(a): {_GONE}"),
    Break("class A: ...", f"class A:\n    def __setattr__(self, name, value): {_GONE}"),
    Break("class A: ...", f"class A:\n    def __reduce__(self): {_GONE}"),
    Break(
        "class A: ...",
        f"class _B:\n    def __bool__(self): {_GONE}\nclass A(_B): ...",
    ),
)

KEEPS = (
    Keep(f"def f(): {_GONE}", "def f(): raise ValueError", "it raised before"),
    Keep(
        "def f(a): return a",
        "def f(a):\n    if a is None:\n        raise TypeError\n    return a",
        "it still returns",
    ),
    Keep(
        "class A:\n    def m(self): return 1",
        "class A:\n    def m(self): raise NotImplementedError",
        "subclasses are meant to define it",
    ),
    Keep(
        "class _B:\n    def __init__(self): raise TypeError\nclass A(_B): ...",
        "class A:\n    def __init__(self): raise TypeError",
        "it could not be instantiated before",
    ),
    Keep(
        f"class _B:\n    def __reduce__(self): {_GONE}\nclass A(_B): ...",
        f"class A:\n    def __reduce__(self): {_GONE}",
        "it could not be pickled before",
    ),
    Keep(
        "class A: ...",
        "class A:\n    def __setattr__(self, name, value):\n"
        "        if name == 'x':\n            raise AttributeError(name)\n"
        "        super().__setattr__(name, value)",
        "other attributes can still be set",
    ),
    Keep(
        "class A: ...",
        f"class A:\n    def __iter__(self): {_GONE}",
        "it could not be iterated over before",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a): return a",
        "import warnings\ndef f(a):\n"
        "    warnings.warn('f is deprecated', DeprecationWarning, stacklevel=2)\n    return a",
        "assert f(1) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions and constructors that only raise."""
    if pair.classes is not None:
        yield from _of_constructor(pair)
        yield from _of_object_methods(pair)
        return
    if pair.functions is None:
        return
    old, new = pair.functions
    _, new_side = pair.sides
    if new.only_raises and not (old.only_raises or old.is_placeholder or is_abstract(*new_side)):
        kind = "property" if new.accessors else "function"
        if "." in pair.old.qualname and kind == "function":
            kind = "method"
        use = "reading" if kind == "property" else "calling"
        yield finding(
            RULE,
            pair,
            f"{kind} '{new.name}' only raises an exception: {use} it fails",
            f"Keep '{new.name}' working, mark it @deprecated, and remove it in the release that "
            "the deprecation announces.",
        )


def _of_constructor(pair: Pair) -> Iterator[Finding]:
    assert pair.new is not None
    for name in ("__init__", "__new__"):
        written = _method(pair.new_surface, pair.new, name)
        if written is None or pair.new_surface.owner(written) != pair.new:
            continue
        before = _method(pair.old_surface, pair.old, name)
        if _method_only_raises(written) and not (
            before is not None and _method_only_raises(before)
        ):
            yield finding(
                RULE,
                pair,
                f"class '{pair.old.name}' cannot be instantiated: '{name}' only raises",
                f"Keep '{pair.old.name}' working, mark it @deprecated, and remove it in the "
                "release that the deprecation announces.",
                at=written,
            )
            return


_METHODS_OF_OBJECT = {
    "__bool__": "tested for truth",
    "__copy__": "copied",
    "__deepcopy__": "copied deeply",
    "__delattr__": "stripped of attributes",
    "__eq__": "compared",
    "__format__": "formatted",
    "__getstate__": "pickled or copied",
    "__hash__": "hashed",
    "__reduce__": "pickled or copied",
    "__reduce_ex__": "pickled or copied",
    "__repr__": "shown",
    "__setattr__": "given attributes",
    "__str__": "converted to text",
}
"""What Python does with every instance unless a class refuses it, by the method that does."""


def _of_object_methods(pair: Pair) -> Iterator[Finding]:
    """Find classes that refuse what every instance can do otherwise."""
    assert pair.new is not None
    if not _defines_any(pair.new_surface, pair.new):
        return
    lineage = pair.old_surface.mro(pair.old)
    if not all(isinstance(part, Definition) or is_plain(part) for part in lineage):
        return
    for name, use in _METHODS_OF_OBJECT.items():
        written = _method(pair.new_surface, pair.new, name)
        if written is None or not _method_only_raises(written):
            continue
        if _method(pair.old_surface, pair.old, name) is None:
            yield finding(
                RULE,
                pair,
                f"instances of '{pair.old.name}' cannot be {use}: '{name}' only raises",
                f"Let '{name}' work for a while, and warn there.",
                at=written,
            )
            return


def _defines_any(surface: Surface, owner: Definition) -> bool:
    """Return whether a class, or a base of the package, defines one of those methods."""
    classes = (part.member for part in surface.marked_mro(owner) if isinstance(part, Definition))
    return any(
        not _METHODS_OF_OBJECT.keys().isdisjoint(part.members)
        for part in classes
        if isinstance(part, Class)
    )


def _method(surface: Surface, owner: Definition, name: str) -> Definition | None:
    member = surface.class_member(owner, name)
    return member if isinstance(member, Definition) else None


def _method_only_raises(method: Definition) -> bool:
    return isinstance(method.member, Function) and method.member.only_raises


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
