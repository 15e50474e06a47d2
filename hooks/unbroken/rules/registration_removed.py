"""A type is no longer registered with a generic function, so that calls with it do something else.

Keep the registration (`@f.register(str)`), or let the function itself handle the type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Module
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.known_names import imports_for
from unbroken.rules.findings.words import listed
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import GENERIC_FUNCTIONS, canonical_name
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_GENERIC = "from functools import singledispatch\n@singledispatch\ndef f(x): ...\n"
_INT = "@f.register(int)\ndef _(x): ...\n"
_STR = "@f.register\ndef _(x: str): ...\n"
_METHOD = (
    "from functools import singledispatchmethod\nclass A:\n    @singledispatchmethod\n"
    "    def m(self, x): ...\n    @m.register\n    def _(self, x: int): ...\n"
)

BREAKS = (
    Break(_GENERIC + _INT + _STR, _GENERIC + _INT),
    Break(_METHOD, _METHOD.replace("int", "bool")),
    Break(
        _GENERIC + "@f.register(int)\ndef f_int(x): ...",
        _GENERIC + "def f_int(x): ...",
    ),
)

KEEPS = (
    Keep(_GENERIC + _INT, _GENERIC + _INT + _STR, "a type was added"),
    Keep(_GENERIC + _INT + _STR, _GENERIC + _STR + _INT, "in another order"),
    Keep(
        _GENERIC + "@f.register(int)\n@f.register(str)\ndef _(x): ...",
        _GENERIC + "@f.register\ndef _(x: int | str): ...",
        "written in another way",
    ),
    Keep(
        "import abc\n" + _GENERIC + "@f.register(abc.ABC)\ndef _(x): ...",
        "from abc import ABC\n" + _GENERIC + "@f.register(ABC)\ndef _(x): ...",
        "the same name, imported in another way",
    ),
    Keep(
        _GENERIC + "class _P: ...\n@f.register(_P)\ndef _(x): ...",
        _GENERIC + "class _P: ...",
        "the type is private",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\n" + _GENERIC + _INT + "# pkg/b.py\n",
        "# pkg/__init__.py\n# pkg/a.py\n" + _GENERIC + "# pkg/b.py\nfrom pkg.a import f\n" + _INT,
        "it is registered elsewhere",
    ),
)

REMEDIES = (
    Remedy(
        "from functools import singledispatch\n@singledispatch\ndef f(x): return 0\n"
        "@f.register(int)\ndef _(x): return 1\n@f.register\ndef _(x: str): return 2",
        "from functools import singledispatch\n@singledispatch\ndef f(x): return 0\n"
        "@f.register(str)\ndef _(x): return 2\n@f.register(int)\ndef _(x): return 1",
        "assert f('a') == 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find registrations that are gone."""
    if pair.functions is None:
        return
    if not all(has_decorator(*side, GENERIC_FUNCTIONS) for side in pair.sides):
        return
    old, new = pair.functions
    old_side, new_side = pair.sides
    kept = {_type_name(*new_side, kind) for kind, _ in new.registered}
    lost = [
        (kind, name) for kind, name in old.registered if _type_name(*old_side, kind) not in kept
    ]
    types = [
        f"'{kind}'"
        for kind, name in lost
        if not is_private(_last(kind)) and not _is_gone(pair, name)
    ]
    if types and not _is_registered_elsewhere(pair):
        yield finding(
            RULE,
            pair,
            f"{listed(types)} {'is' if len(types) == 1 else 'are'} no longer registered with "
            f"'{old.name}'",
            f"Register {listed(types)} with '{old.name}' as before.",
            old=f"@{old.name}.register({types[0][1:-1]})",
            code=_registration_code(pair, lost),
        )


def _registration_code(pair: Pair, lost: Sequence[tuple[str, str]]) -> Code | None:
    """Return the decorators for a function that was registered, and is still there."""
    assert pair.new is not None
    outer = pair.old.qualname.rpartition(".")[0]
    names = {name for _, name in lost}
    at = pair.new_surface.definition(pair.new.module.name, f"{outer}.{lost[0][1]}".lstrip("."))
    if len(names) > 1 or at is None or not isinstance(at.member, Function):
        return None
    if at.member.decorators or imports_for(pair, *(kind for kind, _ in lost)) != []:
        return None
    return code_at(at, "above", [f"@{pair.new.name}.register({kind})" for kind, _ in lost])


def _type_name(surface: Surface, at: Definition, kind: str) -> str:
    """Return what registrations of one type have in common, wherever it is imported from."""
    target = surface.resolve_name(at, kind) if is_dotted(kind) else None
    if isinstance(target, External):
        return canonical_name(target.target)
    return target.name if isinstance(target, Definition) else _last(kind)


def _last(kind: str) -> str:
    """Return the name of a type without where it was taken from."""
    return kind.rpartition(".")[2]


def _is_gone(pair: Pair, name: str) -> bool:
    """Return whether the function that was registered is public and gone: that says it all."""
    outer = pair.old.qualname.rpartition(".")[0]
    qualname = f"{outer}.{name}".lstrip(".")
    definition = pair.new_surface.definition(pair.old.module.name, qualname)
    return not is_private(name) and definition is None


def _is_registered_elsewhere(pair: Pair) -> bool:
    """Return whether another module registers something with it now."""
    assert pair.new is not None
    wanted = f"{pair.new.name}.register"
    return any(
        module.name != pair.new.module.name and _registers(module, wanted)
        for module in pair.new_surface.modules_mentioning("register")
    )


def _registers(module: Module, wanted: str) -> bool:
    return any(
        f".{decorator.path}".endswith(f".{wanted}")
        for member in module.members.values()
        if isinstance(member, Function)
        for decorator in member.decorators
    )


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
