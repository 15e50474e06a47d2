"""A type alias stands for another type, so that annotations of users mean something else.

Keep the alias and add a new one. Users annotate both parameters and results with an alias, so that
a wider type breaks them as a narrower one does.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.object_kinds import builtin_class, held
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import change_text, related
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import former_declaration_code
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
    Break("X = int", "X = str"),
    Break("X = int", "X = int | str"),
    Break("X = list[int]", "X = list[str]"),
    Break("from typing import Dict\nX = Dict[str, int]", "X = dict[str, str]"),
    Break("Error = ValueError", "Error = KeyError"),
    Break("X = int", "from typing import NewType\nX = NewType('X', int)"),
    Break("X = int | str", "from typing import NewType\nX = NewType('X', int)"),
)

KEEPS = (
    Keep("from typing import List\nX = List[int]", "X = list[int]", "spelt in another way"),
    Keep("X = int", "import lib\nX = lib.Int", "what it stands for now is not known"),
    Keep("X = dict", "from lib import dict\nX = dict", "not the built-in one: it is not known"),
    Keep("X = []", "X = [1]", "it is not a type"),
    Keep("import lib\nX = lib.A[int]", "import lib\nX = lib.B[int]", "it need not be a type"),
    Keep("_X = int", "_X = str", "an underscore makes it private"),
    Keep("def f():\n    x = int", "def f():\n    x = str", "no one else has it"),
    Keep("X = int", "import lib\nX = lib.make('X', int)", "what it is now is not known"),
    Keep(
        "from typing import NewType\nX = NewType('X', int)",
        "import typing\nX = typing.NewType('X', int)",
        "spelt in another way",
    ),
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
    if _is_new_type(pair.new_surface, pair.new) and _is_alias(pair.old_surface, pair.old):
        yield finding(
            RULE,
            pair,
            f"type alias '{pair.old.name}' became a new type: other values no longer match it",
            f"Keep the alias '{pair.old.name}', and give the new type another name.",
            code=former_declaration_code(pair),
        )
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
            code=former_declaration_code(pair),
        )


def _aliased(surface: Surface, definition: Definition) -> str | None:
    member = definition.member
    if not isinstance(member, Attribute) or member.scope != "module":
        return None
    is_declared = known_head(surface, definition, member.annotation) == "TypeAlias"
    is_alias = (
        is_declared
        or held(surface, definition) == "type alias"
        or (member.annotation is None and builtin_class(surface, definition) is not None)
    )
    return member.value if is_alias else None


def _is_new_type(surface: Surface, definition: Definition) -> bool:
    return isinstance(definition.member, Attribute) and held(surface, definition) == "new type"


def _is_alias(surface: Surface, definition: Definition) -> bool:
    """Return whether a name of a module stands for a type expression or a built-in class."""
    return (
        builtin_class(surface, definition) is not None or _aliased(surface, definition) is not None
    )


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
