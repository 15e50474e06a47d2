"""A method that is meant to be overridden has more parameters: overrides of users may reject them.

Add another method that takes the new parameters and calls the old one; or pass them only to
overrides that accept them. It counts as meant to be overridden if it is abstract, part of a
protocol, or has no body but `pass`, `raise NotImplementedError` or a docstring.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.words import listed
from unbroken.semantics.abstract_methods import is_abstract
from unbroken.semantics.constructors.constructor import bound
from unbroken.semantics.decorators import has_decorator, unknown_decorators
from unbroken.semantics.known_decorators import FINAL
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import is_private
from unbroken.semantics.resolution import Definition

_ABC = "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
_PROTOCOL = "from typing import Protocol\nclass A(Protocol):\n"
_RAISES = "):\n        raise NotImplementedError('for subclasses')"

BREAKS = (
    Break(_ABC + "    def m(self, a): ...", _ABC + "    def m(self, a, b=None): ..."),
    Break(_PROTOCOL + "    def m(self, a): ...", _PROTOCOL + "    def m(self, a, *, b=None): ..."),
    Break(
        "class A:\n    def m(self, a" + _RAISES,
        "class A:\n    def m(self, a, b=None" + _RAISES,
    ),
    Break(
        "class A:\n    def m(self, a):\n        '''Called first.'''",
        "class A:\n    def m(self, a, **more):\n        '''Called first.'''",
    ),
    Break(
        "class A:\n    def m(self, a):\n        pass",
        "class A:\n    def m(self, a, b=1, c=2):\n        return a",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    def m(self, a):\n        return a",
        "class A:\n    def m(self, a, b=None):\n        return a",
        "it is there to be called",
    ),
    Keep(
        _ABC + "    def m(self, a, **kw): ...",
        _ABC + "    def m(self, a, b=None, **kw): ...",
        "overrides take any keyword",
    ),
    Keep(
        _ABC + "    def m(self, a, b, /): ...",
        _ABC + "    def m(self, *args, **kwargs): ...",
        "it leaves to the overrides what they take",
    ),
    Keep(
        "class A:\n    def __init__(self, a):\n        pass",
        "class A:\n    def __init__(self, a, b=None):\n        pass",
        "who makes an instance knows its class",
    ),
    Keep(
        "import lib\nclass A:\n    @lib.hookspec\n    def m(self, a):\n        pass",
        "import lib\nclass A:\n    @lib.hookspec\n    def m(self, a, b=None):\n        pass",
        "who calls the overrides is up to the decorator",
    ),
    Keep("def f(a):\n    pass", "def f(a, b=None):\n    pass", "nobody overrides a function"),
    Keep(
        _ABC + "    def m(self, a, /): ...",
        _ABC + "    def m(self, b, /): ...",
        "another name for the same",
    ),
)

_CONSTRUCTORS = ("__init__", "__new__", "__init_subclass__", "__post_init__")
_CATCHING_ALL = {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}

REMEDIES = (
    Remedy(
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
        "    def m(self, a): ...",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
        "    def m(self, a): ...\n    def m_with(self, a, b=None): return self.m(a)",
        "class B(A):\n    def m(self, a): return a\nassert B().m(1) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find methods to be overridden that may now be given more."""
    owner = pair.old_surface.owner(pair.old)
    if pair.functions is None or owner is None or call_breaks(pair):
        return
    old, new = pair.functions
    _, new_side = pair.sides
    if not _is_overridable(pair, owner, old) or unknown_decorators(*new_side):
        return
    before, after = bound(old.signature.parameters), bound(new.signature.parameters)
    added = [_shown(parameter) for parameter in _added(before, after)]
    if added:
        it = "them" if len(added) > 1 else "it"
        yield finding(
            RULE,
            pair,
            f"'{old.name}' takes {listed(added)} now, which overrides of users do not accept",
            f"Pass {listed(added)} only to overrides that accept {it}, or to a new method.",
        )


def _is_overridable(pair: Pair, owner: Definition, method: Function) -> bool:
    if method.accessors or method.overloads or method.name in _CONSTRUCTORS:
        return False
    if unknown_decorators(pair.old_surface, pair.old):
        return False
    if has_decorator(pair.old_surface, pair.old, FINAL):
        return False
    is_abstract_method = is_abstract(pair.old_surface, pair.old)
    return method.is_placeholder or is_abstract_method or is_protocol(pair.old_surface, owner)


def _added(before: tuple[Parameter, ...], after: tuple[Parameter, ...]) -> Iterator[Parameter]:
    """Yield the parameters that overrides of the old signature do not have."""
    names = {parameter.name for parameter in before}
    caught = {parameter.kind for parameter in before} & _CATCHING_ALL
    leaves_open = {parameter.kind for parameter in after} >= _CATCHING_ALL
    for index, parameter in enumerate(after):
        if parameter.name in names or is_private(parameter.name) or parameter.kind in caught:
            continue
        if parameter.kind in _CATCHING_ALL:
            if not leaves_open:
                yield parameter
        elif parameter.kind is ParameterKind.POSITIONAL_ONLY:
            if index >= len(before) and ParameterKind.VAR_POSITIONAL not in caught:
                yield parameter
        elif ParameterKind.VAR_KEYWORD not in caught:
            yield parameter


def _shown(parameter: Parameter) -> str:
    stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
    return f"'{stars.get(parameter.kind, '')}{parameter.name}'"


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
