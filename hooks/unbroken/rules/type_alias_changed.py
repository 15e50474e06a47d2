"""A type alias stands for another type, so that annotations of users mean something else.

Keep the alias and add a new one. Users annotate both parameters and results with an alias, so that
a wider type breaks them as a narrower one does.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.object_kinds import is_type_expression
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import change_text, related
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.semantics.decorators import known_head
from unbroken.semantics.literals import shortened
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

BREAKS = (
    Break(
        "from typing import Union\nX = Union[int, str]", "from typing import Union\nX = int | bytes"
    ),
    Break(
        "from typing import TypeAlias\nX: TypeAlias = int",
        "from typing import TypeAlias\nX: TypeAlias = str",
    ),
    Break(
        "from typing import Literal\nX = Literal['a']",
        "from typing import Literal\nX = Literal['b']",
    ),
    Break(
        "class A: ...\nclass B: ...\nclass C: ...\nX = A | B",
        "class A: ...\nclass B: ...\nclass C: ...\nX = A | C",
    ),
)

KEEPS = (
    Keep("from typing import Union\nX = Union[int, str]", "X = int | str", "spelt in another way"),
    Keep(
        "class A: ...\nclass B: ...\nX = A | B",
        "class A: ...\nclass B: ...\nX = B | A",
        "spelt in another way",
    ),
    Keep("FLAGS = 1 | 2", "FLAGS = 1 | 4", "it is not a type"),
    Keep("import re\nFLAGS = re.I | re.M", "import re\nFLAGS = re.I | re.S", "it is not a type"),
)

REMEDIES = (
    Remedy(
        "from typing import Union\nX = Union[int, str]",
        "from typing import Union\nX = Union[int, str]\nY = Union[int, bytes]",
        "X",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find type aliases that stand for another type."""
    if pair.new is None:
        return
    was, now = _aliased(pair.old_surface, pair.old), _aliased(pair.new_surface, pair.new)
    if was is None or now is None or was == now:
        return
    how = related(pair, was, now)
    if how in ("narrowed", "widened", "changed"):
        yield finding(
            RULE,
            pair,
            f"type alias '{pair.old.name}' {change_text(how, was, now)}",
            f"Keep '{pair.old.name}' as {shortened(was)}, and give the new type another name.",
        )


def _aliased(surface: Surface, found: Definition) -> str | None:
    member = found.member
    if not isinstance(member, Attribute) or member.scope != "module":
        return None
    is_declared = known_head(surface, found, member.annotation) == "TypeAlias"
    if is_declared or is_type_expression(surface, found):
        return member.value
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
