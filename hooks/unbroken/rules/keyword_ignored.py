"""A keyword argument is still accepted, but only by a `**kwargs` that the function never reads.

Read the keyword from `**kwargs`, or reject unknown keywords so that callers notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, ParameterKind
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.bodies import functions_with_bodies, ignored_star, place_of
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
)

KEEPS = (
    Keep(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kwargs): return a, kwargs.get('old', 1)",
        "it is read from `**kwargs`",
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

_NAMED = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)

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
    star = ignored_star(new, ParameterKind.VAR_KEYWORD)
    if star is None:
        return
    names = {parameter.name for parameter in new.signature.parameters}
    broken = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    for parameter in old.signature.parameters:
        name = parameter.name
        if parameter.kind in _NAMED and name not in names | broken and not is_private(name):
            yield finding(
                RULE,
                pair,
                f"keyword '{name}' is ignored: it is collected by '**{star.name}', which is never "
                "read",
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
