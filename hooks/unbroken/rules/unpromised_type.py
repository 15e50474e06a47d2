"""A function takes or returns a type of the package that is not promised: private or experimental.

Give the type a public name, or annotate with a public one: users who name the type in their own
annotations depend on what may change at any time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import is_seen, related
from unbroken.model.definitions import Class, Function, Parameter
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.readers.expressions import dotted_name, parsed
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.words import listed
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_TYPES = "class P: ...\nclass _P(P): ...\n"
_PROTOCOL = "from typing import Protocol\nclass _P(Protocol):\n    def m(self): ...\n"

BREAKS = (
    Break(_TYPES + "def f(): ...", _TYPES + "def f() -> _P: ..."),
    Break(_TYPES + "def f() -> P: ...", _TYPES + "def f() -> '_P': ..."),
    Break(_TYPES + "def f(): ...", _TYPES + "async def _g(): ...\ndef f() -> list[_P]: ..."),
    Break(_TYPES + "def f(a): ...", _TYPES + "def f(a, b: _P | None = None): ..."),
    Break(_TYPES + "def f(a: int): ...", _TYPES + "def f(a: int | _P): ..."),
    Break(
        _TYPES + "class A:\n    async def m(self): ...",
        _TYPES + "class A:\n    async def m(self) -> _P: ...",
    ),
    Break(
        _TYPES + "class A:\n    def __init__(self, a): ...",
        _TYPES + "class A:\n    def __init__(self, a, b: _P = None): ...",
    ),
)

KEEPS = (
    Keep(_TYPES + "def f() -> _P: ...", _TYPES + "def f(a=1) -> _P: ...", "it was so before"),
    Keep(
        "# pkg/__init__.py\nfrom pkg._a import P\ndef f(): ...\n# pkg/_a.py\nclass P: ...",
        "# pkg/__init__.py\nfrom pkg._a import P\ndef f() -> P: ...\n# pkg/_a.py\nclass P: ...",
        "the type is public by another path",
    ),
    Keep(_TYPES + "def f(): ...", _TYPES + "def f() -> P: ...", "the type is public"),
    Keep(_TYPES + "def f(): ...", _TYPES + "def f(*, _b: _P = None): ...", "`_b` is private"),
    Keep(
        _PROTOCOL + "def f(a): ...",
        _PROTOCOL + "def f(a: _P): ...",
        "what has the method can be passed without naming the protocol",
    ),
    Keep(
        "import lib\ndef f(): ...",
        "import lib\ndef f() -> lib._P: ...",
        "what another package promises is not known",
    ),
    Keep(
        "from typing import TypeVar\n_T = TypeVar('_T')\ndef f(a): ...",
        "from typing import TypeVar\n_T = TypeVar('_T')\ndef f(a: _T) -> _T: ...",
        "a type variable is no type of its own",
    ),
)

REMEDIES = (
    Remedy(
        _TYPES + "def f(): return P()",
        _TYPES + "def f() -> P: return P()",
        "f()",
    ),
)


class _Use(NamedTuple):
    """Where a signature names types: in a parameter, or (None) in what it returns."""

    parameter: str | None
    annotation: str
    scope: Definition


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions and constructors that newly name types that are not promised."""
    if pair.new is None or not is_seen(pair):
        return
    before = list(_uses(pair.old_surface, pair.old))
    known = {(use.parameter, use.annotation) for use in before}
    changed = [
        use
        for use in _uses(pair.new_surface, pair.new)
        if (use.parameter, use.annotation) not in known
    ]
    unpromised = [(use, list(_unpromised(pair.new_surface, use))) for use in changed]
    if not any(paths for _, paths in unpromised):
        return
    named = {path for use in before for path in _unpromised(pair.old_surface, use)}
    types = {use.parameter: use.annotation for use in before}
    for use, paths in unpromised:
        added = [path for path in paths if path not in named]
        if not added or _is_reported(pair, types.get(use.parameter), use):
            continue
        names = listed([f"'{path.rpartition('.')[2]}'" for path in added])
        are = "are" if len(added) > 1 else "is"
        what = f"parameter '{use.parameter}' takes" if use.parameter else "the result is a"
        yield finding(
            RULE,
            pair,
            f"{what} {names}, which {are} not promised",
            f"Give {names} a public name, or annotate with a public type.",
            parameter=use.parameter,
        )


def _uses(surface: Surface, definition: Definition) -> Iterator[_Use]:
    """Yield the annotations of a function, or of the constructor of a class."""
    if isinstance(definition.member, Function):
        signature = definition.member.signature
        yield from _of_parameters(signature.parameters, definition)
        if signature.returns is not None:
            yield _Use(None, signature.returns, definition)
    elif isinstance(definition.member, Class):
        for constructor in constructors(surface, definition):
            yield from _of_parameters(constructor.parameters, constructor.provider or definition)


def _of_parameters(parameters: tuple[Parameter, ...], scope: Definition) -> Iterator[_Use]:
    for parameter in parameters:
        if parameter.annotation is not None and not is_private(parameter.name):
            yield _Use(parameter.name, parameter.annotation, scope)


def _unpromised(surface: Surface, use: _Use) -> Iterator[str]:
    """Yield the classes of the package that an annotation names and that are not promised."""
    node = parsed(use.annotation)
    for inner in ast.walk(node) if node is not None else ():
        name = dotted_name(inner) if isinstance(inner, (ast.Name, ast.Attribute)) else ""
        target = surface.resolve_name(use.scope, name) if name else None
        if not isinstance(target, Definition) or not isinstance(target.member, Class):
            continue
        is_nested = surface.owner(target) is not None
        if is_nested or is_public(surface, target):
            continue
        # A protocol need not be named to pass what matches it.
        if use.parameter is None or not is_protocol(surface, target):
            yield target.path


def _is_reported(pair: Pair, before: str | None, use: _Use) -> bool:
    """Return whether the change of the annotation is a break that is reported itself."""
    if before is None:
        return False
    breaking = ("narrowed", "changed") if use.parameter else ("widened", "changed")
    return related(pair, before, use.annotation) in breaking


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="note",
    bump="patch",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
