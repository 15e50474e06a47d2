"""A method became abstract, or an abstract method was added: classes without it are rejected.

Give the method a body that does what happened without it. To require it from subclasses, warn in
that body for a release first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.bases import public_ancestors
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.render import definition_text, member_text
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_bases_code, without_base_code
from unbroken.rules.findings.code_text import code_at, header_lines
from unbroken.rules.findings.head_code import head_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.abstract_methods import (
    abstract_methods,
    external_abstract_methods,
    possibly_abstract_methods,
)
from unbroken.semantics.decorators import decorator_targets, decorators_of
from unbroken.semantics.known_decorators import ABSTRACT
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_ABC = "from abc import ABC, abstractmethod\nclass A(ABC):\n"
_M = "    @abstractmethod\n    def m(self): ...\n"

BREAKS = (
    Break(_ABC + _M, _ABC + _M + "    @abstractmethod\n    def n(self): ..."),
    Break(_ABC + "    def m(self): ...", _ABC + _M),
    Break("class A:\n    x = 1", _ABC + "    x = 1\n" + _M),
    Break(
        _ABC + "    x = 1\nclass B(A): ...",
        _ABC + "    x = 1\n" + _M + "class B(A): ...",
    ),
    Break(_ABC + _M + "class B: ...", _ABC + _M + "class B(A): ..."),
    Break("class B: ...", _ABC + _M + "class B(A): ..."),
    Break(
        _ABC + _M + "class B: ...\nclass C(B): ...",
        _ABC + _M + "class B(A): ...\nclass C(B): ...",
    ),
    Break(
        "class A:\n    def m(self): ...",
        "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...",
    ),
    Break(
        "class A:\n    def m(self): ...",
        "from collections.abc import Sized\nclass A(Sized):\n    def m(self): ...",
    ),
    Break(
        "class A:\n    def __init__(self):\n        self.m = 1",
        _ABC.replace("A(", "_B(") + _M + "class A(_B):\n"
        "    def __init__(self):\n        self.m = 1",
    ),
    Break(
        "class A:\n    m: int",
        _ABC.replace("A(", "_B(") + _M + "class A(_B):\n    m: int",
    ),
    Break(
        "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...",
        "from typing import Hashable, Protocol\nclass A(Hashable, Protocol):\n    def m(self): ...",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    def m(self): ...",
        "from collections.abc import Sized\nclass A(Sized):\n    def m(self): ...\n"
        "    def __len__(self): ...",
        "the abstract method is defined",
    ),
    Keep(
        "from collections.abc import Sized\nclass A(Sized): ...",
        "from collections.abc import Sized\nclass A(Sized):\n    def m(self): ...",
        "it was abstract before",
    ),
    Keep(
        _ABC + _M + "class B: ...",
        _ABC + _M + "class B(A):\n    def m(self): ...",
        "the abstract method of the new base is defined",
    ),
    Keep(_ABC + _M, _ABC + "    def m(self): ...", "less is asked of subclasses"),
    Keep(
        "from abc import ABCMeta, abstractmethod\nclass Meta(ABCMeta): ...\n"
        "class A(metaclass=Meta):\n" + _M,
        "from abc import ABC, ABCMeta, abstractmethod\nclass Meta(ABCMeta): ...\n"
        "class _Base(ABC):\n" + _M + "class A(_Base, metaclass=Meta): ...",
        "its metaclass is that of ABC, too",
    ),
    Keep(
        "from abc import abstractmethod\nimport lib\nclass A(lib.Base):\n" + _M,
        "from abc import ABC, abstractmethod\nimport lib\nclass A(lib.Base, ABC):\n" + _M,
        "the base from outside may have the metaclass",
    ),
    Keep(
        _ABC + _M,
        "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...",
        "an abstract class could not be instantiated, and subclasses of a protocol can be",
    ),
    Keep(_ABC + _M, _ABC + _M + "    def n(self): ...", "a method that is there"),
    Keep(
        "class A:\n    def m(self): ...",
        "from abc import abstractmethod\nclass A:\n    @abstractmethod\n    def m(self): ...",
        "without ABC the decorator does nothing",
    ),
    Keep(
        _ABC + _M,
        "from abc import ABC, abstractmethod\nclass _Base(ABC):\n" + _M + "class A(_Base): ...",
        "the abstract method is inherited now",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self._m = 1",
        _ABC.replace("A(", "_B(") + f"    @property\n{_M.replace('m(', '_m(')}class A(_B):\n"
        "    __slots__ = ('_m',)\n    def __init__(self):\n        self._m = 1",
        "a slot is an attribute of the class",
    ),
)

REMEDIES = (
    Remedy(
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
        "    def m(self): ...",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
        "    def m(self): ...\n    def n(self): return None",
        "class B(A):\n    def m(self): return 1\nB().m()",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes with new abstract methods."""
    if pair.classes is None or pair.new is None:
        return
    name, before = pair.old.name, abstract_methods(pair.old_surface, pair.old)
    if is_protocol(pair.new_surface, pair.new):
        if is_protocol(pair.old_surface, pair.old):
            # A class that has all members of a protocol need not inherit from it.
            yield from _left_open(pair, heirs=f"subclasses of '{name}'")
            return
        if not before:
            yield finding(
                RULE,
                pair,
                f"class '{name}' became a protocol: it can no longer be instantiated",
                f"Keep '{name}' a class, and give the protocol another name.",
                code=former_bases_code(pair),
            )
            return
    unknown = possibly_abstract_methods(pair.old_surface, pair.old)
    added = [
        Definition(declared.module, f"{declared.qualname}.{method}", own_members(declared)[method])
        for method, declared in abstract_methods(pair.new_surface, pair.new).items()
        if method not in before
        and method not in unknown
        and not _is_reported_for_base(pair, method)
    ]
    if not added:
        yield from _left_open(pair)
        return
    names = listed([f"'{method.name}'" for method in added])
    who = f"subclasses of '{name}' without {_it(added)}" if before else f"'{name}'"
    yield finding(
        RULE,
        pair,
        f"'{name}' has new abstract methods ({names}): {who} can no longer be instantiated"
        if len(added) > 1
        else f"{names} of '{name}' is abstract now: {who} can no longer be instantiated",
        f"Give {names} a body that does what happened without {_it(added)}.",
        old=member_text(pair.old, added[0].name),
        new=definition_text(added[0]),
        at=added[0],
        code=_with_bodies(pair, added, bool(before)),
    )


def _with_bodies(pair: Pair, added: Sequence[Definition], was_abstract: bool) -> Code | None:
    """Return what lets subclasses do without the methods.

    That is the header of a method without the decorator, or methods in place of inherited ones.
    """
    assert pair.new is not None
    own = [method for method in added if pair.new_surface.owner(method) == pair.new]
    if not own:
        if any(method.name in own_members(pair.new) for method in added):
            return None  # An attribute of the instances has the name.
        return code_at(pair.new, "class", [*_bodies(pair.new_surface, added)])
    if len(added) > 1:
        return None if was_abstract else former_bases_code(pair)
    (method,) = own
    targets = decorator_targets(pair.new_surface, method)
    decorators = zip(decorators_of(method), targets, strict=True)
    return head_code(method, [kept for kept, target in decorators if target not in ABSTRACT])


def _bodies(surface: Surface, methods: Sequence[Definition]) -> Iterator[str]:
    """Yield methods that subclasses should define."""
    for number, method in enumerate(methods):
        if number:
            yield ""
        member = method.member
        assert isinstance(member, Function)
        targets = (target.partition(".") for target in decorator_targets(surface, method))
        yield from (f"@{name}" for module, _, name in targets if module == "builtins")
        yield from header_lines(method, member.signature.parameters)
        yield "    raise NotImplementedError"


def _is_reported_for_base(pair: Pair, method: str) -> bool:
    """Return whether a method became abstract in a public base as well, which is reported."""
    return any(
        method in abstract_methods(pair.new_surface, now)
        and method not in abstract_methods(pair.old_surface, before)
        for before, now in public_ancestors(pair)
    )


def _left_open(pair: Pair, *, heirs: str = "") -> Iterator[Finding]:
    """Find abstract methods that a new base of the standard library leaves to a class.

    `heirs` are the classes that can no longer be instantiated, if it is not the class itself.
    """
    assert pair.new is not None
    before = external_abstract_methods(pair.old_surface, pair.old)
    after = external_abstract_methods(pair.new_surface, pair.new)
    added = [name for name in after if name not in before]
    if not added or _has_base(pair, after[added[0]]):
        return
    name, base = pair.old.name, after[added[0]].rpartition(".")[2]
    methods = listed([f"'{method}'" for method in added])
    are, them = ("are", "them") if len(added) > 1 else ("is", "it")
    who = f"{heirs} without {them}" if heirs else f"'{name}'"
    yield finding(
        RULE,
        pair,
        f"'{name}' inherits from '{base}', and {methods} {are} abstract there: {who} can no longer "
        "be instantiated",
        f"Define {methods} in '{name}', or register '{name}' with '{base}' instead.",
        code=without_base_code(pair, after[added[0]]),
    )


def _has_base(pair: Pair, target: str) -> bool:
    """Return whether a public base of the package has the external base, and is reported itself."""
    assert pair.new is not None
    return any(
        isinstance(ancestor, Definition)
        and is_public(pair.new_surface, ancestor)
        and External(target) in pair.new_surface.mro(ancestor)
        for ancestor in pair.new_surface.mro(pair.new)[1:]
    )


def _it(methods: Sequence[Definition]) -> str:
    return "them" if len(methods) > 1 else "it"


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
