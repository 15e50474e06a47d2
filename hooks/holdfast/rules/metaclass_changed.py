"""A class got another metaclass: users who combine it with classes of their own may be refused.

Two metaclasses only go together if one extends the other. `ABCMeta` is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, finding
from holdfast.surface import Class

RULE = Rule(level="warning")

BREAKS = (
    Break("class A: ...", "class _M(type): ...\nclass A(metaclass=_M): ..."),
    Break("import lib\nclass A(metaclass=lib.M): ...", "import lib\nclass A(metaclass=lib.N): ..."),
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
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes with another metaclass."""
    if pair.classes is None:
        return
    was, now = (_metaclass(each) for each in pair.classes)
    if was != now:
        yield finding(
            pair,
            f"metaclass of '{pair.old.name}' changed from {was} to {now}",
            f"Let {now} extend {was}, or announce the change."
            if was != "type"
            else "Do without a metaclass (`__init_subclass__` often will do), or announce it.",
        )


def _metaclass(class_: Class) -> str:
    name = dict(class_.keywords).get("metaclass", "type").rpartition(".")[2]
    return "type" if name == "ABCMeta" else name
