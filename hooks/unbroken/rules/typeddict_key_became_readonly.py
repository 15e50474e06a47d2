"""A key of a TypedDict became `ReadOnly`: type checkers reject code that assigns it (PEP 705).

Keep the key writable; a read-only view of the dictionary can be another TypedDict.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import stays_typed_dict
from unbroken.model.definitions import Attribute, Member
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.key_code import former_keys_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.decorators import known_head
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_DICT = (
    "from typing import NotRequired, TypedDict\nfrom typing_extensions import ReadOnly\n"
    "class A(TypedDict):\n    x: {}\n"
)

BREAKS = (
    Break(_DICT.format("int"), _DICT.format("ReadOnly[int]")),
    Break(_DICT.format("NotRequired[int]"), _DICT.format("NotRequired[ReadOnly[int]]")),
)

KEEPS = (
    Keep(_DICT.format("ReadOnly[int]"), _DICT.format("int"), "more is allowed"),
    Keep(
        _DICT.format("int"), _DICT.format("int") + "    y: NotRequired[ReadOnly[int]]", "a new key"
    ),
)

REMEDIES = (
    Remedy(
        "from typing import TypedDict\nclass A(TypedDict):\n    x: int",
        "from typing import TypedDict\nfrom typing_extensions import ReadOnly\n"
        "class A(TypedDict):\n    x: int\nclass View(TypedDict):\n    x: ReadOnly[int]",
        "a = A(x=1)\na['x'] = 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keys that became read-only."""
    if pair.classes is None or pair.new is None:
        return
    if not stays_typed_dict(pair, pair.old, pair.new):
        return
    old = own_members(pair.old)
    names = [
        f"'{name}'"
        for name, member in own_members(pair.new).items()
        if name in old
        and _is_read_only(pair.new_surface, pair.new, member)
        and not _is_read_only(pair.old_surface, pair.old, old[name])
    ]
    if names:
        yield finding(
            RULE,
            pair,
            f"{listed(names)} of '{pair.old.name}' became read-only",
            f"Remove ReadOnly from {listed(names)}.",
            code=former_keys_code(pair, [name[1:-1] for name in names]),
        )


def _is_read_only(surface: Surface, owner: Definition, member: Member) -> bool:
    """Return whether the qualifiers before the type have `ReadOnly` among them, in any order."""
    annotation = member.annotation if isinstance(member, Attribute) else None
    while annotation:
        _, bracket, rest = annotation.partition("[")
        name = known_head(surface, owner, annotation)
        if name == "ReadOnly":
            return True
        if not bracket or name not in ("Required", "NotRequired", "Annotated"):
            return False
        annotation = rest
    return False


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
