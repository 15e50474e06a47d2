"""A class lost positions of `__match_args__`: patterns like `case A(x, y)` fail or bind others.

Keep the names in their order. New ones can be added at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class
from unbroken.model.finding import Finding
from unbroken.readers.constant_folding import NotConstantError, fold
from unbroken.readers.expressions import parsed
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, quoted
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_CLASS = "class A:\n    __match_args__ = {}\n    x = y = 1"

BREAKS = (
    Break(_CLASS.format("('x', 'y')"), _CLASS.format("('x',)")),
    Break(_CLASS.format("('x', 'y')"), _CLASS.format("('y', 'x')")),
    Break(_CLASS.format("('x', 'y')"), _CLASS.format("()")),
    Break(
        _CLASS.format("('x',)").replace("class A", "class _B") + "\nclass A(_B): ...",
        _CLASS.format("('y',)").replace("class A", "class _B") + "\nclass A(_B): ...",
    ),
    Break(
        _CLASS.format("('x',)") + "\nclass B(A): ...",
        _CLASS.format("('y',)") + "\nclass B(A): ...",
    ),
)

KEEPS = (
    Keep(_CLASS.format("('x',)"), _CLASS.format("('x', 'y')"), "a position was added"),
    Keep(_CLASS.format("('x', 'y')"), _CLASS.format("'x', 'y'"), "the same names"),
    Keep(
        _CLASS.format("('x',)"),
        _CLASS.format("('x',)").replace("class A", "class _B") + "\nclass A(_B): ...",
        "the class inherits them",
    ),
    Keep(_CLASS.format("('x',)"), _CLASS.format("make()"), "the names of now are not known"),
)

REMEDIES = (
    Remedy(
        "class A:\n    __match_args__ = ('x',)\n    x = y = 1",
        "class A:\n    __match_args__ = ('x', 'y')\n    x = y = 1",
        "match A():\n    case A(x): assert x == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes whose patterns no longer match by position."""
    if pair.classes is None or pair.new is None:
        return
    before, now = (_match_args(*side) for side in pair.sides)
    old, new = _names(before), _names(now)
    if old is None or new is None or new[: len(old)] == old:
        return
    assert before is not None
    assert now is not None
    if _is_reported_for_base(pair, before, now):
        return
    yield finding(
        RULE,
        pair,
        f"patterns like '{pair.old.name}({', '.join(old)})' no longer match: __match_args__ "
        f"changed from {_text(old)} to {_text(new)}",
        f"Keep {_text(old)} at the start of __match_args__.",
        at=now,
        code=_with_old_names(now, old, new),
    )


def _is_reported_for_base(pair: Pair, before: Definition, now: Definition) -> bool:
    """Return whether a public base of the class has the names in both versions."""
    old_owner, new_owner = pair.old_surface.owner(before), pair.new_surface.owner(now)
    is_inherited = old_owner != pair.old and new_owner != pair.new
    return is_inherited and old_owner is not None and is_public(pair.old_surface, old_owner)


def _with_old_names(at: Definition, old: tuple[str, ...], new: tuple[str, ...]) -> Code | None:
    """Return the assignment with the old names first, and then those that are new."""
    names = (*old, *(name for name in new if name not in old))
    return code_at(at, "statement", [f"__match_args__ = {_text(names)}"])


def _text(names: tuple[str, ...]) -> str:
    return f"({', '.join(map(quoted, names))}{',' if len(names) == 1 else ''})"


def _match_args(surface: Surface, owner: Definition) -> Definition | None:
    """Return the attribute that Python reads for patterns by position (PEP 634)."""
    classes = (part.member for part in surface.marked_mro(owner) if isinstance(part, Definition))
    if not any("__match_args__" in part.members for part in classes if isinstance(part, Class)):
        return None
    member = surface.class_member(owner, "__match_args__")
    return member if isinstance(member, Definition) else None


def _names(definition: Definition | None) -> tuple[str, ...] | None:
    """Return the names in a tuple of strings; None where they are not known."""
    member = definition.member if definition is not None else None
    node = parsed(member.value) if isinstance(member, Attribute) and member.value else None
    try:
        value = fold(node) if node is not None else None
    except NotConstantError:
        return None
    if not isinstance(value, tuple) or not all(isinstance(name, str) for name in value):
        return None
    return value


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
