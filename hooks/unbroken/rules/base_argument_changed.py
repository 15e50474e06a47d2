"""A class gives its generic base another type argument: type checkers infer other types.

Keep the argument; a class with the new one can have another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import has_type_variable, related
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_arguments_code
from unbroken.semantics.decorators import known_head
from unbroken.semantics.literals import shortened
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

BREAKS = (
    Break("class A(list[int]): ...", "class A(list[str]): ..."),
    Break(
        "from typing import Dict\nclass A(Dict[str, int]): ...",
        "from typing import Dict\nclass A(Dict[str, str]): ...",
    ),
)

KEEPS = (
    Keep(
        "from typing import List\nclass A(List[int]): ...",
        "class A(list[int]): ...",
        "spelt in another way",
    ),
    Keep(
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nU = TypeVar('U')\n"
        "class A(list[T]): ...",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nU = TypeVar('U')\n"
        "class A(list[U]): ...",
        "only the name of the type variable",
    ),
    Keep("class A(list): ...", "class A(list[int]): ...", "it says more than before"),
)

REMEDIES = (
    Remedy("class A(list[int]): ...", "class A(list[int]): ...\nclass B(list[str]): ...", "A([1])"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that give a base another type argument."""
    if pair.classes is None or pair.new is None:
        return
    before, after = (_arguments(*side) for side in pair.sides)
    for head, old in before.items():
        new = after.get(head)
        if new is None or old == new or _is_generic(pair, old, new):
            continue
        if related(pair, old, new) in ("narrowed", "widened", "changed"):
            yield finding(
                RULE,
                pair,
                f"base of '{pair.old.name}' changed from {shortened(old)} to {shortened(new)}",
                f"Keep {shortened(old)} as the base of '{pair.old.name}'.",
                code=former_arguments_code(pair),
            )
            return


def _arguments(surface: Surface, owner: Definition) -> dict[str, str]:
    """Return the generic bases of a class by their names without where they are taken from."""
    assert isinstance(owner.member, Class)
    return {
        base.partition("[")[0].rpartition(".")[2].lower(): base
        for base in owner.member.bases
        if "[" in base and known_head(surface, owner, base) not in ("Generic", "Protocol")
    }


def _is_generic(pair: Pair, old: str, new: str) -> bool:
    """Return whether type variables are among the arguments: these are compared elsewhere."""
    assert pair.new is not None
    return has_type_variable(pair.old_surface, pair.old, old) or has_type_variable(
        pair.new_surface, pair.new, new
    )


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
