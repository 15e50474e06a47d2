"""What a function returns is read for the fast path only where it may have changed."""

from __future__ import annotations

import ast
import itertools
import random

import pytest

from unbroken.readers.ast_bodies import may_return_functions, source_of_returned_functions
from unbroken.readers.returned_functions import returned_functions
from unbroken.readers.shape import skeleton
from unbroken.readers.shape.skeleton import Difference, difference

NONE = Difference(False, frozenset())
HEADS = ("def deco(f):", "def deco(f, *a):", "def deco(g, f=None):", "async def deco(f):")
STATEMENTS = (
    "x = 1",
    "f = x",
    "import f",
    "from a import wrapper",
    "class wrapper: ...",
    "for f in a: ...",
    "yield f",
    "if x: return f",
    "def wrapper(*args): return f(*args)",
    "def wrapper(*args): print(args); return f(*args)",
    "def wrapper(*args, **kwargs): kwargs.pop('b'); return f(*args, **kwargs)",
    "async def wrapper(a): return await f(a)",
    "def other(b): return f(b)",
)
RETURNS = ("wrapper", "f", "functools.wraps(f)(wrapper)", "wrapper if x else f", "lambda: f()", "x")


def decorators(count: int) -> list[str]:
    drawn = random.Random(7)
    texts = []
    for _ in range(count):
        lines = drawn.choices(STATEMENTS, k=drawn.randint(0, 4))
        lines.append(f"return {drawn.choice(RETURNS)}")
        texts.append("\n    ".join([drawn.choice(HEADS), *lines, ""]))
    return texts


def test_functions_of_the_same_source_return_the_same():
    by_source: dict[str, set[str]] = {}
    for text in decorators(4000):
        (node,) = ast.parse(text).body
        source = source_of_returned_functions(node)
        by_source.setdefault(source, set()).add(str(returned_functions(node)))
    assert {len(results) for results in by_source.values()} == {1}
    assert len(by_source) < 3500


def test_difference_is_that_of_what_is_returned(monkeypatch):
    texts = decorators(300)
    pairs = list(itertools.pairwise(texts))
    quick = [difference(old.encode(), new.encode()) for old, new in pairs]
    monkeypatch.setattr(skeleton, "source_of_returned_functions", lambda node: str(id(node)))
    assert [difference(old.encode(), new.encode()) for old, new in pairs] == quick
    assert NONE in quick


WRAPPER = "def wrapper(*args):\n        return f(*args)"


@pytest.mark.parametrize(
    ("old", "new", "is_read"),
    [
        (f"def d(f):\n    {WRAPPER}\n", f"def d(f):\n    x = 1\n    {WRAPPER}\n", False),
        (f"def d(f):\n    {WRAPPER}\n", f"def d(f):\n    {WRAPPER}  # said\n", False),
        (
            f"class A:\n  def d(f):\n    {WRAPPER}\n",
            f"class A:\n  def d(f):\n    print(f)\n    {WRAPPER}\n",
            False,
        ),
        (f"def d(f):\n    {WRAPPER}\n", f"def d(f):\n    f = x\n    {WRAPPER}\n", True),
        (f"def d(f):\n    {WRAPPER}\n", f"def d(f):\n    {WRAPPER} or 1\n", True),
    ],
)
def test_what_is_returned_is_read_only_where_it_may_have_changed(monkeypatch, old, new, is_read):
    old, new = (f"{text}    return wrapper\n" for text in (old, new))
    assert all(
        may_return_functions(node)
        for node in itertools.chain(ast.walk(ast.parse(old)), ast.walk(ast.parse(new)))
        if isinstance(node, ast.FunctionDef) and node.name == "d"
    )
    read: list[ast.AST] = []
    monkeypatch.setattr(skeleton, "_returned_functions", lambda node: read.append(node) or "")
    assert difference(old.encode(), new.encode()) == NONE
    assert bool(read) is is_read
