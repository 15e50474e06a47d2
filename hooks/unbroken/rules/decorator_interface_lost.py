"""A function lost what its decorator provided: `f.cache_clear` or `f.register`.

Keep the decorator, or set what users call on the function (`f.cache_clear = …`).
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import decorator_code
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_CACHE = "from functools import cache, lru_cache\n"
_DISPATCH = "from functools import singledispatch\n"

BREAKS = (
    Break(_CACHE + "@lru_cache(maxsize=None)\ndef f(x): ...", _CACHE + "def f(x): ..."),
    Break(
        "import functools\nclass A:\n    @functools.cache\n    def m(self, x): ...",
        "import functools\nclass A:\n    def m(self, x): ...",
    ),
    Break(_DISPATCH + "@singledispatch\ndef f(x): ...", _DISPATCH + "def f(x): ..."),
)

KEEPS = (
    Keep(_CACHE + "@lru_cache\ndef f(x): ...", _CACHE + "@cache\ndef f(x): ...", "another cache"),
    Keep(_CACHE + "def f(x): ...", _CACHE + "@cache\ndef f(x): ...", "it can do more"),
    Keep(
        _CACHE + "@cache\ndef f(x): ...",
        "from lib import cached\n@cached\ndef f(x): ...",
        "what the other decorator gives is not known",
    ),
    Keep(
        _CACHE + "@cache\ndef f(x): ...",
        "from lib import lru_cache\n@lru_cache\ndef f(x): ...",
        "what the other decorator gives is not known",
    ),
    Keep(
        "from lib import cache\n@cache\ndef f(x): ...",
        "def f(x): ...",
        "what the decorator gave is not known",
    ),
)

_GIVEN = {
    "functools.lru_cache": ("cache_clear", "cache_info"),
    "functools.cache": ("cache_clear", "cache_info"),
    "functools.singledispatch": ("register", "dispatch"),
    "functools.singledispatchmethod": ("register",),
}

REMEDIES = (
    Remedy(
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(x): return x",
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef _f(x): return x\n"
        "@lru_cache(maxsize=1)\ndef f(x): return _f(x)",
        "f(1)\nf.cache_clear()",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions that users can no longer call `f.cache_clear` and the like on."""
    if pair.functions is None or pair.new is None:
        return
    old, new = pair.functions
    paths = {decorator.path for decorator in old.decorators}
    if new.accessors or any(decorator.path not in paths for decorator in new.decorators):
        return  # What another decorator gives is not known.
    given = _given(pair.old_surface, pair.old, old)
    kept = _given(pair.new_surface, pair.new, new)
    lost = [name for name in given if name not in kept]
    if lost:
        name = old.name
        yield finding(
            RULE,
            pair,
            f"'{name}' lost '{name}.{lost[0]}' with its decorator",
            f"Keep the decorator, or set '{name}.{lost[0]}' to something that does the same.",
            code=_decorator_code(pair, lost[0]),
        )


def _decorator_code(pair: Pair, lost: str) -> Code | None:
    """Return the decorator that gave an attribute, as it was written."""
    assert isinstance(pair.old.member, Function)
    for decorator in pair.old.member.decorators:
        target = pair.old_surface.resolve_name(pair.old, decorator.path)
        if isinstance(target, External) and lost in _GIVEN.get(target.target, ()):
            return decorator_code(pair, target.target, decorator)
    return None


def _given(surface: Surface, at: Definition, function: Function) -> list[str]:
    """Return the attributes that known decorators give a function."""
    given = [
        surface.resolve_name(at, decorator.path)
        for decorator in function.decorators
        if decorator.path
    ]
    known = (target.target for target in given if isinstance(target, External))
    return [name for target in known for name in _GIVEN.get(target, ())]


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
