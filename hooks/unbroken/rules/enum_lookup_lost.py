"""An enumeration no longer finds members for other values: its `_missing_` is gone.

Keep `_missing_`, which finds a member for what is not the value of one (`Color("RED")`). One that
only raises, or returns None, finds nothing and may go.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.enums import is_enum
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_bases_code
from unbroken.rules.findings.former_code import former_code
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_ENUM = "import enum\nclass A(enum.Enum):\n    X = 'x'\n"
_LOOKUP = "    @classmethod\n    def _missing_(cls, value): return cls(value.lower())\n"

BREAKS = (
    Break(_ENUM + _LOOKUP, _ENUM),
    Break(
        f"import enum\nclass _B(enum.Enum):\n{_LOOKUP}class A(_B):\n    X = 'x'",
        "import enum\nclass _B(enum.Enum): ...\nclass A(_B):\n    X = 'x'",
    ),
    Break(
        f"import enum\nclass _B(enum.Enum):\n{_LOOKUP}class A(_B):\n    X = 'x'",
        f"import enum\nclass _B(enum.Enum):\n{_LOOKUP}class A(enum.Enum):\n    X = 'x'",
    ),
    Break(
        _ENUM + _LOOKUP,
        _ENUM + "    @classmethod\n    def _missing_(cls, value): raise KeyError(value)\n",
    ),
)

KEEPS = (
    Keep(_ENUM, _ENUM + _LOOKUP, "more values are found"),
    Keep(
        _ENUM + _LOOKUP,
        f"import enum\nclass _B(enum.Enum):\n{_LOOKUP}class A(_B):\n    X = 'x'",
        "it has it from a base",
    ),
    Keep(
        _ENUM + "    @classmethod\n    def _missing_(cls, value): raise KeyError(value)\n",
        _ENUM,
        "it found nothing",
    ),
    Keep(
        _ENUM + "    @classmethod\n    def _missing_(cls, value): return None\n",
        _ENUM,
        "it found nothing",
    ),
    Keep(
        _ENUM + _LOOKUP,
        "import enum\nfrom lib import Base\nclass A(Base, enum.Enum):\n    X = 'x'",
        "the base may find them",
    ),
    Keep(f"class A:\n    X = 'x'\n{_LOOKUP}", "class A:\n    X = 'x'", "it is not an enumeration"),
)

REMEDIES = (
    Remedy(
        _ENUM + _LOOKUP,
        _ENUM + "    @classmethod\n    def _missing_(cls, value):\n        return cls[value]",
        "assert A('X') is A.X",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find enumerations that lost the method which looks up other values."""
    if pair.classes is None or pair.new is None or not is_enum(pair.old_surface, pair.old):
        return
    lookup = pair.old_surface.class_member(pair.old, "_missing_")
    if not isinstance(lookup, Definition) or not _finds(lookup):
        return
    owner = pair.old_surface.owner(lookup)
    if owner is not None and owner != pair.old and is_public(pair.old_surface, owner):
        return  # It is reported for the base.
    if not _may_find(pair.new_surface, pair.new):
        name = pair.old.name
        yield finding(
            RULE,
            pair,
            f"'{name}' no longer finds members for other values: its '_missing_' is gone",
            f"Keep '_missing_' of '{name}'.",
            code=(
                former_bases_code(pair)
                if _is_still_there(pair.new_surface, lookup)
                else former_code(lookup)
            ),
        )


def _is_still_there(surface: Surface, lookup: Definition) -> bool:
    """Return whether a former base still has the lookup."""
    after = surface.definition(*lookup.key)
    return after is not None and _finds(after)


def _finds(lookup: Definition) -> bool:
    """Return whether a lookup may find a member."""
    function = lookup.member
    if not isinstance(function, Function):
        return True
    return not function.only_raises and function.returned != ("None",)


def _may_find(surface: Surface, owner: Definition) -> bool:
    """Return whether a class may still look up other values."""
    lookup = surface.class_member(owner, "_missing_")
    if isinstance(lookup, Definition):
        return _finds(lookup)
    bases = (base for base in surface.mro(owner) if isinstance(base, External))
    return any(base.target.partition(".")[0] not in ("builtins", "enum") for base in bases)


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
