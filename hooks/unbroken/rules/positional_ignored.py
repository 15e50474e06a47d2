"""A positional argument is still accepted, but only by an `*args` that the function never reads.

Keep the parameter, or take it from `*args`, and warn that it has no effect.
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
    warning,
)
from unbroken.semantics.decorators import redecorated

_POSITIONAL = ParameterKind.POSITIONAL_OR_KEYWORD
"""The last of the kinds that can be passed by position."""

BREAKS = (
    Break(
        "def f(a, b=1): return a, b",
        "def f(a, *args, **kwargs): return a, kwargs.get('b', 1)",
    ),
    Break("def f(a, b=1, /): return a, b", "def f(a, *args): return a, 1"),
    Break(
        "class A:\n    def m(self, a, b=1): return a, b",
        "class A:\n    def _m(self, a, **kw): return a, 1\n"
        "    def m(self, a, *args, **kwargs):\n"
        "        kwargs.setdefault('b', 1)\n        return self._m(a, **kwargs)",
    ),
    Break(
        "class A:\n    def __init__(self, a, b=1, /): self._x = a, b",
        "class A:\n    def __init__(self, a, *rest): self._x = a, 1",
    ),
)

KEEPS = (
    Keep(
        "def f(a, b=1, /): return a, b",
        "def f(a, *args): return a, args[0] if args else 1",
        "it is read from `*args`",
    ),
    Keep(
        "def g(*args): ...\ndef f(a, b=1, /): return g(b)",
        "def g(*args): ...\ndef f(a, *args): return g(*args)",
        "it is passed on",
    ),
    Keep(
        "def f(a, b=1, /): return a, b", "def f(a, *args): ...", "a stub does not say what it reads"
    ),
    Keep("def f(a, *args): return a", "def f(a, *rest): return a", "it was ignored before"),
)

REMEDIES = (
    Remedy(
        "def f(a, b=1, /): return a, b",
        "import warnings\ndef f(a, *args):\n    if args:\n"
        "        warnings.warn('b is deprecated', DeprecationWarning, stacklevel=2)\n"
        "    return (a, *args[:1]) if args else (a, 1)",
        "assert f(1, 2) == (1, 2)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find positional arguments that a function accepts and ignores."""
    sides = functions_with_bodies(pair)
    if sides is None or redecorated(*pair.sides):
        return
    old, new = sides
    star = ignored_star(new, ParameterKind.VAR_POSITIONAL)
    if star is None:
        return
    named = {parameter.name for parameter in new.signature.parameters}
    slots = sum(parameter.kind <= _POSITIONAL for parameter in new.signature.parameters)
    told = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    for parameter in old.signature.parameters[slots:]:
        name = parameter.name
        if parameter.kind <= _POSITIONAL and name not in named | told and not is_private(name):
            yield finding(
                RULE,
                pair,
                f"'{name}' is ignored when passed by position: '*{star.name}' collects it, and is "
                "never read",
                f"Take '{name}' from '*{star.name}', or warn that it has no effect.",
                parameter=name,
                code=_reading_code(pair, new, star.name),
            )


def _reading_code(pair: Pair, new: Function, star: str) -> Code | None:
    """Return the header with a first statement that warns where `*args` collects anything."""
    at = place_of(pair, new)
    lines = [
        *header_lines(at, new.signature.parameters),
        f"    if {star}:",
        f"        {warning('further positional arguments are deprecated')}",
    ]
    return code_at(at, "header", lines, imports_of_warning(at.module))


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
