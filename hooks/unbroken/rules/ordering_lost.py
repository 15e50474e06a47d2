"""Instances can no longer be compared with `<` or `<=`, and so no longer be sorted.

Keep `order=True` of the dataclass, or `@total_ordering`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.hashing_and_ordering import ordering
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import decorator_code
from unbroken.rules.findings.head_code import former_decorators_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.constructors.dataclass_fields import (
    dataclass_fields,
    decorated,
    maker_of,
)
from unbroken.semantics.known_decorators import DATACLASS
from unbroken.semantics.resolution import MISSING

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass{}\nclass A:\n    x: int\n"

_TOTAL_ORDER = (
    "from functools import total_ordering\n{}class A:\n    def __eq__(self, o): ...\n"
    "    __hash__ = None\n    def __lt__(self, o): ...\n"
)

_KEYWORD_ONLY = (
    "from dataclasses import dataclass\n\n@dataclass(order={}, kw_only=True)\nclass A:\n{}"
)

BREAKS = (
    Break(_DATACLASS.format("(order=True)"), _DATACLASS.format("")),
    Break(
        _KEYWORD_ONLY.format("True", "    x: int\n    y: int"),
        _KEYWORD_ONLY.format("True", "    y: int\n    x: int"),
        level="warning",
    ),
    Break(_TOTAL_ORDER.format("@total_ordering\n"), _TOTAL_ORDER.format("")),
)

_TOTAL = {"functools.total_ordering"}
_OPERATORS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

KEEPS = (
    Keep(
        "import msgspec\nclass A(msgspec.Struct, order=True):\n    x: int",
        "import msgspec\nclass _Base(msgspec.Struct, order=True): ...\nclass A(_Base):\n    x: int",
        "the base of the struct orders it",
    ),
    Keep(
        _KEYWORD_ONLY.format("False", "    x: int\n    y: int"),
        _KEYWORD_ONLY.format("False", "    y: int\n    x: int"),
        "instances have no order",
    ),
    Keep(
        _TOTAL_ORDER.format("@total_ordering\n"),
        _TOTAL_ORDER.format("") + "    def __le__(self, o): ...\n    def __gt__(self, o): ...\n"
        "    def __ge__(self, o): ...\n",
        "the methods are written out",
    ),
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

REMEDIES = (
    Remedy(
        "from dataclasses import dataclass\n\n@dataclass(order=True)\nclass A:\n    x: int",
        "from dataclasses import dataclass\n\n@dataclass(order=True)\nclass A:\n    x: int\n"
        "    y: int = 0",
        "assert A(1) < A(2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find dataclasses that lost their order."""
    if pair.classes is None or pair.new is None or has_unknown_option(pair, "order"):
        return
    yield from _of_total_ordering(pair)
    if maker_of(pair.new_surface, pair.new, DATACLASS) is None and decorated(
        pair.old_surface, pair.old, DATACLASS
    ):
        return  # All that the decorator gave is gone: that is reported as a whole.
    was = ordering(pair.old_surface, pair.old)
    if was.able is not True or was.decider != pair.old:
        return
    if _are_fields_reordered(pair):
        yield finding(
            RULE,
            pair,
            f"instances of '{pair.old.name}' are compared by their fields in another order",
            f"Keep the order of the fields of '{pair.old.name}'.",
            level="warning",
        )
    if ordering(pair.new_surface, pair.new).able is False:
        yield finding(
            RULE,
            pair,
            f"instances of '{pair.old.name}' can no longer be ordered",
            f"Keep order=True on '{pair.old.name}'.",
            code=former_decorators_code(pair),
        )


def _are_fields_reordered(pair: Pair) -> bool:
    """Return whether keyword-only fields changed places, which no call notices."""
    assert pair.new is not None
    if ordering(pair.new_surface, pair.new).able is not True or call_breaks(pair):
        return False
    sides = (
        dataclass_fields(surface, owner)
        for surface, owner in ((pair.old_surface, pair.old), (pair.new_surface, pair.new))
    )
    old, new = (list(fields) for fields in sides)
    return [name for name in old if name in new] != [name for name in new if name in old]


def _of_total_ordering(pair: Pair) -> Iterator[Finding]:
    """Find classes that lost the operators that `functools.total_ordering` gave them."""
    assert pair.new is not None
    if decorated(pair.old_surface, pair.old, _TOTAL) is None:
        return
    written = own_members(pair.old)
    lost = [
        symbol
        for method, symbol in _OPERATORS.items()
        if method not in written and pair.new_surface.class_member(pair.new, method) is MISSING
    ]
    if lost and decorated(pair.new_surface, pair.new, _TOTAL) is None:
        operators = listed([f"'{symbol}'" for symbol in lost])
        yield finding(
            RULE,
            pair,
            f"instances of '{pair.old.name}' no longer have {operators}",
            f"Keep @total_ordering on '{pair.old.name}', or define the methods.",
            code=decorator_code(pair, "functools.total_ordering"),
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
