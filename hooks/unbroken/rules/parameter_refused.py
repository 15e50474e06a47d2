"""A function still has a parameter, and raises when something is passed to it.

Accept it and warn for a while, then refuse it in the release that the warning announces.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.bodies import functions_with_bodies, place_of
from unbroken.rules.findings.code_text import code_at, header_lines, imports_of_warning, warning
from unbroken.semantics.decorators import redecorated

_REFUSING = "\n    if old is not None: raise TypeError('old was removed')\n    return a"

BREAKS = (
    Break("def f(a, old=None): return a", f"def f(a, old=None):{_REFUSING}"),
    Break(
        "_UNSET = object()\ndef f(a, *, old=_UNSET): return a",
        "_UNSET = object()\ndef f(a, *, old=_UNSET):\n"
        "    if old is not _UNSET:\n        message = 'gone'\n        raise ValueError(message)\n"
        "    return a",
    ),
    Break("def f(a, old=1): return a", f"def f(a, old=None):{_REFUSING}"),
    Break(
        "def f(a, old=False): return a",
        "def f(a, old=False):\n    if old: raise NotImplementedError\n    return a",
    ),
    Break(
        "def f(a, old=''): return a",
        "def f(a, old=''):\n    assert a\n    assert old == '', 'gone'\n    return a",
    ),
    Break(
        "async def f(a, old=None): return a",
        f"async def f(a, old=None):{_REFUSING}",
    ),
    Break(
        "class A:\n    def __init__(self, a, old=None): self._x = old",
        "class A:\n    def __init__(self, a, old=None):\n"
        "        if old is not None: raise TypeError\n        self._x = a",
    ),
    Break(
        "class A:\n    def m(self, *, old=''): return 1",
        "class A:\n    def m(self, *, old=''):\n        if old != '': raise TypeError\n"
        "        return 1",
    ),
    Break(
        "def f(a, **kwargs): return a",
        "def f(a, **kwargs):\n    if kwargs: raise TypeError(kwargs)\n    return a",
    ),
    Break(
        "def f(a, *rest): return a",
        "def f(a, *rest):\n    if rest: raise TypeError\n    return a",
    ),
    Break(
        "def f(a, *, old=1): return a",
        "def f(a, **kwargs):\n    if kwargs: raise TypeError(kwargs)\n    return a",
    ),
)

KEEPS = (
    Keep(
        f"def f(a, old=None):{_REFUSING}",
        f"def f(a, old=None, b=1):{_REFUSING}",
        "it was refused before",
    ),
    Keep(
        "def f(a, old=False, *, older=None):\n    assert not old, 'gone'\n"
        "    assert older is None\n    return a",
        "def f(a, old=False, *, older=None):\n    if old: raise TypeError\n"
        "    if older is not None: raise TypeError\n    return a",
        "an assertion refused it before",
    ),
    Keep("def f(a): return a", f"def f(a, old=None):{_REFUSING}", "nobody passed it"),
    Keep(
        "def f(a, b=None): return a",
        "def f(a, b=None):\n    if b is not None and a: raise TypeError\n    return a",
        "it is refused with some arguments only",
    ),
    Keep(
        "def f(a, b=None): return a",
        "def f(a, b=None):\n    if a: return a\n    if b: raise TypeError\n    return a",
        "it is not always refused",
    ),
    Keep(
        "def f(a, b=None): return a",
        "def f(a, b=None):\n    b = a or None\n    if b is not None: raise TypeError\n    return a",
        "another value is refused",
    ),
    Keep(
        "def f(a, *, old=1): return a",
        "def f(a, **kwargs):\n    old = kwargs.pop('old', 1)\n"
        "    if kwargs: raise TypeError(kwargs)\n    return a",
        "it is taken out before",
    ),
    Keep(
        "def f(a, b=1): return a",
        "def f(a, b=1):\n    if b: raise TypeError\n    return a",
        "the default is refused, too",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a, old=None): return a, old",
        "import warnings\ndef f(a, old=None):\n    if old is not None:\n"
        "        warnings.warn('old is deprecated', DeprecationWarning, stacklevel=2)\n"
        "    return a, old",
        "assert f(1, old=2) == (1, 2)",
    ),
)

_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that are refused now."""
    sides = functions_with_bodies(pair)
    if sides is None or redecorated(*pair.sides):
        return
    old, new = sides
    broken = {attributed.call_break.parameter for attributed in call_breaks(pair)}
    for parameter in new.signature.parameters:
        if parameter.name not in new.refuses:
            continue
        for name in _newly_refused(parameter, old, new):
            if name not in broken:
                shown = f"parameter '{name}' is refused: passing it raises an exception"
                if parameter.kind in _VARIADIC:
                    stars = "*" if parameter.kind is ParameterKind.VAR_POSITIONAL else "**"
                    shown = f"'{name}' is refused: what '{stars}{parameter.name}' collects raises"
                yield finding(
                    RULE,
                    pair,
                    shown,
                    f"Accept '{name}' for a while, and warn when it is passed.",
                    parameter=name,
                    code=_warning_code(pair, new, parameter),
                )


def _warning_code(pair: Pair, new: Function, parameter: Parameter) -> Code | None:
    """Return the header with first statements that warn of what is passed, and drop it."""
    at = place_of(pair, new)
    name, default = parameter.name, parameter.default
    test, dropped = f"{name} is not {default}", default
    if parameter.kind in _VARIADIC:
        test = name
        dropped = "()" if parameter.kind is ParameterKind.VAR_POSITIONAL else "{}"
    elif default != "None" and not (default or "").isidentifier():
        test = f"{name} != {default}"
    lines = [
        *header_lines(at, new.signature.parameters),
        f"    if {test}:",
        f"        {warning(f'{name!r} is deprecated and has no effect')}",
        f"        {name} = {dropped}",
    ]
    return code_at(at, "header", lines, imports_of_warning(at.module))


def _newly_refused(parameter: Parameter, old: Function, new: Function) -> Iterator[str]:
    """Yield the parameters of the old version that a parameter of the new one refuses."""
    if parameter.kind not in _VARIADIC:
        names = {before.name for before in old.signature.parameters}
        if parameter.name in names and parameter.name not in old.refuses:
            yield parameter.name
        return
    now = {other.name for other in new.signature.parameters if other.kind not in _VARIADIC}
    for before in old.signature.parameters:
        is_keyword = before.kind in (
            ParameterKind.POSITIONAL_OR_KEYWORD,
            ParameterKind.KEYWORD_ONLY,
        )
        is_collected = parameter.kind is ParameterKind.VAR_KEYWORD and is_keyword
        if before.name in old.refuses or (is_private(before.name) and is_keyword):
            continue
        if before.kind is parameter.kind or (is_collected and before.name not in now):
            yield before.name


RULE = PairRule(
    module=__name__,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
