"""A method or an operator of a class (`__len__`, `__iter__`) was removed.

Keep it and deprecate it first. A method that only one subclass needs can stay in the base and
raise there once its removal is announced.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.disabled_methods import disabled_methods
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_dunder
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines
from unbroken.rules.findings.former_code import former_code
from unbroken.rules.findings.removals import is_lost, removal_finding
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import MISSING, Definition

_NEW = "    def __new__(cls, path): ...\n"

_API = "class _Api:\n    def get(self): ...\n    def put(self): ...\n"
_LESS = "class _Api:\n    def put(self): ...\n"

BREAKS = (
    Break(
        "class A:\n    def m(self): ...",
        "class A:\n    def n(self): ...\n    def _load(self, values):\n"
        "        for name in values: setattr(self, name, values[name])",
    ),
    Break("class A:\n    def m(self): ...", "class A: ..."),
    Break(
        "class A:\n    @classmethod\n    def m(cls): ...",
        "class A:\n    def __getattr__(self, name): ...",
    ),
    Break(
        "class A:\n    @staticmethod\n    def m(): ...",
        "class A:\n    def __getattr__(self, name): ...",
    ),
    Break(
        "class A:\n" + _NEW + "    def __init__(self, path): ...",
        "class A:\n" + _NEW,
        level="warning",
    ),
    Break("class A:\n    @classmethod\n    def m(cls): ...", "class A: ..."),
    Break("class A:\n    def __len__(self): ...", "class A: ..."),
    Break("class A:\n    def __format__(self, spec): ...", "class A: ..."),
    Break("class A:\n    def __getattr__(self, name): ...", "class A:\n    def m(self): ..."),
    Break("class A:\n    def __lt__(self, other): ...", "class A: ..."),
    Break(
        "class A:\n    def __enter__(self): ...\n    def __exit__(self, *error): ...",
        "class A: ...",
    ),
    Break(
        "class Base:\n    def m(self): ...\nclass A(Base): ...",
        "class Base: ...\nclass A(Base): ...",
    ),
    Break("class _Base:\n    def m(self): ...\nclass A(_Base): ...", "class A: ..."),
    Break(
        "class A:\n    X = 'x'\n    @classmethod\n    def m(cls, value): ...",
        "from enum import Enum\nclass A(str, Enum):\n    X = 'x'",
    ),
    Break(
        "class A:\n    def __eq__(self, other): ...\n    def __hash__(self): ...",
        "class A:\n    def __hash__(self): ...",
        level="warning",
    ),
    Break(f"{_API}api = _Api()", f"{_LESS}api = _Api()"),
    Break(
        f"{_API}def _make() -> _Api: ...\napi = _make()",
        f"{_LESS}def _make() -> _Api: ...\napi = _make()",
    ),
    Break(
        f"from typing import Final\n{_API}class A:\n    api: Final = _Api()",
        f"from typing import Final\n{_LESS}class A:\n    api: Final = _Api()",
    ),
    Break(
        f"{_API}class A:\n    def __init__(self, api):\n        self.api: _Api | None = api",
        f"{_LESS}class A:\n    def __init__(self, api):\n        self.api: _Api | None = api",
    ),
    Break(
        f"{_API}api = _Api()",
        f"{_API}class _Other:\n    def put(self): ...\napi = _Other()",
    ),
    Break(
        f"# m.py\n{_API}def f() -> _Api: ...",
        f"# m.py\n{_LESS}def f() -> _Api: ...",
        level="warning",
    ),
    Break(
        f"# pkg/__init__.py\n# pkg/_a.py\n{_API}# pkg/m.py\nfrom ._a import _Api\nclass A:\n"
        "    @property\n    def api(self) -> '_Api': ...",
        f"# pkg/__init__.py\n# pkg/_a.py\n{_LESS}# pkg/m.py\nfrom ._a import _Api\nclass A:\n"
        "    @property\n    def api(self) -> '_Api': ...",
        level="warning",
    ),
    Break(
        f"# pkg/__init__.py\nfrom pkg._b import make\nclass A:\n    api = make()\n"
        f"# pkg/_b.py\nimport pkg._a\ndef make() -> pkg._a._Api: ...\n# pkg/_a.py\n{_API}",
        f"# pkg/__init__.py\nfrom pkg._b import make\nclass A:\n    api = make()\n"
        f"# pkg/_b.py\nimport pkg._a\ndef make() -> pkg._a._Api: ...\n# pkg/_a.py\n{_LESS}",
    ),
    Break(
        "class A:\n    def __add__(self, other): ...\n    __radd__ = __add__",
        "class A:\n    def __add__(self, other): ...",
    ),
    Break("class A:\n    def __iter__(self): ...", "class A:\n    __iter__ = None"),
    Break(
        "class _M(type):\n    def make(cls): ...\nclass A(metaclass=_M): ...",
        "class _M(type): ...\nclass A(metaclass=_M): ...",
    ),
    Break(
        "# m.py\nclass A: ...\nfor _name in ('a', 'b'):\n"
        "    setattr(A, f'get_{_name}', lambda self: None)",
        "# m.py\nclass A: ...\nfor _name in ('a',):\n"
        "    setattr(A, f'get_{_name}', lambda self: None)",
    ),
    Break(
        f"# m.py\n{_API}def rows() -> list[_Api]: ...",
        f"# m.py\n{_LESS}def rows() -> list[_Api]: ...",
        level="warning",
    ),
    Break(
        f"# m.py\nfrom typing import Iterator\n{_API}async def row() -> _Api: ...\n"
        "async def rows() -> Iterator[_Api]: ...",
        f"# m.py\nfrom typing import Iterator\n{_LESS}async def row() -> _Api: ...\n"
        "async def rows() -> Iterator[_Api]: ...",
        level="warning",
    ),
    Break("class A:\n    x = 1", "class A:\n    x = 1\n    __bool__ = None"),
    Break("class A:\n    def __str__(self): return ''", "class A:\n    __str__ = None"),
    Break("class A: ...", "class A:\n    __init_subclass__ = None"),
    Break(
        "class A:\n    def __iter__(self): return iter(())",
        "class A:\n    def __iter__(self): return iter(())\n    __contains__ = None",
    ),
    Break(
        "class A:\n    def __class_getitem__(cls, key): return cls",
        "class A:\n    __class_getitem__ = None",
    ),
)

KEEPS = (
    Keep("class A:\n    __bool__ = None", "class A:\n    __bool__ = None\n    x = 1", "as before"),
    Keep(
        "class _B:\n    __str__ = None\nclass A(_B): ...",
        "class A:\n    __str__ = None",
        "the base had None, too",
    ),
    Keep("class A: ...", "class A:\n    __contains__ = None", "there was nothing to look through"),
    Keep("class A: ...", "class A:\n    __class_getitem__ = None", "there was none before"),
    Keep(
        "class A:\n" + _NEW + "    def __init__(self, path): ...",
        "class _B:\n    def __init__(self, path): ...\nclass A(_B):\n" + _NEW,
        "the base has the method",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class B:\n    def m(self): ...\nclass A(B): ...",
        "the class inherits it now",
    ),
    Keep("class A:\n    def _m(self): ...", "class A: ...", "an underscore makes it private"),
    Keep("class A:\n    def __repr__(self): ...", "class A: ...", "every object has one"),
    Keep(
        "class A(float):\n    def __format__(self, spec): ...",
        "class A(float): ...",
        "the base formats its instances",
    ),
    Keep(
        "class A:\n    def __getattr__(self, name): ...",
        "class A:\n    @property\n    def mean(self): ...",
        "what it answered for is written out",
    ),
    Keep("class A:\n    def __unicode__(self): ...", "class A: ...", "Python 3 does not call it"),
    Keep(
        "class A:\n    def __iadd__(self, o): ...\n    def __add__(self, o): ...",
        "class A:\n    def __add__(self, o): ...",
        "`a += b` falls back to `a + b`",
    ),
    Keep(
        "class A:\n    x: int\n    def __init__(self, x): ...\n    def __eq__(self, o): ...",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int",
        "a dataclass compares by value, too",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class A:\n    def n(self): ...\n    m = n",
        "the old name still works",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class A:\n    def __getattr__(self, name): ...",
        "the class's `__getattr__` may serve it",
    ),
    Keep(
        "from lib import Base\nclass A(Base):\n    def m(self): return super().m()",
        "from lib import Base\nclass A(Base): ...",
        "its base has it: it called `super()` for it",
    ),
    Keep(
        f"{_API}api = _Api()",
        "class _Base:\n    def get(self): ...\nclass _Other(_Base):\n    def put(self): ...\n"
        "api = _Other()",
        "an instance of another class has it, too",
    ),
    Keep(f"{_API}_api = _Api()", f"{_LESS}_api = _Api()", "the instance is private"),
    Keep(
        f"from lib import Proxy\n{_API}api = Proxy(_Api)",
        f"from lib import Proxy\n{_LESS}api = Proxy(_Api)",
        "what a proxy gives is not known",
    ),
    Keep(
        f"{_API}class A:\n    def __init__(self, _Api):\n        self.api = _Api()",
        f"{_LESS}class A:\n    def __init__(self, _Api):\n        self.api = _Api()",
        "a parameter has the name of the class",
    ),
    Keep(
        "class _Api:\n    def __init__(self, a): ...\n    def get(self): ...\napi = _Api(1)",
        "class _Api:\n    def __init__(self): ...\n    def get(self): ...\napi = _Api()",
        "users do not make the instance",
    ),
    Keep(
        "class _Api:\n    size = 1\n    def get(self, a):\n        pass\napi = _Api()",
        "class _Api:\n    def __init__(self):\n        self.size = 1\n"
        "    def get(self, a, b=None):\n        pass\napi = _Api()",
        "users only have an instance, and no class to inherit from",
    ),
    Keep(
        "class A:\n    def __add__(self, other): ...\n    __radd__ = __add__",
        "class A:\n    def __add__(self, other): ...\n    def __radd__(self, other): ...",
        "the operator is written out",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class A:\n    m = None\n    def __init__(self):\n        self.m = print",
        "instances have it",
    ),
    Keep(
        "class _M(type):\n    def make(cls): ...\nclass A(metaclass=_M): ...",
        "class _M(type): ...\nclass A(metaclass=_M):\n    @classmethod\n    def make(cls): ...",
        "the class itself has it now",
    ),
    Keep(
        "class _M(type):\n    def make(cls): ...\nclass A(metaclass=_M):\n"
        "    @classmethod\n    def make(cls): ...",
        "class _M(type): ...\nclass A(metaclass=_M):\n    @classmethod\n    def make(cls): ...",
        "the class had one of its own, too",
    ),
    Keep(
        "class D:\n    def __get__(self, instance, owner=None): ...\n    def _m(self): ...\n"
        "    def n(self): ...\nclass A:\n    x = D()",
        "class D:\n    def __get__(self, instance, owner=None): ...\n    def n(self): ...\n"
        "class A:\n    x = D()",
        "what a descriptor gives is not known",
    ),
)

# `object` does these, or Python does without (Python reference, "Special method names").
_NEVER_MISSED = {
    "__repr__", "__str__", "__init_subclass__", "__subclasshook__", "__dir__",
    "__sizeof__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__setattr__",
    "__delattr__", "__getattribute__", "__ne__", "__hash__", "__del__", "__copy__",
    "__deepcopy__", "__getnewargs__", "__getnewargs_ex__", "__class_getitem__",
    "__set_name__",
    # Python 3 calls none of these.
    "__cmp__", "__coerce__", "__delslice__", "__div__", "__getslice__", "__hex__", "__idiv__",
    "__long__", "__nonzero__", "__oct__", "__rcmp__", "__rdiv__", "__setslice__", "__unicode__",
}  # fmt: skip
_COMPARISONS = ("__eq__", "__lt__", "__le__", "__gt__", "__ge__")
_FALLBACKS = {
    "__iter__": ("__getitem__",),
    "__contains__": ("__iter__", "__getitem__"),
    "__reversed__": ("__len__",),
    "__lt__": ("__gt__",),
    "__gt__": ("__lt__",),
    "__le__": ("__ge__",),
    "__ge__": ("__le__",),
}
# Half of a protocol: the other half says it.
_SAID_BY = {"__exit__": "__enter__", "__aexit__": "__aenter__"}

_OPENS = {opens: closes for closes, opens in _SAID_BY.items()}

REMEDIES = (
    Remedy(
        "class A:\n    def m(self): return 1",
        "import warnings\nclass A:\n    def m(self):\n"
        "        warnings.warn('m is deprecated', DeprecationWarning, stacklevel=2)\n"
        "        return 1",
        "assert A().m() == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find methods that are gone."""
    yield from _constructor_became_new(pair)
    yield from _disabled(pair)
    member = pair.old.member
    if pair.removal is None or not isinstance(member, Function) or member.accessors:
        return
    if pair.old_surface.owner(pair.old) is None or not is_lost(pair):
        return
    if not is_dunder(member.name) or _is_missed(pair, member.name):
        removal = removal_finding(RULE, pair, "method")
        other = _OPENS.get(member.name)
        if other is not None:
            way_out = f"Keep '{member.name}' and '{other}' for a while, and warn there."
            code = _opening_and_closing(pair, other)
            removal = msgspec.structs.replace(
                removal,
                remedy=way_out,
                code=code.text if code is not None else "",
                code_place=code.place if code is not None else None,
            )
        # `object` compares by identity: a comparison does not fail, it means something else.
        is_equality = member.name in ("__eq__", "__ne__")
        yield msgspec.structs.replace(removal, level="warning") if is_equality else removal


def _disabled(pair: Pair) -> Iterator[Finding]:
    """Find special methods that are None now, where `object` had one or Python did without."""
    for name, what in disabled_methods(pair):
        disabled = finding(
            RULE,
            pair,
            f"'{name}' of '{pair.old.name}' is None now, without which {what} fail",
            f"Leave '{name}' out, or define a method.",
        )
        yield msgspec.structs.replace(disabled, object=f"{pair.path}.{name}", affects=())


def _opening_and_closing(pair: Pair, other: str) -> Code | None:
    """Return how the methods of a context manager began that are gone."""
    owner, now = pair.old_surface.owner(pair.old), class_now(pair)
    closing = pair.old_surface.class_member(owner, other) if owner is not None else MISSING
    if not isinstance(closing, Definition) or now is None:
        return former_code(pair.old)
    is_lost = pair.new_surface.class_member(now, other) is MISSING
    return former_code(pair.old, closing) if is_lost else former_code(pair.old)


def _constructor_became_new(pair: Pair) -> Iterator[Finding]:
    """Find classes with `__new__` alone, so that `super().__init__(x)` of subclasses fails.

    Without an `__init__` of its own, a class has that of `object`, which takes no arguments.
    """
    if pair.classes is None or pair.new is None:
        return
    old = pair.old_surface.class_member(pair.old, "__init__")
    if not isinstance(old, Definition) or not isinstance(old.member, Function):
        return
    if len(old.member.signature.parameters) < 2 or call_breaks(pair):
        return
    lineage = pair.new_surface.mro(pair.new)
    is_known = all(isinstance(part, Definition) or is_plain(part) for part in lineage)
    classes = [part.member for part in lineage if isinstance(part, Definition)]
    members = {name for part in classes if isinstance(part, Class) for name in part.members}
    is_made = any(part.decorators for part in classes if isinstance(part, Class))
    if is_known and not is_made and "__new__" in members and "__init__" not in members:
        name = pair.old.name
        made = finding(
            RULE,
            pair,
            f"method '__init__' of '{name}' was removed: `super().__init__(…)` of subclasses fails",
            f"Keep an '__init__' in '{name}' that accepts the arguments.",
            level="warning",
            code=code_at(
                pair.new,
                "class",
                [*header_lines(old, old.member.signature.parameters), "    super().__init__()"],
            ),
        )
        yield msgspec.structs.replace(made, object=f"{pair.path}.__init__", affects=())


def _answers_by_itself(before: Class, now: Class) -> bool:
    """Return whether a class got attributes or properties, for which it needed no definition."""
    return any(
        name not in before.members and not name.startswith("_")
        for name, member in now.members.items()
        if isinstance(member, Attribute) or (isinstance(member, Function) and member.accessors)
    )


def _is_missed(pair: Pair, name: str) -> bool:
    """Return whether Python has nothing to put in the place of a special method."""
    before, now = class_before(pair), class_now(pair)
    if name in _NEVER_MISSED or before is None or now is None:
        return False
    assert isinstance(before.member, Class)
    assert isinstance(now.member, Class)
    if name == "__getattr__" and _answers_by_itself(before.member, now.member):
        return False
    if name in _COMPARISONS and before.member.decorators != now.member.decorators:
        return False
    others = [*_FALLBACKS.get(name, ())]
    if name.startswith("__i"):
        others.append(f"__{name[3:]}")
    said_by = _SAID_BY.get(name)
    if said_by is not None and pair.new_surface.class_member(now, said_by) is MISSING:
        return pair.old_surface.class_member(before, said_by) is MISSING
    return all(pair.new_surface.class_member(now, name) is MISSING for name in others)


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
