"""Instances of a dataclass can no longer be compared with `<` or sorted.

Keep `order=True`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.hashing_and_ordering import ordering
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, finding

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass{}\nclass A:\n    x: int\n"

BREAKS = (Break(_DATACLASS.format("(order=True)"), _DATACLASS.format("")),)

KEEPS = (
    Keep(
        _DATACLASS.format("(order=True)"),
        _DATACLASS.format("") + "    def __lt__(self, other): ...",
        "the order is written out",
    ),
    Keep(
        _DATACLASS.format("(order=True)"),
        "options = dict(order=True)\n" + _DATACLASS.format("(**options)"),
        "the options of now are not known",
    ),
    Keep(_DATACLASS.format(""), _DATACLASS.format("(order=True)"), "an order was added"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find dataclasses that lost their order."""
    if pair.classes is None or pair.new is None or has_unknown_option(pair, "order"):
        return
    was = ordering(pair.old_surface, pair.old)
    if was.able is not True or was.decider != pair.old:
        return
    if ordering(pair.new_surface, pair.new).able is False:
        yield finding(
            RULE,
            pair,
            f"instances of '{pair.old.name}' can no longer be ordered",
            f"Keep order=True on '{pair.old.name}'.",
        )


RULE = PairRule(module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS)
