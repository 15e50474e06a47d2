"""An attribute, field or property is annotated with another type, or with a wider one.

Keep the type; a new attribute can have the new one. A field is also a parameter of the
constructor, so that a narrower type of a field counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import field_parameter
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import change_text, related, told_apart
from unbroken.model.definitions import Attribute, Function, Member
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import declaration_code, returns_code
from unbroken.semantics.literals import literal_key, shortened

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass\nclass A:\n"

BREAKS = (
    Break("X: int = 1", "X: str = '1'"),
    Break("class A:\n    x: int", "class A:\n    x: int | None"),
    Break(
        "class A:\n    def __init__(self):\n        self.x: int = 1",
        "class A:\n    def __init__(self):\n        self.x: str = '1'",
    ),
    Break(_DATACLASS + "    x: int | None", _DATACLASS + "    x: int"),
    Break(
        "class A:\n    @property\n    def x(self) -> int: ...",
        "class A:\n    @property\n    def x(self) -> str: ...",
    ),
    Break(
        "class A:\n    @property\n    def x(self) -> int: ...",
        "class A:\n    x: str = ''",
    ),
)

KEEPS = (
    Keep("X = 1", "X: int = 1", "it says more than before"),
    Keep("X: int = 1", "X = 1", "type checkers infer it"),
    Keep("X: int = None", "X: int | None = None", "the value says None"),
    Keep("X: int | None = None", "X: int = 1", "readers get what they did"),
    Keep(
        "from typing import Final\nX: Final[int] = 1",
        "from typing import Final\nX: int = 1",
        "the type is the same",
    ),
    Keep(
        "from typing import Optional\nclass A:\n    x: Optional[int] = None",
        "class A:\n    x: int | None = None",
        "spelt in another way",
    ),
    Keep(
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1",
        "class A:\n    x: int = 1",
        "the type is the same",
    ),
)

REMEDIES = (
    Remedy(
        "X: int = 1",
        "X: int = 1\nX_TEXT: str = '1'",
        "assert X == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes whose annotated type is no longer what it was."""
    if pair.new is None:
        return
    was, now = _declared(pair.old.member), _declared(pair.new.member)
    if was is None or now is None or "TypeAlias" in was:
        return
    how = related(pair, _held(pair.old.member, was), _held(pair.new.member, now))
    before, after = told_apart(pair, was, now)
    if how == "narrowed" and field_parameter(pair) is None:
        return
    if how in ("narrowed", "widened", "changed"):
        yield finding(
            RULE,
            pair,
            f"type of '{pair.old.name}' {change_text(how, before, after)}",
            f"Keep {shortened(str(before))}, or give the new attribute another name.",
            code=_as_before(pair, was),
        )


def _as_before(pair: Pair, was: str) -> Code | None:
    """Return the declaration, or the header of the property, with the former type."""
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        is_kept = old.value == new.value or literal_key(old.value) is not None
        return declaration_code(pair, was, old.value) if is_kept else None
    return returns_code(pair)


def _held(member: Member | None, declared: str) -> str:
    """Return what an attribute holds: its value None was long taken to say `| None`, too."""
    is_none = isinstance(member, Attribute) and member.value == "None"
    return f"Optional[{declared}]" if is_none else declared


def _declared(member: Member | None) -> str | None:
    if isinstance(member, Attribute):
        return member.annotation
    if isinstance(member, Function) and member.accessors:
        return member.signature.returns
    return None


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
