"""Stars that only hand on to a base may be written out: what the base took is what worked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rows import Row, both_readers, breaks, run
from unbroken.model.definitions import Module

BASE = "class Base:\n    def m(self, a, b=0, *, c=0): ...\n    def __init__(self, a, b=0): ...\n"


def child(parameters: str, handed: str, name: str = "m", before: str = "class A(Base):\n") -> str:
    """Write a class whose method, or constructor, calls the one of its base."""
    return f"{before}    def {name}(self, {parameters}): super().{name}({handed})\n"


STARS = child("*args, **kw", "*args, **kw")
MADE = child("*args, **kw", "*args, **kw", "__init__")
OF_M = ("parameter-added-required", "m.A.m")

# Two versions of the classes beside `Base`, and what is found.
ROWS = {
    "written out": (STARS, child("a, b=0, *, c=0", "a, b, c=c"), ()),
    "written out, and more": (STARS, child("a, b=0, *, c=0, d=0", "a, b, c=c"), ()),
    "inherited now": (STARS, "class A(Base): ...\n", ()),
    "some written out": (child("a, *args, **kw", "a, *args, **kw"), "class A(Base): ...\n", ()),
    "a constructor": (MADE, child("a, b=0", "a, b", "__init__"), ()),
    "a constructor inherited now": (MADE, "class A(Base): ...\n", ()),
    "through another class": (
        STARS + child("*args, **kw", "*args, **kw", before="class B(A):\n"),
        STARS + child("a, b=0, *, c=0", "a, b, c=c", before="class B(A):\n"),
        (),
    ),
    "with less than the base takes": (
        STARS,
        child("a, *, c=0", "a, c=c"),
        (("parameter-removed", "m.A.m", "b"),),
    ),
    "with more than the base needs": (
        STARS,
        child("a, d, b=0, *, c=0", "a, b, c=c"),
        (("parameter-added-required", "m.A.m", "d"),),
    ),
    "without handing on": (
        "class A(Base):\n    def m(self, *args): ...\n",
        "class A(Base):\n    def m(self, a): ...\n",
        (("parameter-added-required", "m.A.m", "a"), ("var-positional-removed", "m.A.m", "args")),
    ),
    "a parameter of its own": (
        child("d, *args, **kw", "*args, **kw"),
        child("a, b=0, *, c=0", "a, b, c=c"),
        (("parameter-removed", "m.A.m", "d"),),
    ),
    "a base that is not known": (
        child("*args", "*args", before="class A(Outer):\n"),
        child("a", "a", before="class A(Outer):\n"),
        (("parameter-added-required", "m.A.m", "a"), ("var-positional-removed", "m.A.m", "args")),
    ),
}


@both_readers
@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = ROWS[name]
    start = f"from outside import Outer\n{BASE}"
    run(Row({"m.py": start + old}, {"m.py": start + new}, breaks(*found)), reader)


PRIVATE = "def _f(a, b=1, *, c=2): ...\n"
METHODS = "class A:\n    def _m(self, a, b=1): ...\n"
DECORATED = "import lib\n@lib.wrap()\ndef _g(a, *, b=1): ...\n"
DECORATED_METHODS = "import lib\nclass A:\n    @lib.wrap\n    def _m(self, a, *, b=1): ...\n"

MADE_BY_CLASS = "class A:\n    def __init__(self, a, b=1): ...\n    @classmethod\n"
NEW = "class Base:\n    def __new__(cls, a, b=0): ...\nclass A(Base):\n"

# Two versions of a module, and what is found.
MODULES = {
    "a private function, written out": (
        PRIVATE + "def f(*args, **kw): return _f(*args, **kw)",
        PRIVATE + "def f(a, b=1, *, c=2): return _f(a, b, c=c)",
        (),
    ),
    "a private function, partly written out": (
        PRIVATE + "def f(*args, **kw): return _f(*args, **kw)",
        PRIVATE + "def f(a, *args, **kw): return _f(a, *args, **kw)",
        (),
    ),
    "a private function, but only keywords go on": (
        PRIVATE + "def f(*args, **kw): return _f(*args, **kw)",
        PRIVATE + "def f(a, **kw): return _f(a, **kw)",
        (("parameter-became-keyword-only", "m.f", "b"),),
    ),
    "a private function with an argument given": (
        PRIVATE + "def f(**kw): return _f(0, **kw)",
        PRIVATE + "def f(*, b=1, c=2): return _f(0, b, c=c)",
        (),
    ),
    "a private function with a keyword given": (
        PRIVATE + "def f(a, **kw): return _f(a, c=0, **kw)",
        PRIVATE + "def f(a, *, b=1): return _f(a, b, c=0)",
        (),
    ),
    "a keyword that the private function takes is gone": (
        PRIVATE + "def f(a, **kw): return _f(a, **kw)",
        PRIVATE + "def f(a, *, b=1): return _f(a, b)",
        (("parameter-removed", "m.f", "c"),),
    ),
    "kwargs that are also read": (
        PRIVATE + "def f(**kw):\n    kw.pop('d', None)\n    return _f(0, **kw)",
        PRIVATE + "def f(*, b=1, c=2): return _f(0, b, c=c)",
        (("parameter-removed", "m.f", "d"),),
    ),
    "kwargs that two functions receive": (
        PRIVATE + "def _g(**kw): ...\ndef f(**kw):\n    _g(**kw)\n    return _f(0, **kw)",
        PRIVATE + "def _g(**kw): ...\ndef f(*, b=1, c=2): return _f(0, b, c=c)",
        (("var-keyword-removed", "m.f", "kw"),),
    ),
    "a function from outside": (
        "from lib import g\ndef f(**kw): return g(**kw)",
        "from lib import g\ndef f(*, b=1): return g(b=b)",
        (("var-keyword-removed", "m.f", "kw"),),
    ),
    "a decorated function": (
        "import lib\n@lib.wrap\ndef _g(b=1): ...\ndef f(**kw): return _g(**kw)",
        "import lib\n@lib.wrap\ndef _g(b=1): ...\ndef f(*, b=1): return _g(b=b)",
        (("var-keyword-removed", "m.f", "kw"),),
    ),
    "a decorated function, still": (
        DECORATED + "def f(*args, **kw): return _g(*args, **kw)",
        DECORATED + "def f(a, **kw): return _g(a, **kw)",
        (),
    ),
    "a decorated function, still, in both under a decorator": (
        DECORATED + "@lib.proxy(_g)\ndef f(*args, **kw): return _g(*args, **kw)",
        DECORATED + "@lib.proxy(_g)\ndef f(a, **kw): return _g(a, **kw)",
        (),
    ),
    "a decorated function, still, awaited": (
        DECORATED + "async def f(*args, **kw): return await _g(*args, **kw)",
        DECORATED + "async def f(a, **kw): return await _g(a, **kw)",
        (),
    ),
    "a decorated method, still": (
        DECORATED_METHODS + "    def m(self, *args, **kw): return self._m(*args, **kw)",
        DECORATED_METHODS + "    def m(self, a, **kw): return self._m(a, **kw)",
        (),
    ),
    "a decorated function, still, with less": (
        DECORATED + "def f(*args, **kw): return _g(*args, **kw)",
        DECORATED + "def f(**kw): return _g(0, **kw)",
        (("parameter-removed", "m.f", "a"),),
    ),
    "a decorated function, still, with more": (
        DECORATED + "def f(*args, **kw): return _g(*args, **kw)",
        DECORATED + "def f(c, a, **kw): return _g(a, **kw)",
        (("parameter-added-required", "m.f", "c"),),
    ),
    "another decorated function": (
        DECORATED + "def f(*args, **kw): return _g(*args, **kw)",
        DECORATED.replace("_g", "_h") + "def f(a, **kw): return _h(a, **kw)",
        (("parameter-added-required", "m.f", "a"), ("var-positional-removed", "m.f", "args")),
    ),
    "a method of the instance": (
        METHODS + "    def m(self, **kw): return self._m(0, **kw)",
        METHODS + "    def m(self, *, b=1): return self._m(0, b)",
        (),
    ),
    "a method of another object": (
        METHODS + "    def m(self, other, **kw): return other._m(0, **kw)",
        METHODS + "    def m(self, other, *, b=1): return other._m(0, b)",
        (("var-keyword-removed", "m.A.m", "kw"),),
    ),
    "the next class in the MRO of the class": (
        "class Base:\n    def m(self, a=None): ...\nclass _Mixin:\n"
        "    def m(self, *args, **kw): return super().m(*args, **kw)\nclass A(_Mixin, Base): ...",
        "class Base:\n    def m(self, a=None): ...\nclass _Mixin: ...\nclass A(_Mixin, Base): ...",
        (),
    ),
    "through two functions": (
        PRIVATE + "def _g(*args, **kw): return _f(*args, **kw)\n"
        "def f(*args, **kw): return _g(*args, **kw)",
        PRIVATE + "def f(a, b=1, *, c=2): return _f(a, b, c=c)",
        (),
    ),
    "in a circle": (
        "def _g(*args): return _h(*args)\ndef _h(*args): return _g(*args)\n"
        "def f(*args): return _g(*args)",
        "def f(*args, a=1): ...",
        (),
    ),
    "a class": (
        "class C:\n    def __init__(self, a, b=1): ...\ndef f(*args, **kw): return C(*args, **kw)",
        "class C:\n    def __init__(self, a, b=1): ...\ndef f(a, b=1): return C(a, b)",
        (),
    ),
    "the class of a class method": (
        MADE_BY_CLASS + "    def make(cls, *args, **kw): return cls(*args, **kw)",
        MADE_BY_CLASS + "    def make(cls, a, b=1): return cls(a, b)",
        (),
    ),
    "a base called by its name": (
        BASE + "class A(Base):\n    def m(self, *args): return Base.m(self, *args)",
        BASE + "class A(Base):\n    def m(self, a, b=0, /): return Base.m(self, a, b)",
        (),
    ),
    "the constructor of a base called by its name": (
        BASE + "class A(Base):\n    def __init__(self, *args): Base.__init__(self, *args)",
        BASE + "class A(Base):\n    def __init__(self, a, b=0, /): Base.__init__(self, a, b)",
        (),
    ),
    "a method of another class called by its name": (
        BASE + "class A:\n    def m(self, *args): return Base.m(self, *args)",
        BASE + "class A:\n    def m(self, a, b=0, /): return Base.m(self, a, b)",
        (),
    ),
    "`__new__` of a base": (
        NEW + "    def __new__(cls, *args, **kw): return super().__new__(cls, *args, **kw)",
        NEW + "    def __new__(cls, a, b=0): return super().__new__(cls, a, b)",
        (),
    ),
    "an exception of Python": (
        "class E(AttributeError):\n    def __init__(self, *args, **kw):\n"
        "        super().__init__(*args, **kw)",
        "class E(AttributeError): ...",
        (),
    ),
}


@both_readers
@pytest.mark.parametrize("name", MODULES)
def test_function_accepts_what_it_forwards_to(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = MODULES[name]
    run(Row({"m.py": old}, {"m.py": new}, breaks(*found)), reader)


_F = "def _f(a, c=0, b=0): ...\ndef f(a, b=0): return _f(a, 0, b)\n"
_A = "class Base:\n    def __init__(self, a, c=0): ...\nclass A(Base):\n"
_LESS = _A.replace(", c=0", "")
_OLD = _A + "    def __init__(self, a, b=0): super().__init__(a, b)"


def taking(base: str, body: str) -> str:
    """Write the class again, which takes `b` by name alone beside the two stars."""
    return f"{base}    def __init__(self, *args, b=0, **kw):\n        {body}"


# The old and new version of a parameter that is one of `*args` now, and what is found.
COLLECTED = {
    "passed on to the base": (_OLD, taking(_A, "super().__init__(*args, **kw)"), ()),
    "with what is read of the keywords": (
        _OLD,
        taking(_A, "kw.setdefault('c', b)\n        super().__init__(*args, **kw)"),
        (),
    ),
    "passed on to a base that takes less": (
        _LESS + "    def __init__(self, a, b=0): super().__init__(a)",
        taking(_LESS, "super().__init__(*args, **kw)"),
        (("parameter-became-keyword-only", "m.A", "b"),),
    ),
    "passed on to a base that is not known": (
        _OLD,
        "import lib\nclass Base(lib.Base): ...\nclass A(Base):\n"
        + taking("", "super().__init__(*args, **kw)"),
        (),
    ),
    "passed on to none": (
        _OLD,
        taking(_A, "super().__init__()"),
        (("parameter-became-keyword-only", "m.A", "b"),),
    ),
    "passed on to a function": (
        _F,
        "def _f(a, c=0, b=0): ...\ndef f(*args, b=0, **kw): return _f(*args, **kw)",
        (),
    ),
    "passed on to a method of the class": (
        "class A:\n    def m(self, a, b=0): ...",
        "class A:\n    def _m(self, a, c=0): ...\n"
        "    def m(self, *args, b=0, **kw): return self._m(*args, **kw)",
        (),
    ),
    "passed on to the class itself": (
        "class A:\n    def __init__(self, a, c=0): ...\n"
        "    @classmethod\n    def m(cls, a, b=0): ...",
        "class A:\n    def __init__(self, a, c=0): ...\n"
        "    @classmethod\n    def m(cls, *args, b=0, **kw): return cls(*args, **kw)",
        (),
    ),
    "passed on to `__new__`": (
        "class Base:\n    def __new__(cls, a, c=0): ...\n"
        "class A(Base):\n    def __new__(cls, a, b=0): ...",
        "class Base:\n    def __new__(cls, a, c=0): ...\nclass A(Base):\n"
        "    def __new__(cls, *args, b=0, **kw): return super().__new__(cls, *args, **kw)",
        (),
    ),
    "all of one kind": (
        "def f(item, b=0): ...",
        "def f(*items, b=0):\n    for item in items: print(item)",
        (
            ("parameter-removed", "m.f", "item"),
            ("parameter-became-keyword-only", "m.f", "b"),
        ),
    ),
    "all of one kind, without a name before": (
        "def f(item, /, b=0): ...",
        "def f(*items, b=0):\n    for item in items: print(item)",
        (("parameter-became-keyword-only", "m.f", "b"),),
    ),
    "required by name": (
        "def f(a, b): ...",
        "def f(a, *args, b):\n    print(args)",
        (("parameter-became-keyword-only", "m.f", "b"),),
    ),
}


@both_readers
@pytest.mark.parametrize("name", COLLECTED)
def test_positions_are_taken_by_what_is_called(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = COLLECTED[name]
    run(Row({"m.py": old}, {"m.py": new}, breaks(*found)), reader)
