"""How annotations relate: what is a mere respelling, what says more, what says something else."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroken.compare.types.annotations import AnnotationScope
from unbroken.compare.types.assignability import relation
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.semantics.surface import Surface

SAME = [
    ("int", "int"),
    ("Optional[int]", "int | None"),
    ("typing.Optional[int]", "Union[int, None]"),
    ("Union[int, str]", "str | int"),
    ("Union[int, Union[str, None]]", "int | str | None"),
    ("Union[int]", "int"),
    ("type[int | str]", "Type[int] | type[str]"),
    ("type[Optional[int]]", "Union[type[int], type[None]]"),
    ("List[int]", "list[int]"),
    ("typing.Dict[str, int]", "dict[str, int]"),
    ("Tuple[int, ...]", "tuple[int, ...]"),
    ("Type[Exception]", "type[Exception]"),
    ("typing.Sequence[int]", "collections.abc.Sequence[int]"),
    ("typing.AbstractSet[int]", "collections.abc.Set[int]"),
    ("np.ndarray", "ndarray"),
    ("Annotated[int, 'meters']", "int"),
    ("Required[int]", "int"),
    ("NotRequired[Optional[int]]", "int | None"),
    ("Final[int]", "int"),
    ("ClassVar[int]", "int"),
    ("Literal['a', 'b']", "Literal['b', 'a']"),
    ("Literal['a', 'b']", "Literal['a'] | Literal['b']"),
    ("Literal['a', None]", "Optional[Literal['a']]"),
    ("Callable[[int], str]", "collections.abc.Callable[[int], str]"),
    ("NoReturn", "Never"),
    ("IOError", "OSError"),
    ("Any", "object"),
    ("Generator[int]", "Generator[int, None, None]"),
    ("tuple[Any, int]", "tuple[int, Any]"),
    ("typing.ContextManager[int]", "contextlib.AbstractContextManager[int]"),
    ("tuple[*tuple[int, ...]]", "tuple[int, ...]"),
    ("tuple[int, *tuple[str, float]]", "tuple[int, str, float]"),
    ("tuple[int, Unpack[tuple[str, ...]]]", "Tuple[int, *Tuple[str, ...]]"),
    ("tuple[()]", "Tuple[()]"),
    ("Literal[True, False]", "bool"),
    ("Literal[True] | Literal[False] | None", "Optional[bool]"),
    ("Literal[Literal['a'], 'b']", "Literal['a', 'b']"),
    ("list[Any]", "list"),
    ("tuple[Any, ...]", "tuple"),
    ("Callable[..., Any]", "Callable"),
    ("type[Any]", "Type"),
]

NARROWED = [
    ("tuple[int, *tuple[str, ...]]", "tuple[int, str]"),
    ("tuple[int, *tuple[str, ...]]", "tuple[int]"),
    ("tuple[int, ...]", "tuple[int, *tuple[int, ...]]"),
    ("tuple[int, ...]", "tuple[()]"),
    ("tuple[int, *tuple[str, ...], float]", "tuple[int, float]"),
    ("tuple[int, *tuple[str | float, ...]]", "tuple[int, *tuple[str, ...], float]"),
    ("tuple[*tuple[int, ...], str]", "tuple[int, int, str]"),
    ("str", "LiteralString"),
    ("LiteralString", "Literal['a']"),
    ("bool", "Literal[True]"),
    ("Callable[..., int]", "Callable[[int], bool]"),
    ("Callable[..., object]", "Callable[[], int]"),
    ("int | None", "int"),
    ("int | str", "int"),
    ("type[int | str]", "type[int]"),
    ("object", "int"),
    ("float", "int"),
    ("complex", "int"),
    ("int", "bool"),
    ("Sequence[int]", "list[int]"),
    ("Iterable[int]", "list[int]"),
    ("Iterable[int]", "tuple[int, int]"),
    ("Iterable[str]", "str"),
    ("Sequence[int]", "bytes"),
    ("Iterable[str]", "dict[str, int]"),
    ("Mapping[str, int]", "dict[str, int]"),
    ("dict[str, int]", "Counter[str]"),
    ("Collection[int]", "set[int]"),
    ("Iterator[int]", "Generator[int, None, None]"),
    ("AsyncIterator[int]", "AsyncGenerator[int, None]"),
    ("Awaitable[int]", "Coroutine[Any, Any, int]"),
    ("str", "Literal['a']"),
    ("int", "Literal[-1]"),
    ("Literal['a', 'b']", "Literal['a']"),
    ("list[float]", "list[int]"),
    ("tuple[int, ...]", "tuple[int, int]"),
    ("tuple[float, str]", "tuple[int, str]"),
    ("Callable[[int], float]", "Callable[[float], int]"),
    ("Exception", "ValueError"),
    ("OSError", "FileNotFoundError"),
    ("int", "Never"),
    ("Color", "Literal[Color.RED]"),
    ("Sized", "list[int]"),
]

CHANGED = [
    ("tuple[int, *tuple[str, ...]]", "tuple[str, *tuple[str, ...]]"),
    ("tuple[int, *tuple[str, ...]]", "tuple[int, *tuple[float, ...]]"),
    ("tuple[*tuple[int, ...], str]", "tuple[str, *tuple[int, ...]]"),
    ("int", "str"),
    ("int", "tuple[int, str]"),
    ("list[int]", "list[str]"),
    ("list[int]", "set[int]"),
    ("int | str", "int | bytes"),
    ("Literal['a']", "Literal['b']"),
    ("Callable[[int], int]", "Callable[[int, int], int]"),
    ("Callable[[int], int]", "Callable[[int], str]"),
    ("tuple[int, int]", "tuple[int, int, int]"),
    ("np.ndarray", "torch.Tensor"),
    ("A[int]", "A[int, str]"),
    ("ValueError", "KeyError"),
    ("1 +", "2 +"),
    ("*Ts", "*Us"),
]

MORE_OR_LESS = [
    (None, "int", "added"),
    ("int", None, "removed"),
    ("Any", "int", "added"),
    ("int", "Any", "removed"),
    ("list", "list[int]", "added"),
    ("list[int]", "list", "removed"),
    ("dict[str, Any]", "dict[str, int]", "added"),
    ("dict[str, int]", "dict[str, Any]", "removed"),
    ("Final", "Final[int]", "added"),
    ("Final", None, "same"),
    ("Callable[..., int]", "Callable[[int], int]", "narrowed"),
    ("Callable[[int], int]", "Callable[..., int]", "same"),
]


def parsed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs without those whose syntax this Python does not know."""
    is_known = sys.version_info >= (3, 11)
    return [pair for pair in pairs if is_known or "*" not in "".join(pair)]


@pytest.mark.parametrize(("old", "new"), parsed(SAME))
def test_a_respelling_is_the_same(old, new):
    assert relation(old, new) == relation(new, old) == "same"


@pytest.mark.parametrize(("wide", "narrow"), parsed(NARROWED))
def test_narrower_one_way_is_wider_the_other(wide, narrow):
    assert relation(wide, narrow) == "narrowed"
    assert relation(narrow, wide) == "widened"


@pytest.mark.parametrize(("old", "new"), parsed(CHANGED))
def test_what_is_neither_is_changed(old, new):
    assert relation(old, new) == relation(new, old) == "changed"


@pytest.mark.parametrize(("old", "new", "expected"), MORE_OR_LESS)
def test_saying_more_or_less(old, new, expected):
    assert relation(old, new) == expected


NAMES = [
    # (what the module says besides, old, new, expected)
    ("import numpy as np\nfrom numpy import ndarray as Array", "np.ndarray", "Array", "same"),
    ("class A: ...\nB = A", "A", "B", "same"),
    ("class A: ...\nclass B(A): ...", "A", "B", "narrowed"),
    ("class A: ...\nclass B(A): ...", "B | None", "A | None", "widened"),
    ("class A: ...\nclass B: ...", "A", "B", "changed"),
    ("class A:\n    def __iter__(self): ...", "Iterable[int]", "A", "narrowed"),
    ("class A:\n    def __iter__(self): ...\nclass B(A): ...", "B", "Iterable[int]", "widened"),
    ("class A:\n    def __iter__(self): ...", "Iterator[int]", "A", "changed"),
    ("class A:\n    def __call__(self, a): ...", "A", "Callable[[int], int]", "widened"),
    ("class A:\n    def __enter__(self): ...", "typing.ContextManager[A]", "A", "changed"),
    ("class A(ValueError): ...", "Exception", "A", "narrowed"),
    ("from typing import Union\nAlias = Union[int, str]", "Alias", "int | str", "same"),
    ("Number = int | float\nAlias = Number | None", "Alias", "float | None", "same"),
    ("from typing import TypeAlias\nAlias: TypeAlias = int", "int", "Alias", "same"),
    ("Alias = int | str", "Alias", "int", "narrowed"),
    ("Alias = list[Alias]", "Alias", "list[int]", "changed"),
    (
        "from typing import TypeVar\nT = TypeVar('T')\nS = TypeVar('S')",
        "list[T]",
        "list[S]",
        "same",
    ),
    ("from typing import TypeVar\nT = TypeVar('T')", "Iterable[T]", "list[int]", "narrowed"),
    ("from typing import TypeVar\nT = TypeVar('T', int, str)", "T", "int | str", "widened"),
    ("from typing import TypeVar\nT = TypeVar('T', int, str)", "T", "int", "changed"),
    ("from typing import TypeVar\nT = TypeVar('T', int, str)", "list[T]", "list[int]", "changed"),
    ("from typing import TypeVar\nT = TypeVar('T', bound=bool)", "T", "int", "widened"),
    ("from typing import TypeVar as V\nT = V('T', bound=bool)", "T", "int", "widened"),
    ("def TypeVar(*args, **options): ...\nT = TypeVar('T', bound=bool)", "T", "int", "changed"),
    ("from typing import TypeVar\nT = TypeVar('T', bound=int)", "T", "bool", "changed"),
    ("from typing import AnyStr", "AnyStr", "bytes | str | None", "widened"),
    ("from typing import TypeVar\nT = TypeVar('T', bound=int)", "type[int]", "type[T]", "same"),
    ("from typing import TypeVar\nT = TypeVar('T', bound=int)", "bool", "T | None", "widened"),
    ("from typing import TypeVar\nT = TypeVar('T', bound=int)", "float", "T", "narrowed"),
    ("from typing import AnyStr", "AnyStr", "str", "changed"),
    ("from typing import AnyStr", "str | bytes", "AnyStr", "narrowed"),
    (
        "from typing import *\nimport enum\nclass E(enum.Enum):\n    A = 1\n    B = 2",
        "E | None",
        "Literal[E.A, E.B, None]",
        "same",
    ),
    (
        "from typing import *\nimport enum\nclass E(enum.Enum):\n    A = 1\n    B = 2",
        "E | None",
        "Literal[E.A] | None",
        "narrowed",
    ),
    (
        "from typing import *\nclass E:\n    A = 1",
        "E",
        "Literal[E.A]",
        "narrowed",
    ),
    (
        "from typing import TypeVar\nT = TypeVar('T', bound=str)\nS = TypeVar('S', bound=int)",
        "list[T]",
        "list[S]",
        "changed",
    ),
    (
        "from typing import *\nT = TypeVar('T', Union[None, str], str)\n"
        "S = TypeVar('S', str | None, str)",
        "list[T]",
        "list[S]",
        "same",
    ),
    (
        "from typing import *\nT = TypeVar('T', bound=Optional['List[T]'])\n"
        "S = TypeVar('S', bound='list[T] | None')",
        "T",
        "S",
        "same",
    ),
    (
        "from typing import *\nT = TypeVar('T', Optional[str], int)\nS = TypeVar('S', str, int)",
        "list[T]",
        "list[S]",
        "changed",
    ),
    (
        "from collections.abc import Set\nimport typing",
        "Set[int]",
        "typing.AbstractSet[int]",
        "same",
    ),
    ("from typing import Set", "Set[int]", "set[int]", "same"),
    ("from m.gone import A as _A, A", "list[_A]", "list[A]", "same"),
    ("from typing import Annotated as A", "A[int, 1]", "int", "same"),
]


@pytest.mark.parametrize(("source", "old", "new", "expected"), NAMES)
def test_names_count_by_what_they_mean(source, old, new, expected):
    side = _side(f"{source}\ndef f(): ...", "f")
    assert relation(old, new, side, side) == expected


def test_self_is_a_narrower_class_around_it():
    side = _side("from typing import Self\nclass A:\n    def m(self): ...", "A.m")
    assert relation("A", "Self", side, side) == "narrowed"
    assert relation("Self", "A", side, side) == "widened"


def _side(source: str, at: str) -> AnnotationScope:
    module = read_module_with_griffe(source.encode(), "m", "m.py", is_package=False)
    surface = Surface({"m": module}, ["m"])
    return AnnotationScope(surface, surface.definition("m", at))


_LEAVES = st.sampled_from(["int", "str", "bool", "None", "Any", "A", "Literal['a']", "list"])
_ANNOTATIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" | ".join),
        inner.map("Optional[{}]".format),
        inner.map("Sequence[{}]".format),
        st.tuples(inner, inner).map(lambda two: f"dict[{two[0]}, {two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"Callable[[{two[0]}], {two[1]}]"),
    ),
    max_leaves=5,
)
_CONVERSE = {"narrowed": "widened", "widened": "narrowed", "added": "removed", "removed": "added"}


@given(_ANNOTATIONS, _ANNOTATIONS)
def test_the_way_back_is_the_converse(old, new):
    there, back = relation(old, new), relation(new, old)
    assert back == _CONVERSE.get(there, there)


@given(_ANNOTATIONS)
def test_nothing_differs_from_itself(text):
    respelled = ast.unparse(ast.parse(f"({text})", mode="eval"))
    assert relation(text, respelled) == "same"
    assert relation(text, f"Annotated[{text}, 'note']") == "same"
