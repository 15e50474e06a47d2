"""A function is annotated to return another type, or a wider one.

Return the former type; a new function can return the new one. Where only the annotation was wrong,
mention it in the release notes, because type checkers of users will complain.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import (
    change_text,
    is_seen,
    related,
    told_apart,
    with_self,
)
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import returns_code
from unbroken.semantics.decorators import product_of
from unbroken.semantics.literals import shortened

_GENERIC = (
    "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass B(Generic[T]):\n    {}\n"
    "class C(B[list[T]]): ...\nclass A(C[{}]): ..."
)
_TYPING = (
    "from typing import TYPE_CHECKING, Any, Dict\nif TYPE_CHECKING:\n    Named = Dict[str, {}]\n"
    "def f() -> {}: ..."
)

_STREAM = (
    "from typing import AsyncIterable, AsyncIterator\n"
    "class A:\n    async def {}(self) -> AsyncIterator[bytes]:\n        yield b''\n"
    "def f() -> {}: ..."
)

BREAKS = (
    Break("def f() -> int: ...", "def f() -> str: ..."),
    Break("def f() -> int: ...", "def f() -> int | None: ..."),
    Break("def f() -> int: ...", "def f() -> tuple[int, str]: ..."),
    Break(
        "class A: ...\ndef f() -> A: ...",
        "class B: ...\nclass A(B): ...\ndef f() -> B: ...",
    ),
    Break("def f() -> list[int]: ...", "def f() -> Iterable[int]: ..."),
    Break("class A:\n    def m(self) -> int: ...", "class A:\n    def m(self) -> str: ..."),
    Break("def f() -> int: ...", "def f(): ...", level="note"),
    Break(
        "class A:\n    def m(self) -> list[int]: ...",
        _GENERIC.format("def m(self) -> T: ...", "str"),
    ),
    Break(
        "class A:\n    def m(self) -> list[int]: ...",
        _GENERIC.format("def m(self) -> T: ...", "int").replace("C[int]", "C"),
        level="note",
    ),
    Break(_TYPING.format("int", "'Named'"), _TYPING.format("int", "dict[str, str]")),
    Break(_STREAM.format("read", "AsyncIterable[bytes]"), _STREAM.format("read", "A")),
    Break(_STREAM.format("__aiter__", "A"), _STREAM.format("__aiter__", "AsyncIterable[bytes]")),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\nclass A: ...\n# pkg/b.py\nclass A: ...\n"
        "# pkg/m.py\nfrom pkg.a import A\ndef f() -> list[A]: ...",
        "# pkg/__init__.py\n# pkg/a.py\nclass A: ...\n# pkg/b.py\nclass A: ...\n"
        "# pkg/m.py\nfrom pkg.b import A\ndef f() -> list[A]: ...",
    ),
    Break(
        "class A:\n    def m(self) -> 'A': ...",
        "class _B:\n    def m(self) -> '_B': ...\nclass A(_B): ...",
    ),
)

KEEPS = (
    Keep(
        "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
        "class A(Generic[T]):\n    def m(self) -> 'A[T]': ...",
        "from typing import Generic, Self, TypeVar\nT = TypeVar('T')\n"
        "class _B(Generic[T]):\n    def m(self) -> Self: ...\nclass A(_B[T]): ...",
        "`Self` is the class through which users reach the method",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\nclass A: ...\n# pkg/b.py\nfrom pkg.a import A as B\n"
        "class A(B): ...\n# pkg/m.py\nfrom pkg.a import A\ndef f() -> A: ...",
        "# pkg/__init__.py\n# pkg/a.py\nclass A: ...\n# pkg/b.py\nfrom pkg.a import A as B\n"
        "class A(B): ...\n# pkg/m.py\nfrom pkg.b import A\ndef f() -> A: ...",
        "it returns a subclass of the same name",
    ),
    Keep(
        _STREAM.format("__aiter__", "AsyncIterable[bytes]"),
        _STREAM.format("__aiter__", "A"),
        "what has `__aiter__` is an AsyncIterable",
    ),
    Keep(
        _TYPING.format("Any", "'Named'"),
        _TYPING.format("Any", "dict[str, Any]"),
        "the name is for type checkers only, and means the same",
    ),
    Keep(
        "class A:\n    def m(self) -> list[int]: ...",
        _GENERIC.format("def m(self) -> T: ...", "int"),
        "the type variable stands for it",
    ),
    Keep("def f(): ...", "def f() -> int: ...", "it says more than before"),
    Keep("def f() -> int | None: ...", "def f() -> int: ...", "it promises more than before"),
    Keep("def f() -> float: ...", "def f() -> int: ...", "an int is as good as a float"),
    Keep(
        "from typing import Optional\ndef f() -> Optional[int]: ...",
        "def f() -> int | None: ...",
        "spelt in another way",
    ),
    Keep(
        "from typing import List\ndef f() -> List[int]: ...",
        "def f() -> list[int]: ...",
        "spelt in another way",
    ),
    Keep(
        "from typing import Iterator, Generator\ndef f() -> Iterator[int]: yield 1",
        "from typing import Iterator, Generator\ndef f() -> Generator[int, None, None]: yield 1",
        "a generator is an iterator",
    ),
    Keep("def f() -> None: ...", "def f() -> int: ...", "nobody used the None"),
    Keep("def f() -> 'int': ...", "def f() -> int: ...", "spelt in another way"),
    Keep(
        "class A: ...\nclass B(A): ...\ndef f() -> A: ...",
        "class A: ...\nclass B(A): ...\ndef f() -> B: ...",
        "a B is an A",
    ),
    Keep(
        "class A: ...\ndef f() -> A: ...",
        "class B: ...\nA = B\ndef f() -> B: ...",
        "the class was renamed, and the old name still works",
    ),
    Keep(
        "from typing import TypeVar\n_T = TypeVar('_T')\nclass A:\n"
        "    @classmethod\n    def m(cls: type[_T]) -> _T: ...",
        "from typing import Self\nclass A:\n    @classmethod\n    def m(cls) -> Self: ...",
        "two ways to say that it returns an instance of the class",
    ),
    Keep(
        "import lib\nclass A:\n    def __getstate__(self) -> tuple[int, str]: ...",
        "import lib\nclass A:\n    def __getstate__(self) -> tuple[int]: ...",
        "only pickle calls it",
    ),
    Keep(
        "from contextlib import contextmanager\nfrom typing import Generator, Iterator\n"
        "@contextmanager\ndef f() -> Generator[int, None, None]: yield 1",
        "from contextlib import contextmanager\nfrom typing import Generator, Iterator\n"
        "@contextmanager\ndef f() -> Iterator[int]: yield 1",
        "the context manager gives the same",
    ),
)

_NO_VALUE = ("None", "NoReturn", "Never", "typing.NoReturn", "typing.Never")

REMEDIES = (
    Remedy(
        "def f() -> int: return 1",
        "def f() -> int: return 1\ndef f_text() -> str: return '1'",
        "assert f() == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions whose annotated result is no longer what it was."""
    if pair.functions is None or not is_seen(pair):
        return
    old, new = pair.functions
    was, now = told_apart(pair, old.signature.returns, new.signature.returns)
    if was == now or was in _NO_VALUE or old.accessors or new.accessors:
        return
    was_product, product = (product_of(*side) for side in pair.sides)
    if old.is_async != new.is_async or was_product != product:
        return
    how = related(pair, with_self(old), with_self(new))
    if how == "widened" and product == "context manager":
        how = related(pair, _yielded(old.signature.returns), _yielded(new.signature.returns))
    if how in ("widened", "changed"):
        yield finding(
            RULE,
            pair,
            f"return type {change_text(how, was, now)}",
            f"Return {shortened(str(was))} as before, or give the new function another name.",
            code=returns_code(pair),
        )
    elif how == "removed":
        yield finding(
            RULE,
            pair,
            f"return type {shortened(str(was))} is no longer declared",
            f"Annotate '{new.name}' with '-> {shortened(str(was))}' again.",
            level="note",
        )


def _yielded(annotation: str | None) -> str | None:
    """Return what stands first in the brackets: what a generator yields."""
    inner = (annotation or "").partition("[")[2].rpartition("]")[0]
    depth = 0
    for index, character in enumerate(inner):
        depth += (character == "[") - (character == "]")
        if character == "," and not depth:
            return inner[:index]
    return inner or None


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
