"""A function became `async` or stopped being `async`: its callers must add or remove `await`.

Keep the function as it is and add the other kind under a new name (`fetch` and `fetch_async`).
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines, import_of
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.rules.findings.head_code import former_decorators_code
from unbroken.rules.findings.unknown_decorators import unknown_effect
from unbroken.semantics.decorators import (
    Side,
    has_decorator,
    known_head,
    product_of,
    redecorated,
    result_of,
)

BREAKS = (
    Break("async def f(): ...", "def f(): ..."),
    Break("def f(): ...", "async def f(): ..."),
    Break("class A:\n    async def m(self): ...", "class A:\n    def m(self): ..."),
    Break("async def f(): yield 1", "def f(): yield 1"),
    Break(
        "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def f(): yield 1",
        "from contextlib import contextmanager\n@contextmanager\ndef f(): yield 1",
    ),
    Break(
        "# m.py\ndef f(): return 1",
        "# m.py\nimport functools\ndef _d(function):\n    @functools.wraps(function)\n"
        "    def wrapper(*args, **kwargs): return function(*args, **kwargs)\n    return wrapper\n"
        "@_d\nasync def f(): return 1",
    ),
    Break(
        "# m.py\ndef f(): return 1",
        "# m.py\ndef _d(function):\n"
        "    async def wrapper(*args, **kwargs): return function(*args, **kwargs)\n"
        "    return wrapper\n"
        "@_d\ndef f(): return 1",
    ),
    Break(
        "def f(): return 1",
        "import functools\n@functools.lru_cache\nasync def f(): return 1",
    ),
    Break(
        "import lib\nasync def f(): ...",
        "import lib\n@lib.asynchronous\ndef f(): ...",
        level="note",
    ),
)

KEEPS = (
    Keep(
        "# m.py\nasync def f(): return 1",
        "# m.py\ndef _d(function):\n"
        "    async def wrapper(*args, **kwargs): return function(*args, **kwargs)\n"
        "    return wrapper\n"
        "@_d\ndef f(): return 1",
        "the wrapper is async",
    ),
    Keep(
        "from typing import Awaitable\nasync def f() -> int: ...",
        "from typing import Awaitable\ndef f() -> Awaitable[int]: ...",
        "the result can still be awaited",
    ),
    Keep(
        "from typing import AsyncIterator\nasync def f() -> AsyncIterator[int]: yield 1",
        "from typing import AsyncIterator\ndef f() -> AsyncIterator[int]: ...",
        "the result can still be iterated with `async for`",
    ),
    Keep(
        "from contextlib import asynccontextmanager\ndef f(): return _Context()",
        "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def f(): yield 1",
        "what it returned may be used by `async with`, too",
    ),
)

_AWAITABLE = {"Awaitable", "Coroutine", "Future", "Task"}
_ASYNC_ITERABLE = {"AsyncIterator", "AsyncGenerator", "AsyncIterable"}

REMEDIES = (
    Remedy(
        "async def f(): return 1",
        "async def f(): return 1\ndef f_now(): return 1",
        "import asyncio\nassert asyncio.run(f()) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions that became async, or no longer are."""
    if pair.functions is None:
        return
    old, new = pair.functions
    results = [result_of(*side) for side in pair.sides]
    was, now = (result and result.is_async for result in results)
    if was is None or now is None:
        was, now = old.is_async, new.is_async
        if redecorated(*pair.sides):
            if was != now:
                how = "have become async" if now else "no longer be async"
                yield unknown_effect(RULE, pair, f"'{new.name}' may {how}")
            return
    if was == now:
        return
    sides = list(pair.sides)
    other, plain = sides if was else reversed(sides)
    if _is_as_good(plain, other) or _may_be_context_manager(plain, other):
        return
    if now:
        yield finding(
            RULE,
            pair,
            f"'{new.name}' became async: its callers get a coroutine instead of the result",
            f"Keep '{new.name}' as it was, and add the async one under another name.",
            code=_as_plain(pair, new),
        )
    else:
        yield finding(
            RULE,
            pair,
            f"'{new.name}' is no longer async: callers that await its result fail",
            f"Keep '{new.name}' async, and add the plain one under another name.",
            code=_as_async(pair, new),
        )


_CACHES = ("functools.cache", "functools.lru_cache")


def _as_plain(pair: Pair, new: Function) -> Code | None:
    """Return the former function, which runs the async one to its end."""
    if not new.is_async or new.is_generator or product_of(*list(pair.sides)[1]) != "plain":
        return former_decorators_code(pair)
    assert pair.new is not None
    if has_decorator(pair.new_surface, pair.new, _CACHES):
        return None  # A coroutine runs only once.
    # The plain function could be called where an event loop runs; asyncio.run() cannot.
    lines = [
        "with ThreadPoolExecutor(1) as pool:",
        "    return pool.submit(asyncio.run, {call}).result()",
    ]
    imports = import_of(pair.new.module, "asyncio")
    if "ThreadPoolExecutor" not in pair.new.module.members:
        imports.append("from concurrent.futures import ThreadPoolExecutor")
    return delegating_code(pair, f"{new.name}_async", lines, imports=imports)


def _as_async(pair: Pair, new: Function) -> Code | None:
    """Return the header that keeps a function async; None for what is not written as `def`."""
    if pair.new is None or new.accessors or new.original_qualname is not None:
        return None
    header = [*header_lines(pair.new, new.signature.parameters)]
    return code_at(pair.new, "header", [f"async {header[0]}", *header[1:]])


def _may_be_context_manager(plain: Side, other: Side) -> bool:
    """Return whether a plain `def` may return the context manager that the async one is."""
    return product_of(*other) == "context manager" and product_of(*plain) == "plain"


def _is_as_good(plain: Side, other: Side) -> bool:
    """Return whether a plain `def` says that it returns what the async one did."""
    (surface, function), (_, async_function) = plain, other
    assert isinstance(function.member, Function)
    assert isinstance(async_function.member, Function)
    wanted = _ASYNC_ITERABLE if async_function.member.is_generator else _AWAITABLE
    return known_head(surface, function, function.member.signature.returns) in wanted


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
