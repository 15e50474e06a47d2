"""A type alias stands for another type, so that what users annotate with it means another thing.

Keep the alias and add a new one. An alias is used for what is taken and for what is returned, so
that a wider type breaks users as a narrower one does.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, finding
from holdfast.rules.shared.annotated import change_text, related
from holdfast.rules.shared.functions import head_of
from holdfast.rules.shared.kinds import is_type_expression
from holdfast.rules.shared.values import shortened
from holdfast.surface import Attribute, Member

RULE = Rule(level="warning", typing=True)

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
)

KEEPS = (
    Keep("from typing import Union\nX = Union[int, str]", "X = int | str", "spelt in another way"),
    Keep("FLAGS = 1 | 2", "FLAGS = 1 | 4", "it is no type"),
    Keep("import re\nFLAGS = re.I | re.M", "import re\nFLAGS = re.I | re.S", "it is no type"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find type aliases that stand for another type."""
    if pair.new is None:
        return
    was, now = _aliased(pair.old.member), _aliased(pair.new.member)
    if was is None or now is None or was == now:
        return
    how = related(pair, was, now)
    if how in ("narrowed", "widened", "changed"):
        yield finding(
            pair,
            f"type alias '{pair.old.name}' {change_text(how, was, now)}",
            f"Keep '{pair.old.name}' as {shortened(was)}, and give the new type another name.",
        )


def _aliased(member: Member | None) -> str | None:
    if not isinstance(member, Attribute) or member.scope != "module":
        return None
    if head_of(member.annotation) == "TypeAlias" or is_type_expression(member):
        return member.value
    return None
