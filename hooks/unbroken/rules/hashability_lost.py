"""Instances can no longer be hashed, so that they cannot be in sets or be keys.

Define `__hash__` beside `__eq__` (for a dataclass: `frozen=True` or `unsafe_hash=True`).
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.hashing_and_ordering import hashing
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, quoted
from unbroken.rules.findings.head_code import head_code, with_option
from unbroken.semantics.applied_decorators import applied_decorators
from unbroken.semantics.decorators import decorators_of
from unbroken.semantics.known_decorators import ATTRS, DATACLASS
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass({})\nclass A:\n    x: int"

BREAKS = (
    Break("class A: ...", "class A:\n    def __eq__(self, other): ..."),
    Break("class A:\n    x = 1", "class A:\n    x = 1\n    __hash__ = None"),
    Break(_DATACLASS.format("frozen=True"), _DATACLASS.format("")),
    Break(_DATACLASS.format("eq=False"), _DATACLASS.format("eq=True")),
    Break(
        "class A: ...\nclass B(A): ...",
        "class A:\n    def __eq__(self, other): ...\nclass B(A): ...",
    ),
    Break(
        "class B:\n    def __eq__(self, other): ...\nclass A: ...",
        "class B:\n    def __eq__(self, other): ...\nclass A(B): ...",
    ),
    Break(
        "class A: ...",
        "from collections import UserDict\nclass A(UserDict): ...",
    ),
    Break(
        "class A:\n    def __contains__(self, x): ...\n    def __iter__(self): ...\n"
        "    def __len__(self): ...",
        "from typing import Set as Base\nclass A(Base):\n    def __contains__(self, x): ...\n"
        "    def __iter__(self): ...\n    def __len__(self): ...",
    ),
    Break(
        "from collections.abc import Iterable\nclass A(Iterable):\n    def __iter__(self): ...",
        "from collections.abc import Iterable\nclass A(Iterable):\n    def __iter__(self): ...\n"
        "    def __eq__(self, other): ...",
    ),
)

KEEPS = (
    Keep(
        "class B: ...\nclass A(B): ...\nclass C: ...",
        "class B: ...\nclass A(B): ...\nclass C(B): ...",
        "the new base can be hashed",
    ),
    Keep(
        "class A: ...",
        "class A:\n    def __eq__(self, other): ...\n    def __hash__(self): ...",
        "there is a hash",
    ),
    Keep(
        "class A:\n    def __eq__(self, other): ...",
        _DATACLASS.format("") + " = 0",
        "they could not be hashed before",
    ),
    Keep(
        "class A(dict): ...",
        "class A(dict):\n    def __eq__(self, other): ...",
        "they could not be hashed before",
    ),
    Keep(
        "options = dict(eq=False)\n" + _DATACLASS.format("eq=False"),
        "options = dict(eq=False)\n" + _DATACLASS.format("**options"),
        "the options of now are not known",
    ),
    Keep(
        "class A:\n    def __iter__(self): ...",
        "from collections.abc import Iterable\nclass A(Iterable):\n    def __iter__(self): ...",
        "instances of the new base can be hashed",
    ),
    Keep(
        "class A: ...",
        "from collections import UserDict\nclass A(UserDict):\n"
        "    def __hash__(self): return id(self)",
        "the class has a hash itself",
    ),
    Keep(
        "class A:\n    def __hash__(self): ...",
        "class A: ...",
        "every object has a hash",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    x = 1",
        "class A:\n    x = 1\n    def __eq__(self, other): return self is other\n"
        "    def __hash__(self): return 1",
        "{A()}",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes whose instances can no longer be hashed."""
    if pair.classes is None or pair.new is None:
        return
    now = hashing(pair.new_surface, pair.new)
    if now.able is not False or hashing(pair.old_surface, pair.old).able is not True:
        return
    if has_unknown_option(pair, "eq", "frozen", "hash", "unsafe_hash"):
        return
    by = now.decider
    if by is not None and by.key != pair.new.key and _was_base(pair, by):
        return  # That is to be said of the base.
    yield finding(
        RULE,
        pair,
        f"instances of '{pair.old.name}' can no longer be hashed",
        f"Define '__hash__' for '{pair.old.name}' beside '__eq__'.",
        code=_with_hash(pair.new_surface, pair.new),
    )


def _with_hash(surface: Surface, owner: Definition) -> Code | None:
    """Return the option or the method with which instances can be hashed.

    The hash is the same for all, as it must be for what `__eq__` may find equal.
    """
    applied = applied_decorators(surface, owner)
    decorators = [
        with_option(written, "unsafe_hash", "True")
        if decorator.path in DATACLASS | ATTRS and decorator.called == written.called
        else written
        for written, decorator in zip(decorators_of(owner), applied, strict=True)
    ]
    if decorators != [*decorators_of(owner)]:
        return head_code(owner, decorators)
    value = f"hash({quoted(owner.name)})"
    lines = ["def __hash__(self):", f"    return {value}  # better: of what __eq__ compares"]
    written = own_members(owner).get("__hash__")
    if written is None:
        return code_at(owner, "class", lines)
    return code_at(Definition(owner.module, owner.qualname, written), "statement", lines)


def _was_base(pair: Pair, base: Definition) -> bool:
    """Return whether a class had a public base before, so that the base itself changed."""
    return is_public(pair.new_surface, base) and any(
        isinstance(ancestor, Definition) and ancestor.key == base.key
        for ancestor in pair.old_surface.mro(pair.old)
    )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
