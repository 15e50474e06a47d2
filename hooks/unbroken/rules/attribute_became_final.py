"""An attribute is annotated as `Final` or `ClassVar`: type checkers reject assignments of users.

Leave the annotation as it was, or announce the change a release before.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import field_parameter
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Member
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import declaration_code
from unbroken.semantics.decorators import known_head

BREAKS = (
    Break("X: int = 1", "from typing import Final\nX: Final[int] = 1"),
    Break("X = 1", "import typing as t\nX: t.Final = 1"),
    Break(
        "class A:\n    x: int = 1",
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1",
    ),
)

KEEPS = (
    Keep("from typing import Final\nX: Final = 1", "X = 1", "more is allowed"),
    Keep(
        "from typing import Final\nX: Final = 1",
        "from typing import Final\nX: Final[int] = 1",
        "it was final before",
    ),
    Keep(
        "class A:\n    x = 1",
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1",
        "it had no annotation that let instances have their own",
    ),
)

_EFFECT = {"Final": "assigning to it", "ClassVar": "assigning to it on instances"}

REMEDIES = (
    Remedy("X: int = 1", "from typing import Final\nX: int = 1\nLIMIT: Final = 1", "X = 2"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes that type checkers no longer let users assign."""
    if pair.new is None or field_parameter(pair) is not None:
        return
    old, new = _annotation(pair.old.member), _annotation(pair.new.member)
    was = known_head(pair.old_surface, pair.old, old)
    mark = known_head(pair.new_surface, pair.new, new)
    if mark not in _EFFECT or was in _EFFECT or (mark == "ClassVar" and old is None):
        return
    if isinstance(pair.old.member, Attribute):
        yield finding(
            RULE,
            pair,
            f"'{pair.old.name}' became {mark}: type checkers reject {_EFFECT[mark]}",
            f"Remove {mark} from '{pair.old.name}', or announce it a release before.",
            code=_assignable(pair, old),
        )


def _assignable(pair: Pair, annotation: str | None) -> Code | None:
    """Return the declaration with the former annotation."""
    new = pair.new.member if pair.new is not None else None
    return declaration_code(pair, annotation, new.value) if isinstance(new, Attribute) else None


def _annotation(member: Member | None) -> str | None:
    return member.annotation if isinstance(member, Attribute) else None


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
