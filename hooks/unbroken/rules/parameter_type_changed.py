"""A parameter is annotated with a narrower type, or with another one.

Accept the former type, and convert it. Where only the annotation was wrong, mention it in the
release notes, because type checkers of users will complain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import (
    change_text,
    has_type_variable,
    is_seen,
    related,
    solved,
    told_apart,
)
from unbroken.compare.types.assignability import Relation
from unbroken.model.definitions import Parameter
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.parameters import Kept, kept_parameters, parameter_finding
from unbroken.rules.findings.typed_code import parameters_code
from unbroken.semantics.decorators import redecorated
from unbroken.semantics.literals import shortened

_TYPED = "from typing import NotRequired, TypedDict, Unpack\n"
_KEYS = _TYPED + "class Keys(TypedDict, total=False):\n    x: int\n    y: str\n"
_NEEDS = _TYPED + "class Needs(TypedDict):\n    x: int\n    y: NotRequired[str]\n"

_OVERLOADS = (
    "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
    "@overload\ndef f(x: str) -> str: ...\ndef f(x): ..."
)

_CALLED = (
    "from typing import Any, Callable, Generic, TypeVar\nT = TypeVar('T')\n"
    "B = TypeVar('B', bound=bytes)\n{}\n    def f(self, x: Callable[[{}], Any]): ..."
)

_GENERIC = (
    "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass B(Generic[T]):\n    {}\n"
    "class C(B[list[T]]): ...\nclass A(C[{}]): ..."
)

BREAKS = (
    Break("def f(x: int | str): ...", "def f(x: int): ..."),
    Break("def f(x: int): ...", "def f(x: str): ..."),
    Break(
        _CALLED.format("class A:", "str"),
        _CALLED.format("class A:", "int"),
    ),
    Break(_CALLED.format("class A:", "str"), _CALLED.format("class A:", "B | str")),
    Break(
        _CALLED.format("class A(Generic[T]):", "str"), _CALLED.format("class A(Generic[T]):", "T")
    ),
    Break("def f(x: type[int] | type[str]): ...", "def f(x: type[int]): ..."),
    Break(
        "class A: ...\ndef f(x: A): ...",
        "class B: ...\nclass A: ...\ndef f(x: B): ...",
    ),
    Break("def f(x: int | None = None): ...", "def f(x: str | None = None): ..."),
    Break("def f(*args: float): ...", "def f(*args: int): ..."),
    Break(
        "class A:\n    def __init__(self, x: float): ...",
        "class A:\n    def __init__(self, x: int): ...",
    ),
    Break("def f(x: int, /): ...", "def f(y: str): ..."),
    Break("def f(x: float): ...", _OVERLOADS),
    Break("def f(*args: bytes): ...", "def f(*more: str): ..."),
    Break("def f(x: int, y: str, /): ...", "def f(x: int, /, *args: int): ..."),
    Break("def f(*, x: int): ...", "def f(**kwargs: str): ..."),
    Break(_KEYS + "def f(*, x: str): ...", _KEYS + "def f(**kwargs: Unpack[Keys]): ..."),
    Break(_KEYS + "def f(*, z: str): ...", _KEYS + "def f(**kwargs: Unpack[Keys]): ..."),
    Break(_NEEDS + "def f(*, x: int = 0): ...", _NEEDS + "def f(**kwargs: Unpack[Needs]): ..."),
    Break(_KEYS + "def f(**kwargs: Unpack[Keys]): ...", _KEYS + "def f(**kwargs: str): ..."),
    Break(
        "class A:\n    def m(self, x: list[int]): ...",
        _GENERIC.format("def m(self, x: T): ...", "str"),
    ),
    Break(
        "class A:\n    def __init__(self, x: list[int]): ...",
        _GENERIC.format("def __init__(self, x: T): ...", "str"),
    ),
)

KEEPS = (
    Keep(
        "class A:\n    def m(self, x: list[int]): ...",
        _GENERIC.format("def m(self, x: T): ...", "int"),
        "the type variable stands for it",
    ),
    Keep(
        "class A:\n    def __init__(self, x: list[int]): ...",
        _GENERIC.format("def __init__(self, x: T): ...", "int"),
        "the type variable stands for it",
    ),
    Keep("def f(x): ...", "def f(x: int): ...", "it said nothing before"),
    Keep(
        "class A: ...\nclass B: ...\ndef f(x: type[A] | type[B]): ...",
        "class A: ...\nclass B: ...\ndef f(x: type[A | B]): ...",
        "spelt in another way",
    ),
    Keep(
        _CALLED.format("class A:", "str"),
        _CALLED.format("class A:", "T | str"),
        "the type variable is what suits the callable",
    ),
    Keep(
        "class A: ...\ndef f(x: A): ...",
        "class B: ...\nclass A(B): ...\ndef f(x: B): ...",
        "an A is a B now",
    ),
    Keep("def f(*, _x: int = 0): ...", "def f(*, _x: str = ''): ...", "`_x` is private"),
    Keep("def f(x: int): ...", "def f(x): ...", "it says nothing now"),
    Keep("def f(x: int): ...", "def f(x: int | str): ...", "it takes more"),
    Keep(
        "from typing import List, Sequence\ndef f(x: List[int]): ...",
        "from typing import List, Sequence\ndef f(x: Sequence[int]): ...",
        "it takes more",
    ),
    Keep("def f(x: int | None = None): ...", "def f(x: int = None): ...", "the default says None"),
    Keep(
        "import numpy as np\ndef f(x: np.ndarray): ...",
        "from numpy import ndarray\ndef f(x: ndarray): ...",
        "the same name, imported in another way",
    ),
    Keep("def f(x: int | str): ...", _OVERLOADS, "the overloads take both"),
    Keep(
        "def f(x: bool = False): ...",
        "from typing import Literal, overload\n@overload\ndef f(x: Literal[True]) -> int: ...\n"
        "@overload\ndef f(x: Literal[False] = ...) -> str: ...\ndef f(x=False): ...",
        "the overloads take both",
    ),
    Keep(
        "import typing\ndef f(x: typing.AnyStr): ...",
        "from typing import overload\n@overload\ndef f(x: bytes) -> int: ...\n"
        "@overload\ndef f(x: str) -> int: ...\ndef f(x): ...",
        "the overloads take both",
    ),
    Keep("def f(x: int, /): ...", "def f(y: int): ...", "a name that nobody could pass it by"),
    Keep("def f(x: int, y: str, /): ...", "def f(x: int, /, *args: int | str): ...", "taken by it"),
    Keep(
        _KEYS + "def f(*, x: int = 0, y: str = ''): ...",
        _KEYS + "def f(**kwargs: Unpack[Keys]): ...",
        "the same parameters, written in another way",
    ),
    Keep(
        _NEEDS + "def f(*, x: int): ...",
        _NEEDS + "def f(**kwargs: Unpack[Needs]): ...",
        "what must be passed is what had to be",
    ),
    Keep(
        _KEYS + "def f(**kwargs: Unpack[Keys]): ...",
        _KEYS + "def f(**kwargs: int | str): ...",
        "all keys are taken",
    ),
    Keep(
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
        "@overload\ndef f(x: str) -> str: ...\ndef f(x: object) -> object: ...",
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
        "@overload\ndef f(x: str) -> str: ...\ndef f(x: int | str) -> int | str: ...",
        "type checkers look at the overloads",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x: int | str): return x",
        "def f(x: int | str): return int(x)",
        "f('1')",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters whose annotation takes less than it did."""
    if not is_seen(pair):
        yield from _overloaded(pair)
        return
    for kept in kept_parameters(pair):
        if kept.refused and not kept.field:  # Of a field, its attribute says it.
            yield _refusal(pair, kept)
    changes = list(_changes(pair))
    code = parameters_code(pair, [change.kept for change in changes])
    for kept, how, was, now in changes:
        yield parameter_finding(
            RULE,
            pair,
            kept,
            f"type of parameter '{kept.old.name}' {change_text(how, was, now)}",
            f"Accept {shortened(was)} as before, and convert it where needed.",
            code=code,
        )


class _Change(NamedTuple):
    kept: Kept
    how: Relation
    was: str
    now: str


def _changes(pair: Pair) -> Iterator[_Change]:
    """Yield the parameters that no longer take what they did, with their types."""
    for kept in kept_parameters(pair):
        if kept.field or kept.refused:
            continue
        was, now = told_apart(pair, kept.old.annotation, kept.new.annotation, kept.scopes)
        if was is None or now is None or was == now:
            continue
        taken = solved(pair.new_surface, kept.scopes[1], _taken(kept.new))
        how = related(pair, _taken(kept.old), taken, kept.scopes)
        if how in ("narrowed", "changed"):
            yield _Change(kept, how, was, now)


def _refusal(pair: Pair, kept: Kept) -> Finding:
    """Say of a keyword that the typed dictionary of `**kwargs` does not allow, or asks for."""
    name = kept.old.name
    if kept.refused == "unknown":
        return parameter_finding(
            RULE,
            pair,
            kept,
            f"parameter '{name}' is not a key of '**{kept.new.name}': type checkers reject it",
            f"Add '{name}' to the keys, as NotRequired.",
        )
    return parameter_finding(
        RULE,
        pair,
        kept,
        f"key '{name}' must be passed: type checkers reject calls without it",
        f"Declare '{name}' as NotRequired.",
    )


def _overloaded(pair: Pair) -> Iterator[Finding]:
    """Find what none of the overloads takes that a function got."""
    if pair.functions is None or pair.new is None or redecorated(*pair.sides):
        return
    old, new = pair.functions
    if old.overloads or not new.overloads:
        return
    for parameter in old.signature.parameters:
        name, annotation = parameter.name, parameter.annotation
        offered = (parameter for overload in new.overloads for parameter in overload.parameters)
        types = [_taken(parameter) for parameter in offered if parameter.name == name]
        known = [annotation for annotation in types if annotation is not None]
        if annotation is None or not known or len(known) < len(types):
            continue
        union = f"Union[{', '.join(dict.fromkeys(known))}]"
        generic = has_type_variable(pair.new_surface, pair.new, union) or has_type_variable(
            pair.old_surface, pair.old, annotation
        )
        # All literals together may be what an enumeration or `bool` has.
        if generic or "Literal[" in union or is_private(name):
            continue
        how = related(pair, _taken(parameter), union)
        if how in ("narrowed", "changed"):
            yield finding(
                RULE,
                pair,
                f"no overload takes all that parameter '{name}' took: {shortened(annotation)}",
                f"Add an overload that takes {shortened(annotation)}.",
                parameter=name,
            )


def _taken(parameter: Parameter) -> str | None:
    """Return what a parameter takes: its default None was long taken to say `| None`, too."""
    if parameter.annotation is not None and parameter.default == "None":
        return f"Optional[{parameter.annotation}]"
    return parameter.annotation


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
