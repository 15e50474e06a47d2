"""The stub beside a source no longer declares something that the source has.

It still runs, but type checkers refuse the use of it, because they read the stub only. Declare it
in the stub again.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function, Module
from unbroken.model.finding import CodePlace, Finding
from unbroken.model.stub_gaps import stub_gaps
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import header_lines
from unbroken.semantics.mro import base_has
from unbroken.semantics.resolution import External

_SOURCE = """\
# pkg/__init__.py
class C:
    x = 1
    def m(self, n=1): ...
def f(a, b=1): ...
def g(): ...
# pkg/__init__.pyi
class C:
    x: int
    def m(self, n: int = ...) -> None: ...
def f(a: int, b: int = ...) -> int: ...
def g() -> None: ...
"""


def _with(old: str, new: str) -> str:
    return _SOURCE.replace(old, new)


BREAKS = (
    Break(_SOURCE, _with("def g() -> None: ...", "")),
    Break(_SOURCE, _with("a: int, b: int = ...", "a: int")),
    Break(_SOURCE, _with("b: int = ...", "b: int")),
    Break(_SOURCE, _with("    x: int\n", "")),
    Break(_SOURCE, _with("    def m(self, n: int = ...) -> None: ...\n", "")),
    Break(_SOURCE, _with("self, n: int = ...", "self")),
    Break(
        "# pkg/__init__.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\ndef f(): ...\ndef g(): ...\n# pkg/__init__.pyi\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg._a import f\n# pkg/__init__.pyi\n"
        "from pkg._a import f as f\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg._a import f\n# pkg/__init__.pyi\nX: int\n"
        "# pkg/_a.py\ndef f(): ...",
    ),
)

KEEPS = (
    Keep(
        _with("def g() -> None: ...", ""),
        _with("def g() -> None: ...", "").replace("a: int", "a: object"),
        "the stub did not declare it before",
    ),
    Keep(_with("def g() -> None: ...", ""), _SOURCE, "the stub says more"),
    Keep(
        _SOURCE,
        _with("def g() -> None: ...", "def __getattr__(name: str) -> object: ..."),
        "a stub with __getattr__ is incomplete, and allows everything",
    ),
    Keep(
        _SOURCE,
        _with("def g() -> None: ...", "from pkg._g import g as g"),
        "the stub takes it from elsewhere",
    ),
    Keep(
        _SOURCE,
        _with("    x: int\n", "").replace("class C:\n    def", "class C(B):\n    def")
        + "class B:\n    x: int\n",
        "a base in the stub declares it",
    ),
    Keep(
        _SOURCE,
        _with("a: int, b: int = ...", "*args: int, **kwargs: int"),
        "any argument is allowed",
    ),
    Keep(
        "# pkg/__init__.py\ndef f(a): ...\ndef _g(b): ...\n",
        "# pkg/__init__.py\ndef f(a): ...\ndef _g(b): ...\n# pkg/__init__.pyi\ndef f(a: int): ...",
        "a new stub declares all that is public",
    ),
    Keep(
        "# pkg/__init__.py\ndef f(a, b): ...",
        "# pkg/__init__.py\ndef f(a, b): ...\n# pkg/__init__.pyi\nfrom typing import overload\n"
        "@overload\ndef f(a: int, b: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...",
        "one of the overloads has the parameter",
    ),
)

REMEDIES = (Remedy(_SOURCE, _with("def g() -> None: ...", "def g() -> object: ...")),)


def check(pair: Pair) -> Iterator[Finding]:
    """Find what the stub has lost since the baseline, and the source has not."""
    if pair.new is None or pair.new.member is None:
        return
    if _is_lost(pair) or _is_lost_behind_a_path(pair):
        yield finding(
            RULE,
            pair,
            f"the stub no longer declares '{pair.new.name}': type checkers do not see it",
            f"Declare '{pair.new.name}' in the stub again.",
            code=_declaration(pair) if _is_lost(pair) else None,
        )
        return
    before, now = stub_gaps(pair.old.module), stub_gaps(pair.new.module)
    for old_callable, new_callable in _callables(pair):
        lost = sorted(gap for gap in now if gap.startswith(f"{new_callable}("))
        for gap in lost:
            inner = gap[len(new_callable) + 1 : -1]
            name = inner.removesuffix("=")
            if not {f"{old_callable}({name})", f"{old_callable}({inner})"}.isdisjoint(before):
                continue
            what = "requires" if inner != name else "no longer declares"
            yield finding(
                RULE,
                pair,
                f"the stub {what} parameter '{name}': type checkers refuse calls that work",
                f"Declare '{name}' in the stub again, as the source has it.",
                parameter=name,
                focus=(name,),
            )


def _declaration(pair: Pair) -> Code | None:
    """Return what the stub of the old version declared in its module."""
    old = pair.old
    if pair.new is None or pair.new.key != old.key or "." in old.qualname:
        return None
    if isinstance(old.member, Function) and not old.member.overloads:
        *above, last = header_lines(old, old.member.signature.parameters)
        lines = [*above, f"{last} ..."]
    elif isinstance(old.member, Attribute) and old.member.annotation is not None:
        lines = [f"{old.name}: {old.member.annotation}"]
    else:
        return None
    path = pair.new.module.path
    return Code("\n".join(lines), CodePlace("module", f"{path.removesuffix('i')}i"))


def _is_lost(pair: Pair) -> bool:
    """Return whether the stub beside the definition has lost it."""
    assert pair.new is not None
    if pair.new.qualname not in stub_gaps(pair.new.module):
        return False
    return pair.old.qualname not in stub_gaps(pair.old.module) and not _may_be_inherited(pair)


def _may_be_inherited(pair: Pair) -> bool:
    """Return whether a base of the class has the member for type checkers, or may have it."""
    assert pair.new is not None
    owner = pair.new_surface.owner(pair.new)
    if owner is None:
        return False
    # Where the stub has other bases than the source, the member is no gap.
    for part in list(pair.new_surface.mro(owner))[1:]:
        if isinstance(part, External):
            if base_has(part.target, pair.new.name) is not False:
                return True
        elif isinstance(part.member, Class) and pair.new.name in part.member.members:
            return f"{part.qualname}.{pair.new.name}" not in stub_gaps(part.module)
    return False


def _is_lost_behind_a_path(pair: Pair) -> bool:
    """Return whether the stub of a module that re-exports it has lost it."""
    assert pair.new is not None
    for path in (pair.path, *pair.affects):
        outer, _, name = path.rpartition(".")
        module, before = (
            surface.modules.get(outer) for surface in (pair.new_surface, pair.old_surface)
        )
        if module is None or module.name == pair.new.module.name:
            continue
        if name in stub_gaps(module) and name not in _gaps(before):
            return True
    return False


def _gaps(module: Module | None) -> frozenset[str]:
    return stub_gaps(module) if module is not None else frozenset()


def _callables(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the qualified names of what is called, in both versions."""
    assert pair.new is not None
    old, new = pair.old.qualname, pair.new.qualname
    if pair.classes is None:
        yield old, new
        return
    for name in ("__init__", "__new__", "__call__"):
        yield f"{old}.{name}", f"{new}.{name}"


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
