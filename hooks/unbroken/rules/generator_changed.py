"""A function became a generator or stopped being one: its callers get another kind of result.

Keep what it returns. A generator can be consumed inside the function and returned as a list (or
the other way round, `yield from` a list), or get another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.rules.findings.head_code import former_decorators_code
from unbroken.rules.findings.unknown_decorators import unknown_effect
from unbroken.semantics.abstract_methods import is_abstract
from unbroken.semantics.decorated_commands import is_made_command
from unbroken.semantics.decorators import (
    Product,
    Result,
    known_head,
    product_of,
    redecorated,
    result_of,
)
from unbroken.semantics.resolution import Definition, External

BREAKS = (
    Break("def f(a): return [a]", "def f(a): yield a"),
    Break("def f(a): yield a", "def f(a): return [a]"),
    Break("async def f(a): return [a]", "async def f(a): yield a"),
    Break(
        "from contextlib import contextmanager\ndef f(a): yield a",
        "from contextlib import contextmanager\n@contextmanager\ndef f(a): yield a",
    ),
    Break(
        "# m.py\ndef f(a): return [a]",
        "# m.py\ndef _d(function):\n    def wrapper(*args, **kwargs):\n"
        "        yield from function(*args, **kwargs)\n    return wrapper\n"
        "@_d\ndef f(a): return [a]",
    ),
    Break("def f(a): yield a", "def f(a): return list(a)"),
    Break(
        "def _g(a): return [a]\ndef f(a): yield from _g(a)",
        "def _g(a): return [a]\ndef f(a): return _g(a)",
    ),
    Break(
        "class A:\n    def m(self): yield self.x",
        "class A:\n    def m(self): return self.x.items()",
        level="warning",
    ),
    Break("def f(a): yield a", "import lib\ndef f(a): return lib.g(a)", level="warning"),
    Break(
        "import lib\ndef f(a): return [a]",
        "import lib\n@lib.listed\ndef f(a): yield a",
        level="note",
    ),
)

KEEPS = (
    Keep(
        "from typing import Iterator\ndef f(a) -> Iterator[int]: yield a",
        "from typing import Iterator\ndef f(a) -> Iterator[int]: return g(a)",
        "it still says that it returns an iterator",
    ),
    Keep(
        "from typing import Iterable\ndef f(a) -> Iterable[int]: return [a]",
        "from typing import Iterable\ndef f(a) -> Iterable[int]: yield a",
        "it promised something to iterate over, no more",
    ),
    Keep(
        "from abc import abstractmethod\nclass A:\n    @abstractmethod\n    def m(self): ...",
        "from abc import abstractmethod\nclass A:\n    @abstractmethod\n    def m(self): yield 1",
        "the body of an abstract method is an example",
    ),
    Keep(
        "def f(a):\n    return [a]",
        "def f(a):\n    def inner():\n        yield a\n    return list(inner())",
        "only the function inside is a generator",
    ),
    Keep(
        "def f(a):\n    def inner():\n        yield a\n    return inner()",
        "def f(a):\n    yield a",
        "it returned a generator before",
    ),
    Keep("def f(a): return (x for x in a)", "def f(a): yield from a", "it returned a generator"),
    Keep("def f(a): yield from a", "def f(a): return iter(a)", "callers still get an iterator"),
    Keep(
        "def _g(a): yield a\ndef f(a): yield from _g(a)",
        "def _g(a): yield a\ndef f(a): return _g(a)",
        "callers get the generator of the other function",
    ),
    Keep(
        "class A:\n    def _g(self): yield 1\n    def m(self): yield from self._g()",
        "class A:\n    def _g(self): yield 1\n    def m(self): return self._g()",
        "callers get the generator of the other method",
    ),
    Keep(
        "import pytest\n@pytest.fixture\ndef f(a): return a",
        "import pytest\n@pytest.fixture\ndef f(a):\n    yield a\n    a.close()",
        "pytest gives tests what a fixture yields as well as what it returns",
    ),
    Keep(
        "from pytest_asyncio import fixture\n@fixture(scope='module')\nasync def f(a): yield a",
        "from pytest_asyncio import fixture\n@fixture(scope='module')\nasync def f(a): return a",
        "tests get the same of an asynchronous fixture",
    ),
    Keep(
        "class A:\n    def __iter__(self): yield from self.x",
        "class A:\n    def __iter__(self): return self.x.keys().__iter__()",
        "Python accepts nothing but an iterator",
    ),
)

_COLLECTIONS = {
    f"builtins.{name}" for name in ("dict", "frozenset", "list", "set", "sorted", "str", "tuple")
}
_KINDS = {"plain", "generator"}
_ITERATORS = {"Iterator", "Generator", "AsyncIterator", "AsyncGenerator"}
_ITERABLES = {"Iterable", "AsyncIterable", *_ITERATORS}

REMEDIES = (
    Remedy(
        "def f(a): return [a]",
        "def f(a): return list(f_lazily(a))\ndef f_lazily(a): yield a",
        "assert f(1)[0] == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions that became generators, or no longer are."""
    if pair.functions is None or all(is_made_command(*side) for side in pair.sides):
        return
    _, new = pair.functions
    before, after = (result_of(*side) for side in pair.sides)
    if before is None or after is None:
        before, after = (
            Result(function.is_async, product_of(*side))
            for function, side in zip(pair.functions, pair.sides, strict=True)
        )
        if redecorated(*pair.sides):
            if before.is_async == after.is_async and {before.product, after.product} == _KINDS:
                how = "have become a generator"
                how = how if after.product == "generator" else "no longer be a generator"
                yield unknown_effect(RULE, pair, f"'{new.name}' may {how}")
            return
    if before.is_async != after.is_async or is_abstract(pair.old_surface, pair.old):
        return
    was, now = before.product, after.product
    if was == now or "generator" not in (was, now) or was == "context manager":
        return
    returned, returns = (
        known_head(*side, function.signature.returns)
        for side, function in zip(pair.sides, pair.functions, strict=True)
    )
    if now == "generator" and returned not in _ITERABLES:
        yield finding(
            RULE,
            pair,
            f"'{new.name}' became a generator: its callers get an iterator instead of the result",
            f"Keep what '{new.name}' returns, and add the generator under another name.",
            code=_as_before(pair, was),
        )
    elif was == "generator" and not (now == "plain" and _is_as_good(returned, returns)):
        handed_on = _handed_on(pair) if now == "plain" and not returns else "plain"
        if handed_on == "generator":
            return
        effect = "callers that iterate step by step fail"
        if handed_on is None:
            effect = "what it returns may not be one"
        yield finding(
            RULE,
            pair,
            f"'{new.name}' is no longer a generator: {effect}",
            "Return an iterator as before, or add the other function under another name.",
            code=_as_before(pair, was),
            level="warning" if handed_on is None else None,
        )


def _handed_on(pair: Pair) -> Product | None:
    """Return what a function returns that only hands on what it calls; None if that is unknown."""
    assert pair.functions is not None
    assert pair.new is not None
    _, new = pair.functions
    if new.returned != ("value",):
        return "plain"
    name = new.gives.removesuffix("()")
    if name == new.gives or name.endswith(")"):
        return None
    attribute = name.removeprefix("self.")
    owner = pair.new_surface.owner(pair.new)
    if attribute == name:
        target = pair.new_surface.resolve_name(pair.new, name)
    elif owner is not None:
        target = pair.new_surface.class_member(owner, attribute)
    else:
        return None
    if isinstance(target, External):
        return "plain" if target.target in _COLLECTIONS else None
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return None
    result = result_of(pair.new_surface, target)
    if result is None or result.is_async != new.is_async:
        return None
    is_unknown = result.product == "plain" and target.member.returned == ("value",)
    return None if is_unknown else result.product


def _as_before(pair: Pair, was: Product) -> Code | None:
    """Return the former function, which makes its result from what the new one gives.

    Where a decorator makes the difference, it is what the decorators were.
    """
    assert pair.functions is not None
    old, new = pair.functions
    if old.is_generator == new.is_generator:
        return former_decorators_code(pair)
    name = new.name
    if new.is_generator:
        items = "[item async for item in {call}]" if new.is_async else "list({call})"
        return delegating_code(pair, f"{name}_lazily", [f"return {items}"])
    if new.is_async:
        loop = ["for item in await {call}:", "    yield item"]
        return delegating_code(pair, f"{name}_at_once", loop)
    return delegating_code(pair, f"{name}_at_once", ["yield from {call}"])


def _is_as_good(was: str, now: str) -> bool:
    """Return whether the annotated result can still be iterated step by step."""
    return now in _ITERATORS or (now in _ITERABLES and was == now)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
