"""A method that is meant to be overridden has more parameters: overrides of users may reject them.

Add another method that takes the new parameters and calls the old one; or pass them only to
overrides that accept them. It counts as meant to be overridden if it is abstract, part of a
protocol, or has no body but `pass`, `raise NotImplementedError` or a docstring. Any other public
method counts where the class itself now passes it the new parameters, or a subclass in the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines
from unbroken.rules.findings.head_code import is_one_statement, with_former_annotations
from unbroken.rules.findings.words import listed
from unbroken.semantics.abstract_methods import is_abstract
from unbroken.semantics.constructors.constructor import without_bound_parameter
from unbroken.semantics.decorators import has_decorator, unknown_decorators
from unbroken.semantics.known_decorators import FINAL
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.subclasses import subclasses
from unbroken.semantics.surface import Surface

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
    Break(
        "class A:\n    def run(self): return self.m(1)\n    def m(self, a): return a",
        "class A:\n    def run(self): return self.m(1, b=2)\n    def m(self, a, *, b=0): return a",
    ),
    Break(
        "class A:\n    def _run(self): return self.m(1)\n    def m(self, a): return a",
        "class A:\n    def _run(self): return self.m(1, 2)\n    def m(self, a, b=0): return a",
    ),
    Break(
        "class _B:\n    def run(self): return self.m(1)\nclass A(_B):\n"
        "    def m(self, a): return a",
        "class _B:\n    def run(self): return self.m(1, b=2)\nclass A(_B):\n"
        "    def m(self, a, b=0): return a",
    ),
    Break(
        "class A:\n    async def m(self, a): return a\n"
        "class B(A):\n    async def run(self): return await self.m(1)",
        "class A:\n    async def m(self, a, b=0): return a\n"
        "class B(A):\n    async def run(self): return await self.m(1, b=2)",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    def m(self, a):\n        return a",
        "class A:\n    def m(self, a, b=None):\n        return a",
        "it is there to be called",
    ),
    Keep(
        "class A:\n    def run(self): return self.m(1)\n    def m(self, a): return a",
        "class A:\n    def run(self): return self.m(1)\n    def m(self, a, b=0): return a",
        "overrides are called as before",
    ),
    Keep(
        "class A:\n    def run(self): return self.m(1)\n    def m(self, a, **more): return a",
        "class A:\n    def run(self): return self.m(1, b=2)\n"
        "    def m(self, a, b=0, **more): return a",
        "overrides take any keyword",
    ),
    Keep(
        "class A:\n    def m(self, a): return a\n"
        "class _B(A):\n    def run(self): return self.m(1)\n    def m(self, a): return a",
        "class A:\n    def m(self, a, b=0): return a\n"
        "class _B(A):\n    def run(self): return self.m(1, b=2)\n    def m(self, a, b=1): return a",
        "the subclass calls an override of its own",
    ),
    Keep(
        "from typing import final\nclass A:\n    def run(self): return self.m(1)\n    @final\n"
        "    def m(self, a): return a",
        "from typing import final\nclass A:\n    def run(self): return self.m(1, b=2)\n"
        "    @final\n    def m(self, a, b=0): return a",
        "nobody overrides it",
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
    if not _can_be_overridden(pair, old) or unknown_decorators(*new_side):
        return
    before, after = (
        without_bound_parameter(old.signature.parameters),
        without_bound_parameter(new.signature.parameters),
    )
    added = list(_added(before, after))
    if not _is_overridable(pair, owner, old):
        passed = _passed(pair, old.name)
        added = [parameter for parameter in added if _is_passed(parameter, after, passed)]
    if added:
        names = listed([_shown(parameter) for parameter in added])
        it = "them" if len(added) > 1 else "it"
        yield finding(
            RULE,
            pair,
            f"'{old.name}' takes {names} now, which overrides of users do not accept",
            f"Pass {names} only to overrides that accept {it}, or to a new method.",
            parameter=added[0].name if len(added) == 1 else None,
            code=_former_header(pair),
        )


def _former_header(pair: Pair) -> Code | None:
    """Return the former header of a method that has no body to use the new parameters in."""
    assert pair.functions is not None
    _, new = pair.functions
    if pair.new is None or not is_one_statement(pair.new):
        return None
    owner = pair.new_surface.owner(pair.new)
    is_empty = new.is_placeholder or is_abstract(pair.new_surface, pair.new)
    if not is_empty and (owner is None or not is_protocol(pair.new_surface, owner)):
        return None
    former, imports = with_former_annotations(pair)
    assert isinstance(former.member, Function)
    parameters = former.member.signature.parameters
    return code_at(pair.new, "header", [*header_lines(former, parameters)], imports)


def _can_be_overridden(pair: Pair, method: Function) -> bool:
    if method.accessors or method.overloads or method.name in _CONSTRUCTORS:
        return False
    if unknown_decorators(pair.old_surface, pair.old):
        return False
    owner = class_before(pair)
    is_final = owner is not None and has_decorator(pair.old_surface, owner, FINAL)
    return not is_final and not has_decorator(pair.old_surface, pair.old, FINAL)


def _is_overridable(pair: Pair, owner: Definition, method: Function) -> bool:
    """Return whether a method is there to be overridden."""
    is_abstract_method = is_abstract(pair.old_surface, pair.old)
    return method.is_placeholder or is_abstract_method or is_protocol(pair.old_surface, owner)


class _Passed(NamedTuple):
    """The most positional arguments, and the keywords, that a class passes to a method."""

    positional: int
    keywords: frozenset[str]


def _passed(pair: Pair, name: str) -> _Passed:
    """Return what the methods of the new class and of its relatives pass to one of its methods.

    Those of a subclass that overrides the method, or inherits such an override, call another one.
    """
    owner, surface = class_now(pair), pair.new_surface
    relatives = [*surface.mro(owner), *_heirs(surface, owner, name)] if owner is not None else []
    calls = [
        call
        for part in relatives
        if isinstance(part, Definition)
        for member in own_members(part).values()
        if isinstance(member, Function)
        for call in member.own_calls
        if call[0] == name
    ]
    keywords = frozenset(keyword for _, _, passed in calls for keyword in passed)
    return _Passed(max((positional for _, positional, _ in calls), default=0), keywords)


def _heirs(surface: Surface, owner: Definition, name: str) -> Iterator[Definition | External]:
    """Yield the public subclasses that inherit a method of a class as it is, and their bases."""
    method = surface.class_member(owner, name)
    for subclass in subclasses(surface, owner):
        if is_public(surface, subclass) and surface.class_member(subclass, name) == method:
            yield from surface.mro(subclass)


def _is_passed(parameter: Parameter, after: tuple[Parameter, ...], passed: _Passed) -> bool:
    if parameter.name in passed.keywords:
        return parameter.kind not in _CATCHING_ALL
    is_positional = parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
    return is_positional and after.index(parameter) < passed.positional


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
    module=__name__,
    concerns_instances=False,
    level="warning",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
