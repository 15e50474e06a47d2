"""`isinstance` with a class raises or answers differently: what answered it is gone.

Keep `@runtime_checkable` on the protocol, `__instancecheck__` on the metaclass, or
`__subclasshook__` on the class.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.registrations import lost_registrations
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import decorator_code
from unbroken.rules.findings.former_code import former_member_code
from unbroken.semantics.constructors.dataclass_fields import decorated
from unbroken.semantics.mro import is_plain
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_CHECKABLE = {"typing.runtime_checkable", "typing_extensions.runtime_checkable"}
_HOOK_METHOD = "__subclasshook__"
_CHECKS = ("__instancecheck__", "__subclasscheck__")
_PROTOCOL = "from typing import Protocol, runtime_checkable as rc\n{}class A(Protocol): ..."
_HOOK = (
    "from abc import ABC\nclass A(ABC):\n    @classmethod\n"
    "    def __subclasshook__(cls, kind): return True"
)
_META = "class _M(type):\n    {}\nclass A(metaclass=_M): ..."

BREAKS = (
    Break(_PROTOCOL.format("@rc\n"), _PROTOCOL.format("")),
    Break(_META.format("def __instancecheck__(cls, instance): return True"), _META.format("x = 1")),
    Break(
        _META.format("def __subclasscheck__(cls, kind): return True"),
        _META.format("x = 1"),
    ),
    Break(_HOOK, "from abc import ABC\nclass A(ABC): ..."),
    Break(
        _HOOK.replace("(ABC)", "(metaclass=ABCMeta)").replace("ABC\n", "ABCMeta\n"), "class A: ..."
    ),
    Break(
        f"{_HOOK.replace('class A', 'class _B')}\nclass A(_B): ...",
        "from abc import ABC\nclass _B(ABC): ...\nclass A(_B): ...",
    ),
    Break(
        "import abc\nclass A(abc.ABC): ...\nA.register(int)",
        "import abc\nclass A(abc.ABC): ...",
        level="warning",
    ),
    Break(
        "import abc\nclass A(abc.ABC): ...\n@A.register\nclass B: ...",
        "import abc\nclass A(abc.ABC): ...\nclass B: ...",
        level="warning",
    ),
    Break(
        "from collections.abc import Sequence\nclass B: ...\nSequence.register(B)",
        "from collections.abc import Sequence\nclass B: ...",
        level="warning",
    ),
)

KEEPS = (
    Keep(
        "from lib import admin\nclass B: ...\nadmin.site.register(B)",
        "from lib import admin\nclass B: ...",
        "it is not known what is registered there",
    ),
    Keep(
        "from lib import plugins\n@plugins.register\nclass B: ...",
        "class B: ...",
        "it is not known what is registered there",
    ),
    Keep(
        "class A:\n    def register(kind): ...\nclass B: ...\nA.register(B)",
        "class A:\n    def register(kind): ...\nclass B: ...",
        "the class has a method of that name, and no ABCMeta",
    ),
    Keep(
        "import abc\nclass A(abc.ABC): ...\nclass B: ...\nA.register(B)",
        "import abc\nclass A(abc.ABC): ...\n@A.register\nclass B: ...",
        "a decorator registers it",
    ),
    Keep(
        "import abc\nclass A(abc.ABC): ...\nclass B: ...\nA.register(B)",
        "import abc\nclass A(abc.ABC): ...\nclass B(A): ...",
        "it is a subclass now",
    ),
    Keep(
        "import abc\nclass _A(abc.ABC): ...\nclass B: ...\n_A.register(B)",
        "import abc\nclass _A(abc.ABC): ...\nclass B: ...",
        "nobody asks the private class",
    ),
    Keep(_PROTOCOL.format(""), _PROTOCOL.format("@rc\n"), "more is possible"),
    Keep(
        _META.format("def __instancecheck__(cls, instance): return True"),
        "class _B(type):\n    def __instancecheck__(cls, instance): return True\n"
        "class _M(_B): ...\nclass A(metaclass=_M): ...",
        "the metaclass inherits it",
    ),
    Keep(
        _META.format("def __instancecheck__(cls, instance): return True"),
        "from lib import M\nclass _M(M): ...\nclass A(metaclass=_M): ...",
        "the metaclass may inherit it",
    ),
    Keep(
        _HOOK,
        f"{_HOOK.replace('class A', 'class _B')}\nclass A(_B): ...",
        "the class inherits it",
    ),
    Keep(
        _HOOK,
        "from lib import B\nclass A(B): ...",
        "the base may have it",
    ),
    Keep(
        _HOOK.replace("(ABC)", ""),
        "class A: ...",
        "without ABCMeta Python does not ask it",
    ),
)

REMEDIES = (
    Remedy(
        "from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass A(Protocol):\n"
        "    def m(self): ...",
        "from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass A(Protocol):\n"
        "    def m(self): ...\nclass B(Protocol):\n    def m(self): ...",
        "assert not isinstance(1, A)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that `isinstance` no longer checks as it did."""
    if pair.classes is None or pair.new is None:
        return
    yield from _no_longer_registered(pair)
    name = pair.old.name
    is_checkable = is_protocol(pair.old_surface, pair.old) and decorated(
        pair.old_surface, pair.old, _CHECKABLE
    )
    if is_checkable and is_protocol(pair.new_surface, pair.new):
        if decorated(pair.new_surface, pair.new, _CHECKABLE) is None:
            yield finding(
                RULE,
                pair,
                f"isinstance() with '{name}' raises TypeError: it lost @runtime_checkable",
                f"Keep @runtime_checkable on '{name}'.",
                code=decorator_code(pair, "typing.runtime_checkable"),
            )
        return
    if _lost_hook(pair):
        yield finding(
            RULE,
            pair,
            f"isinstance() with '{name}' answers differently: it lost '__subclasshook__'",
            f"Keep '__subclasshook__' of '{name}'.",
            code=_hook_code(pair),
        )
        return
    old, new = _metaclass(pair.old_surface, pair.old), _metaclass(pair.new_surface, pair.new)
    if old is None or new is None:
        return
    for method in _CHECKS:
        if _defines(pair.old_surface, old, method) and not _may_define(
            pair.new_surface, new, method
        ):
            function = "isinstance" if method == _CHECKS[0] else "issubclass"
            yield finding(
                RULE,
                pair,
                f"{function}() with '{name}' answers differently: its metaclass lost '{method}'",
                f"Keep '{method}' of the metaclass of '{name}'.",
                code=former_member_code(pair, old, method),
            )
            return


def _no_longer_registered(pair: Pair) -> Iterator[Finding]:
    """Find classes that are no longer registered with an abstract one."""
    for base, other in lost_registrations(pair):
        yield finding(
            RULE,
            pair,
            f"'{other}' is no longer registered with '{base}': isinstance() answers differently",
            f"Keep `{base}.register({other})`, or inherit from '{base}'.",
            level="warning",
        )


def _hook_code(pair: Pair) -> Code | None:
    """Return the hook of before, where Python still asks for it."""
    assert pair.new is not None
    is_asked = any(
        _makes_abstract(pair.new_surface, part) for part in pair.new_surface.mro(pair.new)
    )
    if not is_asked:
        return None
    return former_member_code(pair, pair.old, _HOOK_METHOD)


def _lost_hook(pair: Pair) -> bool:
    """Return whether `__subclasshook__` is gone, which `ABCMeta` asks (Python library, abc)."""
    old_side, new_side = pair.sides
    return (
        _defines(*old_side, _HOOK_METHOD)
        and not _defines(*new_side, _HOOK_METHOD)
        and any(_makes_abstract(pair.old_surface, part) for part in pair.old_surface.mro(pair.old))
        and all(
            isinstance(part, Definition) or is_plain(part)
            for part in pair.new_surface.mro(new_side[1])
        )
    )


def _makes_abstract(surface: Surface, part: Definition | External) -> bool:
    """Return whether a class in an MRO makes `ABCMeta` the metaclass."""
    if isinstance(part, External):
        return part.target == "abc.ABC"
    assert isinstance(part.member, Class)
    text = dict(part.member.keywords).get("metaclass", "")
    return is_dotted(text) and surface.resolve_name(part, text) == External("abc.ABCMeta")


def _metaclass(surface: Surface, owner: Definition) -> Definition | None:
    """Return the metaclass that a class names itself, if it is defined in the package."""
    assert isinstance(owner.member, Class)
    return class_named(surface, owner, dict(owner.member.keywords).get("metaclass", ""))


def _defines(surface: Surface, owner: Definition, method: str) -> bool:
    return isinstance(surface.class_member(owner, method), (Definition, External))


def _may_define(surface: Surface, metaclass: Definition, method: str) -> bool:
    """Return whether a metaclass has more than what `type` itself does."""
    return _defines(surface, metaclass, method) or any(
        isinstance(ancestor, External) and ancestor.target != "builtins.type"
        for ancestor in surface.mro(metaclass)
    )


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
