"""A keyword argument is still accepted, but only by a `**kwargs` from which nothing reads it.

Read the keyword from `**kwargs`, or reject unknown keywords so that callers notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, ParameterKind
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.bodies import (
    collected_keywords,
    functions_with_bodies,
    place_of,
    public_keywords,
    variadic,
)
from unbroken.rules.findings.code_text import (
    code_at,
    header_lines,
    imports_of_warning,
    quoted,
    warning,
)
from unbroken.semantics.decorators import redecorated

BREAKS = (
    Break("def f(a, *, old=1): return a, old", "def f(a, **kwargs): return a, 1"),
    Break("def f(a, old=1): return a, old", "def f(a, new=1, **kwargs): return a, new"),
    Break(
        "class A:\n    def __init__(self, a, *, old=1): self._x = old",
        "class A:\n    def __init__(self, a, **kwargs): self._x = a",
    ),
    Break(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kwargs): return a, kwargs.get('new', 1)",
    ),
    Break(
        "def f(a, **kw):\n    old = kw.pop('old', 1)\n    return a, old",
        "def f(a, **kwargs): return a, 1",
    ),
    Break(
        "class A:\n    async def m(self, **kw):\n        if 'old' in kw: return kw['old']\n"
        "        return kw.get('b')",
        "class A:\n    async def m(self, **kw): return kw.get('b')",
    ),
)

KEEPS = (
    Keep(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kwargs): return a, kwargs.get('old', 1)",
        "it is read from `**kwargs`",
    ),
    Keep(
        "def f(a, **kw): return a, kw.get('old')",
        "def f(a, old=None, **kw): return a, (old, kw.get('new'))",
        "it is a parameter now",
    ),
    Keep(
        "def f(a, **kw): return a, kw.get('old')",
        "def f(a, **kw): return a, {key: kw[key] for key in ('old', 'new') if key in kw}",
        "the keys that it reads are computed",
    ),
    Keep(
        "def f(a, **kw): return a, kw.get('_old')",
        "def f(a, **kw): return a, kw.get('_new')",
        "a leading underscore makes it private",
    ),
    Keep(
        "def g(**kw): ...\ndef f(a, *, old=1): return g(old=old)",
        "def g(**kw): ...\ndef f(a, **kwargs): return g(**kwargs)",
        "it is passed on",
    ),
    Keep(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kwargs): ...",
        "a stub does not say what it reads",
    ),
    Keep(
        "def f(a, *, _old=1): return a",
        "def f(a, **kwargs): return a",
        "a leading underscore makes it private",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kwargs): return a, kwargs.get('old', 1)",
        "assert f(1, old=2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keywords that a function accepts and ignores."""
    sides = functions_with_bodies(pair)
    if sides is None or redecorated(*pair.sides):
        return
    old, new = sides
    star, keywords = variadic(new, ParameterKind.VAR_KEYWORD), collected_keywords(new)
    if star is None or keywords is None or keywords.refuses_others:
        return
    used = {parameter.name for parameter in new.signature.parameters}
    used.update(keywords.reads, keywords.refuses)
    broken = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    outcome = "where nothing reads it" if keywords.reads else "which is never read"
    for name in public_keywords(old):
        if name not in used | broken:
            yield finding(
                RULE,
                pair,
                f"keyword '{name}' is ignored: it is collected by '**{star.name}', {outcome}",
                f"Read '{name}' from '**{star.name}' and use it, or warn that it has no effect.",
                parameter=name,
                code=_reading_code(pair, new, star.name, name),
            )


def _reading_code(pair: Pair, new: Function, star: str, name: str) -> Code | None:
    """Return the header with a first statement that warns where the keyword is passed."""
    at = place_of(pair, new)
    lines = [
        *header_lines(at, new.signature.parameters),
        f"    if {quoted(name)} in {star}:",
        f"        {warning(f'{name!r} is deprecated')}",
    ]
    return code_at(at, "header", lines, imports_of_warning(at.module))


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
