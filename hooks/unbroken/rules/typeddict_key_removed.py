"""A key of a TypedDict was removed: code that reads or writes it fails.

Keep the key for a while, and still fill it.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import stays_typed_dict
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.key_code import lost_key_code
from unbroken.rules.findings.removals import is_lost

_DICT = "from typing import TypedDict\nclass A(TypedDict):\n    x: int\n"

BREAKS = (Break(_DICT + "    y: int", _DICT),)

KEEPS = (
    Keep(
        _DICT,
        "from typing import TypedDict\nclass B(TypedDict):\n    x: int\nclass A(B): ...",
        "the key is inherited now",
    ),
)

REMEDIES = (
    Remedy(
        "from typing import TypedDict\nclass A(TypedDict, total=False):\n    x: int\n    y: int",
        "from typing import TypedDict\nclass A(TypedDict, total=False):\n    x: int\n    y: int\n"
        "    z: int",
        "A(y=1)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keys that are gone."""
    if pair.removal is None or not isinstance(pair.old.member, Attribute) or not is_lost(pair):
        return
    if stays_typed_dict(pair, class_before(pair), class_now(pair)):
        yield finding(
            RULE,
            pair,
            f"key '{pair.old.name}' was removed",
            f"Keep '{pair.old.name}' for a while, and still fill it.",
            code=lost_key_code(pair),
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
