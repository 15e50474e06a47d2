"""A class has another metaclass: it may no longer be combined with classes of users.

Two metaclasses can only be combined if one extends the other. `ABCMeta` does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_bases_code
from unbroken.semantics.resolution import UNKNOWN, Definition, External, is_dotted
from unbroken.semantics.surface import Surface

BREAKS = (
    Break("class A: ...", "class _M(type): ...\nclass A(metaclass=_M): ..."),
    Break("import lib\nclass A(metaclass=lib.M): ...", "import lib\nclass A(metaclass=lib.N): ..."),
    Break(
        "import lib\nclass A(metaclass=lib.M): ...\nclass B(A): ...",
        "import lib\nclass A(metaclass=lib.N): ...\nclass B(A): ...",
    ),
)

KEEPS = (
    Keep(
        "from abc import ABC, ABCMeta\nclass A: ...",
        "from abc import ABC, ABCMeta\nclass A(metaclass=ABCMeta): ...",
        "ABCMeta goes with most classes",
    ),
    Keep(
        "import lib\nclass A(metaclass=lib.M): ...",
        "from lib import M\nclass A(metaclass=M): ...",
        "the same metaclass",
    ),
    Keep(
        "class M(type): ...\nclass B(metaclass=M): ...\nclass A(B): ...",
        "class M(type): ...\nclass B(metaclass=M): ...\nN = M\nclass A(B, metaclass=N): ...",
        "it was inherited, and is named now",
    ),
    Keep(
        "class M(type): ...\nclass A(metaclass=M): ...",
        "class M(type): ...\nclass _N(M): ...\nclass A(metaclass=_N): ...",
        "the new metaclass extends the old one",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    x = 1",
        "class A:\n    x = 1\n    def __init_subclass__(cls, **keywords):\n"
        "        super().__init_subclass__(**keywords)",
        "class M(type): ...\nclass B(A, metaclass=M): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes with another metaclass."""
    if pair.classes is None or pair.new is None or _is_inherited(*pair.classes):
        return
    before = _metaclass(pair.old_surface, pair.old)
    after = _metaclass(pair.new_surface, pair.new)
    was, now = before[0], after[0]
    if was not in after:
        yield finding(
            RULE,
            pair,
            f"metaclass of '{pair.old.name}' changed from {was} to {now}",
            f"Let {now} extend {was}, or announce the change."
            if was != "type"
            else "Use `__init_subclass__` instead of a metaclass where it suffices, or announce "
            "the change.",
            code=former_bases_code(pair),
        )


def _is_inherited(old: Class, new: Class) -> bool:
    """Return whether a class leaves its metaclass to the bases it had: it is said of those."""
    return old.bases == new.bases and not any("metaclass" in dict(e.keywords) for e in (old, new))


def _metaclass(surface: Surface, owner: Definition) -> list[str]:
    """Name the metaclass of a class, its own or an inherited one, and what that extends."""
    for ancestor in surface.marked_mro(owner):
        if not isinstance(ancestor, Definition) or not isinstance(ancestor.member, Class):
            continue
        text = dict(ancestor.member.keywords).get("metaclass", "")
        target = surface.resolve_name(ancestor, text) if is_dotted(text) else UNKNOWN
        if not text or target in (External("builtins.type"), External("abc.ABCMeta")):
            continue
        name = text.rpartition(".")[2]
        target = surface.resolve_alias(target)
        if isinstance(target, Definition) and isinstance(target.member, Class):
            return [name for part in surface.mro(target) if (name := _name(part)) != "type"]
        return [_name(target) if isinstance(target, External) else name]
    return ["type"]


def _name(part: Definition | External) -> str:
    return part.name if isinstance(part, Definition) else part.target.rpartition(".")[2]


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
