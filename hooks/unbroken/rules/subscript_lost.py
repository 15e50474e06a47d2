"""A class no longer takes brackets: `A[int]` fails, at run time as well.

Keep `__class_getitem__`, or inherit from `Generic`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.semantics.mro import base_has, is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_SUBSCRIPT = "    def __class_getitem__(cls, item): return cls\n"

BREAKS = (
    Break("class A:\n" + _SUBSCRIPT, "class A: ..."),
    Break("class _B:\n" + _SUBSCRIPT + "class A(_B): ...", "class A: ..."),
)

KEEPS = (
    Keep(
        "class A:\n" + _SUBSCRIPT,
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): ...",
        "it is generic now",
    ),
    Keep("class A:\n" + _SUBSCRIPT, "class A(tuple): ...", "a tuple takes brackets"),
    Keep("class A:\n" + _SUBSCRIPT, "from lib import B\nclass A(B): ...", "the base may do it"),
)

REMEDIES = (
    Remedy(
        "class A:\n    def __class_getitem__(cls, item): return cls",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): ...",
        "A[int]",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that took brackets by `__class_getitem__`."""
    if pair.classes is None or pair.new is None:
        return
    member = pair.old_surface.class_member(pair.old, "__class_getitem__")
    if isinstance(member, Definition) and not _may_take_brackets(pair.new_surface, pair.new):
        name = pair.old.name
        yield finding(
            RULE,
            pair,
            f"'{name}' no longer takes brackets: '{name}[…]' fails",
            f"Keep '__class_getitem__' of '{name}'.",
            code=code_at(
                pair.new,
                "class",
                ["__class_getitem__ = classmethod(types.GenericAlias)"],
                [] if "types" in pair.new.module.members else ["import types"],
            ),
        )


def _may_take_brackets(surface: Surface, owner: Definition) -> bool:
    for ancestor in surface.marked_mro(owner):
        if isinstance(ancestor, External):
            if ancestor.target.endswith((".Generic", ".Protocol")):
                return True
            if (
                not is_plain(ancestor)
                and base_has(ancestor.target, "__class_getitem__") is not False
            ):
                return True
            continue
        assert isinstance(ancestor.member, Class)
        class_ = ancestor.member
        has_member = "__class_getitem__" in class_.members
        if has_member or class_.type_parameters or dict(class_.keywords).get("metaclass"):
            return True
    return False


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
