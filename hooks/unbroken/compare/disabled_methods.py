"""Special methods that a class sets to None: Python does not ask `object` for them then."""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.semantics.decorators import Side
from unbroken.semantics.resolution import Definition

_OF_OBJECT = {
    "__class_getitem__": "subscripts of the class",
    "__delattr__": "deletions of attributes",
    "__dir__": "calls of `dir()`",
    "__format__": "calls of `format()`",
    "__getattribute__": "attributes",
    "__init_subclass__": "subclasses",
    "__new__": "calls of the class",
    "__init__": "calls of the class",
    "__reduce_ex__": "copies and pickles",
    "__reduce__": "copies and pickles",
    "__repr__": "calls of `repr()`",
    "__setattr__": "assignments of attributes",
    "__sizeof__": "calls of `sys.getsizeof()`",
    "__str__": "calls of `str()`",
}
"""What every object does, and what fails without it. None is no method that could be called."""

_DIR_OF_OBJECT = frozenset(dir(object))

_WITHOUT = {
    "__bool__": ("conditions", ()),
    "__contains__": ("tests with `in`", ("__iter__", "__getitem__")),
    "__iter__": ("loops", ("__getitem__",)),
    "__reversed__": ("calls of `reversed()`", ("__getitem__",)),
}
"""What Python does without the method, by one of some others; with None it does not."""


def disabled_methods(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the special methods that a class newly sets to None, and what fails without them.

    A method of the class itself that became None is a member that is gone, and left out unless
    nobody would miss it.
    """
    if pair.classes is None or pair.new is None or pair.is_of_instance:
        return
    old_side, new_side = pair.sides
    for name, what in _OF_OBJECT.items():
        if not _is_none(new_side, name):
            continue
        is_own = _has(old_side, (name,))
        # A lost `__format__` is a method that is gone, and `object` has no `__class_getitem__`.
        is_concerned = not is_own if name == "__format__" else is_own or name in _DIR_OF_OBJECT
        if is_concerned and not _is_none(old_side, name):
            yield name, what
    for name, (what, others) in _WITHOUT.items():
        if not _is_none(new_side, name):
            continue
        worked = not others or _has(old_side, others)
        if worked and not _has(old_side, (name,)):
            yield name, what


def _has(side: Side, names: tuple[str, ...]) -> bool:
    surface, owner = side
    return any(isinstance(surface.class_member(owner, name), Definition) for name in names)


def _is_none(side: Side, name: str) -> bool:
    surface, owner = side
    member = surface.class_member(owner, name)
    attribute = member.member if isinstance(member, Definition) else None
    return isinstance(attribute, Attribute) and attribute.value == "None"
