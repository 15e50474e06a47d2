"""A key of a TypedDict may be missing, so that code that reads it may fail.

Always fill the key, and keep it required.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import required_keys, stays_typed_dict
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.key_code import former_keys_code
from unbroken.rules.findings.words import listed

_IMPORT = "from typing import NotRequired, TypedDict\n"
_DICT = _IMPORT + "class A(TypedDict):\n    x: int\n"

BREAKS = (
    Break(_DICT + "    y: int", _DICT + "    y: NotRequired[int]"),
    Break(_DICT, _DICT.replace("TypedDict)", "TypedDict, total=False)")),
)

KEEPS = (Keep(_DICT, _DICT + "    y: NotRequired[int]", "a key came that may be missing"),)

REMEDIES = (
    Remedy(
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int",
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int\n"
        "class B(TypedDict, total=False):\n    x: int",
        "A(x=1)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keys that may be missing now."""
    if pair.classes is None or pair.new is None:
        return
    if not stays_typed_dict(pair, pair.old, pair.new):
        return
    old, new = (required_keys(*side) for side in pair.sides)
    names = [f"'{name}'" for name in old if old[name] and not new.get(name, True)]
    if names:
        yield finding(
            RULE,
            pair,
            f"{listed(names)} of '{pair.old.name}' may be missing now",
            f"Keep {listed(names)} required, and always fill it.",
            code=former_keys_code(pair, [name[1:-1] for name in names]),
        )


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
