"""A function still accepts an argument, and what it passes its arguments on to refuses it.

The signature of `def f(*args, **kwargs): return _g(*args, **kwargs)` does not show which calls `_g`
no longer takes. Take the argument out of `**kwargs` for a while, and warn that it has no
effect. Where the arguments go to the same public function as before, that one has the finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.refused_inside import RefusedInside, calls_refused_inside
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, ParameterKind
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import (
    code_at,
    header_lines,
    imports_of_warning,
    quoted,
    warning,
)
from unbroken.semantics.decorators import redecorated
from unbroken.semantics.resolution import Definition

_PASSING = "def f(*args, **kwargs): return _g(*args, **kwargs)"
_BY_KEYWORD = "def f(a, **kwargs): return _g(a, **kwargs)"
_METHOD = "class A:\n    def __init__(self, a, **kwargs): self._x = _g(a, **kwargs)"

BREAKS = (
    Break(
        f"def _g(a, b=1): ...\n{_BY_KEYWORD}",
        f"def _g(a): ...\n{_BY_KEYWORD}",
        "f(a, b=1)",
    ),
    Break(f"def _g(a, b=1): ...\n{_PASSING}", f"def _g(a): ...\n{_PASSING}", "f(a, b=1)"),
    Break(
        "def f(a, *, b=1, c=2): ...",
        "def _g(a, b=1): ...\n"
        "def f(a, **kwargs):\n    kwargs.setdefault('b', 2)\n    return _g(a, **kwargs)",
        "f(a, c=2)",
    ),
    Break(
        "def f(a, *, old=1): ...",
        "class _Base:\n    def __init__(self, a): ...\n"
        "class _B(_Base):\n    def __init__(self, a, **kwargs):\n"
        "        super(_B, self).__init__(a, **kwargs)\n"
        "def f(a, **kwargs):\n    if a: kwargs['a'] = a\n    return _B(**kwargs)",
        "f(a, old=1)",
    ),
    Break(
        f"def _g(a, *, b=1): ...\n{_METHOD}",
        f"def _g(a): ...\n{_METHOD}",
        "A(a, b=1)",
    ),
    Break(
        "class A:\n    def _m(self, a, b=1): ...\n"
        "    def m(self, **kwargs): return self._m(**kwargs)",
        "class A:\n    def _m(self, a): ...\n    def m(self, **kwargs): return self._m(**kwargs)",
        "a.m(a=a, b=1)",
    ),
    Break(
        "class _Base:\n    @classmethod\n    def _m(cls, a, b=1): ...\n"
        "class A(_Base):\n    @classmethod\n    def m(cls, a, **kw): return cls._m(a, **kw)",
        "class _Base:\n    @classmethod\n    def _m(cls, a): ...\n"
        "class A(_Base):\n    @classmethod\n    def m(cls, a, **kw): return cls._m(a, **kw)",
        "A.m(a, b=1)",
    ),
    Break(f"def _g(a): ...\n{_PASSING}", f"def _g(a, b): ...\n{_PASSING}", "f(a)"),
    Break(
        "def _g(a): ...\n"
        "def f(*args, **kwargs):\n    kwargs.pop('b', None)\n    return _g(*args, **kwargs)",
        f"def _g(a): ...\n{_PASSING}",
        "f(a, b=b)",
    ),
)

KEEPS = (
    Keep(
        f"def _g(a, b=1): ...\n{_PASSING}",
        f"def _g(a, b=1, c=2): ...\n{_PASSING}",
        "it takes more",
    ),
    Keep(
        f"def _g(a, b=1): ...\n{_BY_KEYWORD}",
        "def _g(a): ...\n"
        "def f(a, **kwargs):\n    kwargs.pop('b', None)\n    return _g(a, **kwargs)",
        "it is taken out before",
    ),
    Keep(
        f"import lib\ndef _g(a, b=1): ...\n{_PASSING}",
        f"import lib\n@lib.wrap\ndef _g(a): ...\n{_PASSING}",
        "a decorator that is not known may take it",
    ),
    Keep(
        f"def _g(a, b=1): ...\n{_BY_KEYWORD}",
        "def _g(a): ...\n"
        "def f(a, **kwargs):\n"
        "    return _g(a, **{name: kwargs[name] for name in kwargs if name != 'b'})",
        "it is not known what is passed on",
    ),
    Keep(
        f"def _g(a, _b=1): ...\n{_BY_KEYWORD}",
        f"def _g(a): ...\n{_BY_KEYWORD}",
        "the parameter was private",
    ),
)

REMEDIES = (
    Remedy(
        f"def _g(a, b=1): return a\n{_BY_KEYWORD}",
        "import warnings\n"
        "def _g(a): return a\n"
        "def f(a, **kwargs):\n"
        "    if 'b' in kwargs:\n"
        "        warnings.warn('b has no effect', DeprecationWarning, stacklevel=2)\n"
        "        del kwargs['b']\n"
        "    return _g(a, **kwargs)",
        "assert f(1, b=2) == 1",
    ),
)

_TAKEN_AWAY = ("parameter-removed", "parameter-renamed")
_DEMANDED = ("parameter-added-required", "parameter-became-required")


def check(pair: Pair) -> Iterator[Finding]:
    """Find calls that a signature accepts and that fail where the arguments are passed on."""
    # The keywords of class statements, which `__init_subclass__` gets, have a rule of their own.
    if pair.new is None or pair.old.name == "__init_subclass__" or redecorated(*pair.sides):
        return
    for refused in calls_refused_inside(pair):
        call_break = refused.call_break
        keyword = refused.keyword if call_break.cause in _TAKEN_AWAY else ""
        yield finding(
            RULE,
            pair,
            _message(refused),
            f"Take '{keyword}' out of the keywords for a while, and warn that it has no effect."
            if keyword
            else "Accept the former arguments for a while, and translate them.",
            parameter=call_break.parameter,
            witness=call_break.witness,
            at=refused.function,
            code=_code(refused.function, keyword) if keyword else None,
        )


def _message(refused: RefusedInside) -> str:
    cause, name = refused.call_break.cause, refused.call_break.parameter
    passed_on = f"the arguments are passed on to '{refused.callee}', which"
    if cause in _TAKEN_AWAY:
        return f"{passed_on} does not take '{name}'"
    if cause in _DEMANDED:
        return f"{passed_on} needs '{name}'"
    return f"{passed_on} takes '{name}' in another way"


def _code(function: Definition, keyword: str) -> Code | None:
    """Return the header with first statements that take a keyword out, and warn of it."""
    assert isinstance(function.member, Function)
    parameters = function.member.signature.parameters
    star = next((p.name for p in parameters if p.kind is ParameterKind.VAR_KEYWORD), None)
    if star is None:
        return None
    lines = [
        *header_lines(function, parameters),
        f"    if {quoted(keyword)} in {star}:",
        f"        {warning(f'{keyword!r} is deprecated and has no effect')}",
        f"        del {star}[{quoted(keyword)}]",
    ]
    return code_at(function, "header", lines, imports_of_warning(function.module))


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
