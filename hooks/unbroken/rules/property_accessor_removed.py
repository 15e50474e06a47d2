"""A property can no longer be set or deleted.

Keep the setter and let it warn. If the value no longer has a meaning, accept and ignore it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.compare.properties import accessors_of
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import (
    accessors_put_back_code,
    has_written_accessors,
    stored_in,
)
from unbroken.semantics.decorators import has_decorator, unknown_decorators
from unbroken.semantics.known_decorators import CACHED_PROPERTIES

_PROPERTY = "class A:\n    @property\n    def x(self): ...\n"
_CACHED = "from functools import cached_property\nclass A:\n    @cached_property\n"

BREAKS = (
    Break(_PROPERTY + "    @x.setter\n    def x(self, value): ...", _PROPERTY),
    Break(_PROPERTY + "    @x.deleter\n    def x(self): ...", _PROPERTY),
    Break(
        _PROPERTY
        + "    @x.setter\n    def x(self, value): self._x = value\n    @x.deleter\n"
        + "    def x(self):\n        del self._x",
        _PROPERTY,
    ),
    Break(_CACHED + "    def x(self): ...", _PROPERTY, level="warning"),
    Break(
        "import builtins\nclass A:\n    def _get(self): ...\n    def _set(self, value): ...\n"
        "    x = builtins.property(_get, _set)",
        _PROPERTY,
    ),
)

KEEPS = (
    Keep(_PROPERTY, _PROPERTY + "    @x.setter\n    def x(self, value): ...", "a setter was added"),
    Keep(
        _PROPERTY + "    @x.setter\n    def x(self, value): ...",
        "class A:\n    x: int = 0",
        "an attribute can be set, too",
    ),
    Keep(
        _PROPERTY + "    @x.setter\n    def x(self, value): ...",
        "class A:\n    def _get(self): ...\n    def _set(self, value): ...\n"
        "    x = property(_get, _set)",
        "the setter is given in another way",
    ),
    Keep(
        _PROPERTY + "    @x.setter\n    def x(self, value): ...",
        _CACHED + "    def x(self): ...",
        "a cached property can be assigned",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    @property\n    def x(self): return 1\n    @x.setter\n"
        "    def x(self, value): ...",
        "import warnings\nclass A:\n    @property\n    def x(self): return 1\n    @x.setter\n"
        "    def x(self, value):\n"
        "        warnings.warn('x is read-only', DeprecationWarning, stacklevel=2)",
        "A().x = 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find properties that lost their setter or deleter."""
    if pair.new is None:
        return
    old, new = (accessors_of(surface, definition) for surface, definition in pair.sides)
    if old is None or new is None or _is_unknown(pair):
        return
    lost = [
        accessor for accessor in ("setter", "deleter") if accessor in old and accessor not in new
    ]
    if not lost:
        return
    name = pair.old.name
    what = " or ".join({"setter": "set", "deleter": "deleted"}[accessor] for accessor in lost)
    yield finding(
        RULE,
        pair,
        f"property '{name}' can no longer be {what}",
        _advice(pair, lost),
        level=_level(pair),
        old=f"@{name}.{lost[0]} def {name}(self{', value' if lost[0] == 'setter' else ''})",
        code=accessors_put_back_code(pair, lost),
    )


def _advice(pair: Pair, lost: Sequence[str]) -> str:
    kept = f"Keep the {' and the '.join(lost)} of '{pair.old.name}'"
    if has_written_accessors(pair):
        return f"{kept}, and warn first."
    if "setter" not in lost or stored_in(pair) is not None:
        return f"{kept}, and warn there."
    return (
        f"{kept}. The setter below only warns: for the value to have an effect, store it, and let "
        "the property return it."
    )


def _is_unknown(pair: Pair) -> bool:
    """Return whether it is a property of some other library's, which may never have been set."""
    return bool(unknown_decorators(pair.old_surface, pair.old))


def _level(pair: Pair) -> Level | None:
    """Return "warning" for a cached property, whose accessors nobody wrote; else None."""
    cached = has_decorator(pair.old_surface, pair.old, CACHED_PROPERTIES)
    return "warning" if cached else None


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
