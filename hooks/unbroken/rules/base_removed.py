"""A class no longer inherits from a public base: its instances are not instances of it.

`isinstance`, `except` and type annotations that name the base no longer match, and the members
that only the base defined are gone. Keep the base. Replacing it by one of its subclasses is not a
break.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.bases import (
    Base,
    came_unknown,
    counterpart,
    lost_bases,
    reaches,
    shown,
)
from unbroken.compare.counterparts import member_now
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.base_code import base_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.public_api import is_public, public_members
from unbroken.semantics.resolution import MISSING, Definition, External
from unbroken.semantics.standard_classes import TYPED_DICTS

BREAKS = (
    Break("class E(ValueError): ...", "class E(RuntimeError): ..."),
    Break("class W(DeprecationWarning): ...", "class W(UserWarning): ..."),
    Break("class B: ...\nclass A(B): ...", "class B: ...\nclass A: ..."),
    Break(
        "class B:\n    def m(self): ...\n    def n(self): ...\nclass A(B): ...",
        "class B:\n    def m(self): ...\n    def n(self): ...\nclass A: ...",
    ),
    Break(
        "class C: ...\nclass B(C): ...\nclass A(B): ...",
        "class C: ...\nclass B: ...\nclass A(B): ...",
    ),
    Break("class A: ...\nB = A", "class A: ...\nclass B: ..."),
    Break(
        "from typing import MutableSequence\nclass A(MutableSequence[int]): ...",
        "from collections.abc import Sequence\nclass A(Sequence[int]): ...",
    ),
    Break(
        "class B: ...\nclass C: ...\nclass A:\n    b = B()",
        "class B: ...\nclass C: ...\nclass A:\n    b = C()",
    ),
    Break(
        "class C(Exception): ...\nclass B(C): ...\nA = B",
        "class C(Exception): ...\nclass B(C): ...\nclass A(C): ...",
    ),
    Break(
        "from typing import TypedDict\nclass A(TypedDict, total=False):\n    x: int\n    y: int",
        "class A(dict):\n    x: int",
        level="warning",
    ),
    Break(
        "class A(dict):\n    x: int",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int = 0",
    ),
    Break(
        "from enum import Enum\nclass A(str, Enum):\n    X = 'x'",
        "from enum import Enum\nclass A(Enum):\n    X = 'x'",
    ),
    Break(
        "from lib import B\nclass A(B): ...",
        "from lib import B, C\nclass A(C): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg._b import _FAST\nif _FAST:\n    from lib import B\nelse:\n"
        "    from pkg._b import B\nclass A(B): ...\n"
        "# pkg/_b.py\n_FAST = find()\nclass B:\n    def m(self): ...",
        "# pkg/__init__.py\nfrom pkg._b import B\nclass A: ...\n"
        "# pkg/_b.py\n_FAST = find()\nclass B:\n    def m(self): ...",
    ),
    Break(
        "from lib.fast import B\nclass A(B): ...",
        "from lib.slow import B\nclass A(B): ...",
        level="warning",
    ),
    Break(
        "# m.py\n__all__ = ['f']\nclass R(dict): ...\ndef f() -> R: ...",
        "# m.py\n__all__ = ['f']\nclass R: ...\ndef f() -> R: ...",
        level="warning",
    ),
    Break(
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int\n    y: int",
        "class A:\n    x: int",
    ),
)

KEEPS = (
    Keep(
        "# m.py\ntry:\n    import lib\nexcept ImportError:\n    class A: ...\nelse:\n"
        "    class A(lib.Base): ...",
        "# m.py\nfrom importlib.util import find_spec\nif find_spec('lib') is None:\n"
        "    class A: ...\nelse:\n    import lib\n    class A(lib.Base): ...",
        "it has the base wherever that is installed",
    ),
    Keep(
        "class Value: ...\nclass Field:\n    def __init__(self, value): ...\n"
        "class A:\n    x = Field(Value())",
        "class Value: ...\nclass Field:\n    def __init__(self, value): ...\n"
        "class A:\n    x: Value = Field(Value())",
        "what a descriptor gives is only said by the annotation",
    ),
    Keep(
        "class Value:\n    def m(self): ...\ndef make() -> Value: ...\nx = make()",
        "from typing import Protocol\nclass Value:\n    def m(self): ...\n"
        "class HasMethod(Protocol):\n    def m(self): ...\n"
        "def make() -> Value: ...\nx: HasMethod = make()",
        "a protocol says only a part of what it is",
    ),
    Keep("class E(Exception): ...", "class E(ValueError): ...", "a ValueError is an Exception"),
    Keep(
        "class B: ...\nclass A(B): ...",
        "class B: ...\nclass C(B): ...\nclass A(C): ...",
        "the new base is a subclass of the old one",
    ),
    Keep("class _B: ...\nclass A(_B): ...", "class A: ...", "users do not know the base"),
    Keep(
        "class _B:\n    def m(self): ...\nclass A(_B): ...",
        "class A:\n    def m(self): ...",
        "users do not know the base, and the method is still there",
    ),
    Keep(
        "from abc import ABC\nclass A(ABC): ...",
        "from abc import ABC\nclass A: ...",
        "this base says nothing about instances",
    ),
    Keep(
        "from enum import Enum\nclass A(str, Enum):\n    X = 'x'",
        "from enum import StrEnum\nclass A(StrEnum):\n    X = 'x'",
        "a StrEnum is both",
    ),
    Keep(
        "from typing import Mapping\nclass A(Mapping): ...",
        "from collections.abc import Mapping\nclass A(Mapping): ...",
        "two names of one class",
    ),
    Keep(
        "from lib.callbacks.stopping import Stopping\nclass A(Stopping): ...",
        "from lib.callbacks import Stopping\nclass A(Stopping): ...",
        "the package exports its own class",
    ),
    Keep(
        "from lib import Stopping\nclass A(Stopping): ...",
        "from lib.callbacks.stopping import Stopping\nclass A(Stopping): ...",
        "the package exports its own class",
    ),
    Keep(
        "class W(PendingDeprecationWarning): ...",
        "class W(DeprecationWarning): ...",
        "what was announced as pending is deprecated now",
    ),
    Keep(
        "from exceptiongroup import ExceptionGroup\nclass E(ExceptionGroup): ...",
        "class E(ExceptionGroup): ...",
        "the library has it for those Pythons that do not",
    ),
    Keep(
        "class A(dict):\n    x: int",
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int",
        "a TypedDict is a dict",
    ),
    Keep(
        "class A(tuple): ...",
        "from typing import NamedTuple\nclass A(NamedTuple): ...",
        "a NamedTuple is a tuple",
    ),
    Keep(
        "class _A: ...\nB = _A", "class _A: ...\nclass B: ...", "users do not know the other name"
    ),
    Keep(
        "class A: ...\nB = A",
        "class B: ...\nA = B",
        "both names still stand for one class",
    ),
    Keep("class A: ...\nB = A", "class A: ...\nclass B(A): ...", "one is a kind of the other"),
    Keep(
        "# pkg/__init__.py\nfrom pkg._b import _FAST\nif _FAST:\n    from lib import B\nelse:\n"
        "    from pkg._b import B\nclass A(B): ...\n# pkg/_b.py\n_FAST = find()\nclass B: ...",
        "# pkg/__init__.py\nfrom pkg._b import B\nclass A(B): ...\n"
        "# pkg/_b.py\n_FAST = find()\nclass B: ...",
        "where the one from outside is not there, it was this one before",
    ),
    Keep(
        "import typing\nclass A(typing.ContextManager['A']): ...",
        "import contextlib\nclass A(contextlib.AbstractContextManager['A']): ...",
        "two names of one class",
    ),
    Keep("class A(type): ...", "from abc import ABCMeta\nclass A(ABCMeta): ...", "it is a type"),
    Keep(
        "from collections.abc import Iterable\nclass A(Iterable):\n    def __iter__(self): ...\n"
        "    def __eq__(self, other): ...",
        "class A(dict): ...",
        "a dict is registered as one",
    ),
    Keep("class E(IOError): ...", "class E(OSError): ...", "two names of one class"),
)

_EVERYWHERE = frozenset(dir(object))

REMEDIES = (
    Remedy(
        "class E(ValueError): ...",
        "class E(RuntimeError, ValueError): ...",
        "try:\n    raise E\nexcept ValueError:\n    pass",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that lost a base."""
    if pair.classes is None or pair.new is None:
        return
    path_name = pair.path.rpartition(".")[2]
    name = pair.old.name if pair.is_of_instance else path_name
    lost = lost_bases(pair, pair.old, pair.new)
    members = _lost_members(pair, lost)
    named = [base for base in lost if _is_there(pair, base)] or (lost if members else [])
    if pair.is_of_instance and _was_another(pair, path_name):
        yield finding(
            RULE,
            pair,
            f"'{path_name}' is no longer an instance of '{pair.old.name}'",
            f"Keep an instance of '{pair.old.name}' or of a subclass of it in '{path_name}'.",
        )
        return
    if _was_another(pair, name):
        yield finding(
            RULE,
            pair,
            f"class '{name}' is a class of its own: it was '{pair.old.name}'",
            f"Keep '{name} = {pair.old.name}', or inherit from '{pair.old.name}'.",
            old=f"{name} = {pair.old.name}",
        )
        return
    if not named:
        return
    names = listed([f"'{shown(base)}'" for base in _topmost(pair, named)])
    gone = f", so that it lost {listed(members)}" if members else ""
    yield finding(
        RULE,
        pair,
        f"class '{name}' no longer inherits from {names}{gone}",
        f"Keep {names} among the bases of '{name}', or inherit from a subclass of it.",
        level=_level(pair, named),
        code=base_code(pair, _topmost(pair, named)),
    )


def _was_another(pair: Pair, name: str) -> bool:
    """Return whether a name was another one of a public class, and no longer is."""
    assert pair.new is not None
    if name == pair.old.name or not is_public(pair.old_surface, pair.old):
        return False
    now = counterpart(pair, pair.old)
    lineage = pair.new_surface.mro(pair.new)
    return (
        now is not None
        and is_public(pair.new_surface, now)
        and all(
            not isinstance(ancestor, Definition) or ancestor.key != now.key for ancestor in lineage
        )
    )


def _topmost(pair: Pair, lost: list[Base]) -> list[Base]:
    """Return the lost bases without those that only came with another one of them."""
    inner = {
        base if isinstance(base, External) else base.key
        for base in lost
        if not isinstance(base, External)
        for base in pair.old_surface.mro(base)[1:]
    }
    return [
        base for base in lost if (base if isinstance(base, External) else base.key) not in inner
    ]


def _is_there(pair: Pair, base: Base) -> bool:
    """Return whether a base can still be named; that it is gone is another finding."""
    return isinstance(base, External) or counterpart(pair, base) is not None


def _level(pair: Pair, lost: list[Base]) -> Level | None:
    """Return "warning" where the class got a base that may be a subclass of the old one, else None.

    So it may where a TypedDict became another dictionary: only type checkers tell them apart.
    """
    assert pair.new is not None
    targets = [base.target for base in lost if isinstance(base, External)]
    if len(targets) < len(lost):
        return None
    is_dictionary = reaches(pair.new_surface, pair.new, ("builtins.dict",))
    if is_dictionary and all(target in TYPED_DICTS for target in targets):
        return "warning"
    return "warning" if came_unknown(pair, pair.old, pair.new) else None


def _lost_by(pair: Pair, definer: Definition, name: str) -> bool:
    """Return whether the class that defined a member has lost it itself: that is said of it."""
    now = counterpart(pair, definer)
    return now is not None and pair.new_surface.class_member(now, name) is MISSING


def _lost_members(pair: Pair, lost: list[Base]) -> list[str]:
    assert pair.new is not None
    lineage = {
        definer.key
        for base in lost
        if not isinstance(base, External)
        for definer in pair.old_surface.mro(base)
        if not isinstance(definer, External)
    }
    names = []
    for name, member in public_members(pair.old_surface, pair.old) if lineage else ():
        if name in _EVERYWHERE:
            continue
        definer = pair.old_surface.owner(member)
        if definer is not None and definer.key in lineage and not _lost_by(pair, definer, name):
            now = member_now(pair.old_surface, pair.new_surface, pair.old, pair.new, member)
            if now is MISSING:
                names.append(f"'{name}'")
    return names


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
