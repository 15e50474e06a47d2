"""A class has other type parameters, so that `A[int]` fails or means something else.

Give an added type parameter a default (PEP 696), and keep the existing ones in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_arguments_code
from unbroken.rules.findings.typed_code import bracket_code
from unbroken.semantics.mro import base_has, is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.type_parameters import TypeVariable, type_parameters

_TWO = "from typing import Generic, Protocol, TypeVar\nT = TypeVar('T')\nU = TypeVar('U')\n"
_WITH_DEFAULT = (
    "from typing import Generic\nfrom typing_extensions import TypeVar\nT = TypeVar('T')\n"
    "U = TypeVar('U', default=int)\n"
)
_KV = "from typing import Dict, Mapping, Generic, TypeVar\nK = TypeVar('K')\nV = TypeVar('V')\n"

BREAKS = (
    Break(_TWO + "class A(Generic[T]): ...", _TWO + "class A(Generic[T, U]): ..."),
    Break(_TWO + "class A(Generic[T, U]): ...", _TWO + "class A(Generic[T]): ..."),
    Break(_TWO + "class A(Generic[T]): ...", _TWO + "class A: ..."),
    Break(
        _TWO + "class A(Generic[T, U]): ...", _TWO + "class A(Generic[U, T]): ...", level="warning"
    ),
    Break(
        _TWO + "class B(Generic[T, U]): ...\nclass A(B[T, U]): ...",
        _TWO + "class B(Generic[T, U]): ...\nclass A(B[T, int]): ...",
    ),
    Break(
        _WITH_DEFAULT + "class A(Generic[T, U]): ...", _WITH_DEFAULT + "class A(Generic[T]): ..."
    ),
    Break(
        "import lib\n" + _TWO + "class A(lib.B, Generic[T]): ...",
        "import lib\n" + _TWO + "class A(lib.B): ...",
        level="warning",
    ),
)

KEEPS = (
    Keep(_TWO + "class A: ...", _TWO + "class A(Generic[T]): ...", "nobody wrote brackets before"),
    Keep(_TWO + "class A(Generic[T]): ...", _TWO + "class A(Generic[U]): ...", "only a name"),
    Keep(
        _WITH_DEFAULT + "class A(Generic[T]): ...",
        _WITH_DEFAULT + "class A(Generic[T, U]): ...",
        "the new one has a default",
    ),
    Keep(
        _TWO + "class B(Generic[T, U]): ...\nclass A(B[T, U]): ...",
        _TWO + "class B(Generic[T, U]): ...\nclass A(B[T, U], Generic[T, U]): ...",
        "the same parameters, written in another way",
    ),
    Keep(
        _KV + "class A(Dict[K, V]): ...",
        _KV + "class A(Mapping[K, V], Generic[K, V], Dict[K, V]): ...",
        "the same parameters, written in another way",
    ),
    Keep(_TWO + "class A(list[T]): ...", _TWO + "class A(list): ...", "a list takes brackets"),
    Keep(
        _TWO + "class A(Generic[T]): ...",
        _TWO + "class A:\n    def __class_getitem__(cls, item): ...",
        "it takes brackets in another way",
    ),
    Keep(
        "from lib import T\nfrom typing import Generic\nclass A(Generic[T]): ...",
        "from lib import T, U\nfrom typing import Generic\nclass A(Generic[T, U]): ...",
        "whether U has a default is not known",
    ),
)

REMEDIES = (
    Remedy(
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): ...",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nU = TypeVar('U')\n"
        "class A(Generic[T]): ...\nclass B(A[T], Generic[T, U]): ...",
        "A[int]",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that are given other type arguments."""
    if pair.classes is None or pair.new is None:
        return
    old, new = pair.classes
    if (old.bases, old.type_parameters) == (new.bases, new.type_parameters):
        return
    before = type_parameters(pair.old_surface, pair.old)
    after = type_parameters(pair.new_surface, pair.new)
    if not before or after is None:
        return
    level = _refused(pair, before, after)
    name = pair.old.name
    code = bracket_code(pair) or former_arguments_code(pair)
    if level is not None:
        yield finding(
            RULE,
            pair,
            f"'{name}{_brackets(before)}' became '{name}{_brackets(after)}': "
            "type arguments that it accepted are rejected",
            f"Keep '{name}{_brackets(before)}', or give the added parameter a default.",
            level=level,
            code=code,
        )
    elif after and _are_reordered(before, after):
        yield finding(
            RULE,
            pair,
            f"'{name}{_brackets(before)}' is '{name}{_brackets(after)}' now: "
            "type arguments stand for other parameters",
            f"Keep the order of '{name}{_brackets(before)}'.",
            level="warning",
            code=code,
        )


def _brackets(parameters: Sequence[TypeVariable]) -> str:
    stars = {"TypeVarTuple": "*", "ParamSpec": "**"}
    names = (stars.get(variable.kind, "") + variable.name for variable in parameters)
    return f"[{', '.join(names)}]" if parameters else ""


def _refused(
    pair: Pair, before: Sequence[TypeVariable], after: Sequence[TypeVariable]
) -> Level | None:
    """Return the level for numbers of type arguments that are refused; None if none is."""
    if not after:
        assert pair.new is not None
        taken = [_takes_brackets(ancestor) for ancestor in pair.new_surface.mro(pair.new)]
        return None if True in taken else ("warning" if None in taken else "error")
    fewest, most = _numbers(before)
    least, limit = _numbers(after)
    return "error" if least > fewest or limit < most else None


def _numbers(parameters: Sequence[TypeVariable]) -> tuple[int, float]:
    """Return how many type arguments there may be, at least and at most."""
    kinds = [variable.kind for variable in parameters]
    least = sum(
        variable.default is None and variable.kind != "TypeVarTuple" for variable in parameters
    )
    # A class with nothing but a ParamSpec takes `A[int, str]` for `A[[int, str]]`.
    is_open = "TypeVarTuple" in kinds or kinds == ["ParamSpec"]
    return max(least, 1), float("inf") if is_open else len(parameters)


def _takes_brackets(base: Definition | External) -> bool | None:
    """Return whether a class takes brackets without being generic; None if that is not known."""
    if isinstance(base, External):
        return False if is_plain(base) else base_has(base.target, "__class_getitem__")
    assert isinstance(base.member, Class)
    return "__class_getitem__" in base.member.members


def _are_reordered(before: Sequence[TypeVariable], after: Sequence[TypeVariable]) -> bool:
    old, new = [variable.name for variable in before], [variable.name for variable in after]
    kept = [name for name in old if name in new]
    return kept != [name for name in new if name in old] or (
        [variable.kind for variable in before]
        != [variable.kind for variable in after[: len(before)]]
    )


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
