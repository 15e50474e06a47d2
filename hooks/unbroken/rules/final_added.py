"""A class or method became `@final`: type checkers reject the subclasses or overrides of users.

Remove `@final`, or announce it a release before.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair, kind_of
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.head_code import head_code
from unbroken.semantics.decorators import decorator_targets, decorators_of, has_decorator
from unbroken.semantics.known_decorators import FINAL
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

BREAKS = (
    Break("class A: ...", "from typing import final\n@final\nclass A: ..."),
    Break(
        "class A:\n    def m(self): ...",
        "from typing import final\nclass A:\n    @final\n    def m(self): ...",
    ),
)

KEEPS = (
    Keep("from typing import final\n@final\nclass A: ...", "class A: ...", "more is allowed"),
    Keep(
        "from typing import final\n@final\nclass A:\n    def m(self): ...",
        "from typing import final\n@final\nclass A:\n    @final\n    def m(self): ...",
        "nobody could subclass the class",
    ),
)

REMEDIES = (
    Remedy(
        "class A: ...",
        "class A: ...\nfrom typing import final\n@final\nclass B(A): ...",
        "class C(A): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes and methods that became final."""
    if (
        pair.new is None
        or not _is_final(pair.new_surface, pair.new)
        or _is_final(pair.old_surface, pair.old)
    ):
        return
    owner = pair.old_surface.owner(pair.old)
    if owner is not None and _is_final(pair.old_surface, owner):
        return
    kind = "class" if isinstance(pair.old.member, Class) else kind_of(pair.old.member)
    kind = "method" if kind == "function" else kind
    what = "subclasses" if kind == "class" else "overrides"
    yield finding(
        RULE,
        pair,
        f"{kind} '{pair.old.name}' became final: type checkers reject {what} of it",
        f"Remove @final from '{pair.old.name}', or announce it a release before.",
        code=_without_final(pair.new_surface, pair.new),
    )


def _without_final(surface: Surface, at: Definition) -> Code | None:
    """Return the header without the decorator."""
    decorators = zip(decorators_of(at), decorator_targets(surface, at), strict=True)
    return head_code(at, [decorator for decorator, target in decorators if target not in FINAL])


def _is_final(surface: Surface, definition: Definition) -> bool:
    return has_decorator(surface, definition, FINAL)


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
