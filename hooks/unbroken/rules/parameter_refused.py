"""A function still has a parameter, and raises when something is passed to it.

Accept it and warn for a while, then refuse it in the release that the warning announces.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import (
    CollectedKeywords,
    Function,
    Parameter,
    ParameterKind,
)
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
    Break(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kw):\n    new = kw.pop('new', 1)\n    if kw: raise TypeError(f'no {kw}')\n"
        "    return a, new",
    ),
    Break(
        "def f(a, **kw):\n    old, new = kw.pop('old', 1), kw.pop('new', 1)\n"
        "    if kw: raise TypeError(', '.join(kw))\n    return a, (old, new)",
        "def f(a, **kw):\n    new = kw.pop('new', 1)\n    if kw: raise TypeError(', '.join(kw))\n"
        "    return a, new",
    ),
    Break(
        "def f(a, *, old=1): return a, old",
        "def f(a, **kw):\n    if 'old' in kw: raise TypeError('old was removed')\n    return a",
    ),
    Break(
        "class A:\n    def m(self, **kw): return kw.get('b')",
        "class A:\n    def m(self, **kw):\n        if 'c' in kw: raise TypeError\n"
        "        return kw.get('b')",
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
        "def f(a, **kw):\n    old = kw.pop('old', 1)\n    if kw: raise TypeError(kw)\n"
        "    return a, old",
        "def f(a, *, old=1, new=2): return a, (old, new)",
        "it is a parameter now, and others were refused before",
    ),
    Keep(
        "def f(a, **kw):\n    if 'old' in kw: raise TypeError\n    return a, kw.get('b')",
        "def f(a, **kw):\n    if 'old' in kw: raise ValueError\n    return a, kw.get('b')",
        "it was refused before",
    ),
    Keep(
        "def g(**kw): ...\ndef f(a, **kw): return g(**kw)",
        "def g(**kw): ...\ndef f(a, **kw):\n    if 'old' in kw: raise TypeError\n"
        "    return g(**kw)",
        "whether it was accepted is not known",
    ),
    Keep(
        "def f(a, **kw):\n    if 'old' not in kw: return a\n    return kw['old']",
        "def f(a, **kw):\n    if 'old' not in kw: raise TypeError\n    return kw['old']",
        "it is not refused: it must be passed",
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
                    code=_warning_code(pair, new, parameter, name),
                )


def _warning_code(pair: Pair, new: Function, parameter: Parameter, name: str) -> Code | None:
    """Return the header with first statements that warn of what is passed, and drop it."""
    at = place_of(pair, new)
    collected, default = parameter.name, parameter.default
    test, dropping = f"{name} is not {default}", f"{name} = {default}"
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        name, test, dropping = collected, collected, f"{collected} = ()"
    elif parameter.kind is ParameterKind.VAR_KEYWORD and name in _variadic_names(pair):
        if new.keywords is not None and new.keywords.reads:
            return None
        name, test, dropping = collected, collected, f"{collected} = {{}}"
    elif parameter.kind is ParameterKind.VAR_KEYWORD:
        test, dropping = f"{quoted(name)} in {collected}", f"del {collected}[{quoted(name)}]"
    elif default != "None" and not (default or "").isidentifier():
        test = f"{name} != {default}"
    lines = [
        *header_lines(at, new.signature.parameters),
        f"    if {test}:",
        f"        {warning(f'{name!r} is deprecated and has no effect')}",
        f"        {dropping}",
    ]
    return code_at(at, "header", lines, imports_of_warning(at.module))


def _variadic_names(pair: Pair) -> list[str]:
    """Return the names of `*args` and `**kwargs` in the old version."""
    old, _ = functions_with_bodies(pair) or (None, None)
    parameters = () if old is None else old.signature.parameters
    return [parameter.name for parameter in parameters if parameter.kind in _VARIADIC]


def _newly_refused(parameter: Parameter, old: Function, new: Function) -> Iterator[str]:
    """Yield the parameters and keywords of the old version that a parameter refuses now."""
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        yield from _refused_keywords(parameter, old, new)
    elif parameter.name in new.refuses:
        if parameter.kind is ParameterKind.VAR_POSITIONAL:
            before = [variadic(old, parameter.kind)]
        else:
            before = [part for part in old.signature.parameters if part.name == parameter.name]
        yield from (part.name for part in before if part and part.name not in old.refuses)


def _refused_keywords(star: Parameter, old: Function, new: Function) -> Iterator[str]:
    """Yield the keywords that `**kwargs` collects now and that raise, or all that it collects."""
    now = collected_keywords(new) or CollectedKeywords(refuses_others=star.name in new.refuses)
    taken = {parameter.name for parameter in new.signature.parameters}.union(now.reads)
    for name in public_keywords(old):
        is_refused = name in now.refuses or (now.refuses_others and name not in taken)
        if is_refused and name not in old.refuses:
            yield name
    before = variadic(old, ParameterKind.VAR_KEYWORD)
    were = collected_keywords(old) or CollectedKeywords()
    if before is None or before.name in old.refuses or were.refuses_others:
        return
    if now.refuses_others:
        yield before.name
    elif collected_keywords(old) is not None:
        yield from (name for name in now.refuses if name not in (*were.reads, *were.refuses))


RULE = PairRule(
    module=__name__,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
