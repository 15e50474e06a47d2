"""A function fails without a keyword that its body takes from `**kwargs`.

Take it with a default (`kwargs.get("name")`), and warn for a release when it is not passed.
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
    Break("def f(a, **kw): return a, kw.get('key')", "def f(a, **kw): return a, kw['key']"),
    Break(
        "def f(a, **kw):\n    key = kw.pop('key', None)\n    return a, key",
        "def f(a, **kw):\n    key = kw.pop('key')\n    return a, key",
    ),
    Break("def f(a): return a", "def f(a, **kw): return a, kw['key']"),
    Break("def f(a, *, key=1): return a, key", "def f(a, **kw): return a, kw.pop('key')"),
    Break(
        "class A:\n    def __init__(self, **kw): self._x = kw.get('key')",
        "class A:\n    def __init__(self, **kw): self._x = kw['key']",
    ),
    Break(
        "class A:\n    async def m(self, **kw): return kw['a'], kw.get('b')",
        "class A:\n    async def m(self, **kw): return kw['a'], kw['b']",
    ),
)

KEEPS = (
    Keep("def f(a, *, key): return a, key", "def f(a, **kw): return a, kw['key']", "it was needed"),
    Keep(
        "def f(**kw): return kw.get('key')",
        "def f(**kw): return kw['key'] if 'key' in kw else None",
        "whether it was passed is asked first",
    ),
    Keep(
        "def f(a, **kw): return a, kw.get('key')",
        "def f(a, **kw):\n    if a: return 1\n    return a, kw['key']",
        "not every call needs it",
    ),
    Keep(
        "def f(a, **kw): return a, kw.get('key')",
        "def f(a, **kw):\n    try:\n        return a, kw['key']\n    except KeyError:\n"
        "        return a, None",
        "the error is caught",
    ),
    Keep(
        "def f(**kw): return kw.get('key')",
        "def f(**kw):\n    kw.setdefault('key', 1)\n    return kw['key']",
        "it has a default",
    ),
    Keep(
        "def g(**kw): return kw\ndef f(**kw): return g(**kw)",
        "def g(**kw): return kw\ndef f(**kw): return kw['key']",
        "what it was passed on to may have needed it",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a, **kw): return a, kw.get('key')",
        "import warnings\ndef f(a, **kw):\n    if 'key' not in kw:\n"
        "        warnings.warn('pass key', DeprecationWarning, stacklevel=2)\n"
        "    return a, kw.get('key')",
        "assert f(1) == (1, None)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find keywords without which a function fails now."""
    sides = functions_with_bodies(pair)
    if sides is None or redecorated(*pair.sides):
        return
    old, new = sides
    if new.keywords is None:
        return
    star = variadic(new, ParameterKind.VAR_KEYWORD)
    were_needed = _needed(old)
    if star is None or were_needed is None:
        return
    broken = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    for name in new.keywords.needs:
        if name not in were_needed and name not in broken:
            yield finding(
                RULE,
                pair,
                f"keyword '{name}' must be passed: the body fails without it in '**{star.name}'",
                f"Take '{name}' from '**{star.name}' with a default.",
                parameter=name,
                code=_optional_code(pair, old, new, star.name, name),
            )


def _optional_code(pair: Pair, old: Function, new: Function, star: str, name: str) -> Code | None:
    """Return the header with first statements that warn where the keyword is not passed.

    None where it is not known what it was then.
    """
    former = next((part for part in old.signature.parameters if part.name == name), None)
    if former is None or former.default is None:
        return None
    at = place_of(pair, new)
    lines = [
        *header_lines(at, new.signature.parameters),
        f"    if {quoted(name)} not in {star}:",
        f"        {warning(f'{name!r} will have to be passed')}",
        f"        {star}[{quoted(name)}] = {former.default}",
    ]
    return code_at(at, "header", lines, imports_of_warning(at.module))


def _needed(function: Function) -> set[str] | None:
    """Return the names of the arguments that a function needs; None where that is not known."""
    keywords = collected_keywords(function)
    if keywords is None and variadic(function, ParameterKind.VAR_KEYWORD) is not None:
        return None
    needed = {
        parameter.name
        for parameter in function.signature.parameters
        if parameter.default is None and parameter.kind <= ParameterKind.KEYWORD_ONLY
    }
    return needed if keywords is None else needed.union(keywords.needs)


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
