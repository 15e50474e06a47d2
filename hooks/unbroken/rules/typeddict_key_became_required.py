"""A key of a TypedDict became required: type checkers reject dictionaries without it.

Mark the key as `NotRequired`, and handle dictionaries without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.render import definition_text, member_text
from unbroken.compare.typed_dicts import is_total, required_keys, stays_typed_dict
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.key_code import not_required_code, partial_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.resolution import Definition

_IMPORT = "from typing import NotRequired, TypedDict\n"
_DICT = _IMPORT + "class A(TypedDict):\n    x: int\n"
_LOOSE = _IMPORT + "class A(TypedDict, total=False):\n    x: int\n"

BREAKS = (
    Break(_DICT + "    y: NotRequired[int]", _DICT + "    y: int"),
    Break(_DICT, _DICT + "    y: int"),
    Break(_LOOSE + "    y: int", _DICT + "    y: int"),
)

KEEPS = (
    Keep(_DICT, _DICT + "    y: NotRequired[int]", "nobody must give the new key"),
    Keep(_LOOSE, _LOOSE + "    y: int", "nobody must give the new key"),
)

REMEDIES = (
    Remedy(
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int",
        "from typing import TypedDict\nclass _Optional(TypedDict, total=False):\n    y: int\n"
        "class A(_Optional):\n    x: int",
        "A(x=1)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keys that must be there now."""
    if pair.classes is None or pair.new is None:
        return
    if not stays_typed_dict(pair, pair.old, pair.new):
        return
    old, new = (required_keys(*side) for side in pair.sides)
    if is_total(pair.new) and not is_total(pair.old):
        keys = listed([f"'{name}'" for name in old if new.get(name) and not old[name]])
        yield finding(
            RULE,
            pair,
            f"'{pair.old.name}' became total: {keys} must be there",
            f"Keep total=False on '{pair.old.name}'.",
            code=partial_code(pair),
        )
        return
    for name, required in new.items():
        inherited = name not in old and isinstance(
            pair.old_surface.class_member(pair.old, name), Definition
        )
        if required and not old.get(name) and not inherited:
            what = "became required" if name in old else "was added and is required"
            member = pair.new_surface.class_member(pair.new, name)
            at = member if isinstance(member, Definition) else None
            yield finding(
                RULE,
                pair,
                f"key '{name}' {what}",
                f"Mark '{name}' as NotRequired, and handle dictionaries without it.",
                parameter=name,
                old=member_text(pair.old, name),
                new=definition_text(at) if at is not None else None,
                at=at,
                code=not_required_code(pair.new_surface, at) if at is not None else None,
            )


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
