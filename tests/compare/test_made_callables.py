"""Callables and classes that users reach by another name than that of their definition."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import incremental, whole

CALLABLES = {
    "method of a new instance": "class _A:\n    def g(self, {p}): ...\nf = _A().g",
    "method of an instance": "class _A:\n    def g(self, {p}): ...\n_a = _A()\nf = _a.g",
    "method of a class": "class _A:\n    @classmethod\n    def g(cls, {p}): ...\nf = _A.g",
    "cast": "from typing import Any, cast\ndef _g({p}): ...\nf = cast(Any, _g)",
    "cast by another name": "import typing as t\ndef _g({p}): ...\nf = t.cast('object', _g)",
    "cache": "import functools\ndef _g({p}): ...\nf = functools.cache(_g)",
    "cache of a size": "from functools import lru_cache\ndef _g({p}): ...\nf = lru_cache(1)(_g)",
    "cache with a keyword": (
        "from functools import lru_cache as kept\ndef _g({p}): ...\nf = kept(maxsize=1)(_g)"
    ),
    "or": "def _g({p}): ...\nf = None or _g",
    "or, the first is there": "def _g({p}): ...\ndef _h(): ...\nf = _g or _h",
    "and": "def _g({p}): ...\nf = True and _g",
    "one of two": "def _g({p}): ...\ndef _h(a, b=1): ...\nf = _g if make() else _h",
    "the other of two": "def _g({p}): ...\ndef _h(a, b=1): ...\nf = _h if make() else _g",
    "one of two, made": "def _g({p}): ...\nf = (lambda a, b=1: 1) if make() else _g",
    "known condition": "import sys\ndef _g({p}): ...\nf = _g if sys.version_info > (3,) else None",
    "partial or nothing": "import functools as t\ndef _g({p}): ...\nf = t.partial(_g) or None",
    "getattr": "class _A:\n    @staticmethod\n    def g({p}): ...\nf = getattr(_A, 'g')",
    "getattr of an instance": "class _A:\n    def g(self, {p}): ...\nf = getattr(_A(), 'g', None)",
    "getattr of the module": (
        "import sys\ndef _g({p}): ...\nf = getattr(sys.modules[__name__], '_g')"
    ),
    "getattr by another name": (
        "from builtins import getattr as got\n"
        "class _A:\n    @staticmethod\n    def g({p}): ...\nf = got(_A, 'g')"
    ),
    "globals": "def _g({p}): ...\nf = globals()['_g']",
    "item of a dictionary": "def _g({p}): ...\n_T = {{'g': _g}}\nf = _T['g']",
    "item of a dictionary, got": "def _g({p}): ...\n_T = {{'g': _g}}\nf = _T.get('g')",
    "item of a tuple": "def _g({p}): ...\n_T = (None, _g)\nf = _T[-1]",
    "item of a literal": "def _g({p}): ...\nf = {{'g': _g}}['g']",
    "unpacked": "def _g({p}): ...\nf, _h = _g, 1",
    "unpacked from a name": "def _g({p}): ...\n_T = [_g, 1]\n[f, _h] = _T",
    "wraps": "from functools import wraps\ndef _g(): ...\nf = wraps(_g)(lambda {p}: 1)",
    "wraps of what is passed on": (
        "import functools as ft\ndef _g({p}): ...\nf = ft.wraps(_g)(lambda *a, **k: _g(*a, **k))"
    ),
    "update_wrapper": (
        "from functools import update_wrapper as u\ndef _g(): ...\nf = u(lambda {p}: 1, _g)"
    ),
    "passed on": "def _g({p}): ...\nf = lambda *args, **kwargs: _g(*args, **kwargs)",
    "attrgetter": (
        "import operator\nclass _A:\n    @staticmethod\n    def g({p}): ...\n"
        "f = operator.attrgetter('g')(_A)"
    ),
    "itemgetter": (
        "from operator import itemgetter as i\ndef _g({p}): ...\nf = i('g')({{'g': _g}})"
    ),
    "marked by nested calls": (
        "def _mark(thing, text=None, *, more=1):\n    thing.text = text\n    return thing\n"
        "def f({p}): ...\nf = _mark(_mark(f), 'x', more=2)"
    ),
    "call of the call": "def _g({p}): ...\nf = _g.__call__",
    "evaluated": "f = eval('lambda {p}: 1')",
    "bound by hand": "import types\ndef _g(self, {p}): ...\nf = types.MethodType(_g, 1)",
    "copied": "import copy\ndef _g({p}): ...\nf = copy.copy(_g)",
}

METHODS = {
    "or": "def _g(self, {p}): ...\nclass A:\n    f = _g or None",
    "static, or": "def _g({p}): ...\nclass A:\n    f = staticmethod(_g or None)",
    "static, getattr": (
        "import sys\ndef _g({p}): ...\n"
        "class A:\n    f = staticmethod(getattr(sys.modules[__name__], '_g'))"
    ),
    "cached": "import functools\ndef _g(self, {p}): ...\nclass A:\n    f = functools.cache(_g)",
    "cached with a size": (
        "from functools import lru_cache as c\n"
        "def _g(self, {p}): ...\nclass A:\n    f = c(maxsize=1)(_g)"
    ),
    "method of a class that nested calls mark": (
        "def _mark(owner, names=()):\n    owner.marked = 1\n    return owner\n"
        "class A:\n    def f(self, {p}): ...\nA = _mark(_mark(A), names=['f'])"
    ),
    "wrapped from outside": (
        "import functools\ndef _wrap(g):\n    @functools.wraps(g)\n"
        "    def wrapper(*a, **k): return g(*a, **k)\n    return wrapper\n"
        "class A:\n    def f(self, {p}): ...\nA.f = _wrap(A.f)"
    ),
    "wrapped from outside by setattr": (
        "def _wrap(g):\n    def wrapper(*a, **k): return g(*a, **k)\n    return wrapper\n"
        "class A:\n    def f(self, {p}): ...\nsetattr(A, 'f', _wrap(_wrap(A.f)))"
    ),
    "made static from outside": "class A:\n    def f({p}): ...\nA.f = staticmethod(A.f)",
    "item": "def _g(self, {p}): ...\n_T = {{'g': _g}}\nclass A:\n    f = _T['g']",
}


@pytest.mark.parametrize("form", METHODS)
def test_calls_of_methods_that_are_assigned_are_compared(form):
    old, new = ({"m.py": f"{METHODS[form].format(p=p)}\n".encode()} for p in ("a, b=1", "a"))
    expected = {("parameter-removed", "m.A.f", "b")}
    assert whole(old, new) == incremental(old, old, new) == expected
    assert whole(new, old) == incremental(new, new, old) == set()
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


HOLDERS = {
    "or": "a = None or _A()",
    "one of two": "a = _A() if make() else None",
    "copied": "import copy\na = copy.copy(_A())",
    "copied from a name": "import copy\n_a = _A()\na = copy.deepcopy(_a)",
    "proxy": "import weakref\n_a = _A()\na = weakref.proxy(_a)",
    "class": "a = _A or None",
    "one of two classes": "class _B:\n    x = 1\na = _B if make() else _A",
    "made by new_class": "import types\na = types.new_class('a', (_A,), {})",
}


@pytest.mark.parametrize("form", HOLDERS)
def test_members_of_what_a_name_may_hold_are_compared(form):
    old, new = (
        {"m.py": f"class _A:\n    {body}\n{HOLDERS[form]}\n".encode()} for body in ("x = 1", "...")
    )
    assert whole(old, new) == incremental(old, old, new) == {("attribute-removed", "m.a.x", None)}
    assert whole(new, old) == incremental(new, new, old) == set()


MADE_CLASSES = {
    "type": "A = type('A', (), {namespace})",
    "type of a dictionary": "A = type('A', (), dict({namespace}))",
    "type of what is unpacked": "A = type('A', (), {{**{namespace}}})",
    "metaclass": "import abc\nA = abc.ABCMeta('A', (), {namespace})",
    "new_class": (
        "import types\nA = types.new_class('A', (), None, lambda n: n.update({namespace}))"
    ),
}


@pytest.mark.parametrize("form", MADE_CLASSES)
def test_members_of_classes_made_by_calls_are_compared(form):
    sources = (MADE_CLASSES[form].format(namespace=n) for n in ("{'x': 1, 'y': 1}", "{'y': 1}"))
    old, new = ({"m.py": f"{source}\n".encode()} for source in sources)
    assert whole(old, new) == incremental(old, old, new) == {("attribute-removed", "m.A.x", None)}


COMPATIBLE = {
    "public, and compared there": (
        "def g(a, b=1): ...\nf = g if make() else None",
        "def g(a, b=1, c=2): ...\nf = g if make() else None",
    ),
    "now chosen": ("def f(a, b=1): ...", "def _g(a, b=1): ...\nf = None or _g"),
    "no longer chosen": (
        "def _g(a, b=1): ...\ndef _h(a, b=1): ...\nf = _g if make() else _h",
        "def f(a, b=1): ...",
    ),
    "text that looks like a choice": (
        "class A:\n    x = {'a': 'b or c'}",
        "class A:\n    x = {'a': 'd if e else f'}",
    ),
    "choice of values": ("X = make() or 'a'", "X = 'b' if make() else make(1)"),
    "table that is changed": (
        "def _g(a, b=1): ...\n_T = {'g': _g}\n_T['g'] = make()\nf = _T['g']",
        "def _g(a): ...\n_T = {'g': _g}\n_T['g'] = make()\nf = _T['g']",
    ),
    "never the second": (
        "def _g(): ...\ndef _h(a, b=1): ...\nf = _g or _h",
        "def _g(): ...\ndef _h(a): ...\nf = _g or _h",
    ),
}


@pytest.mark.parametrize("change", COMPATIBLE)
def test_what_is_still_there_under_another_name_is_not_reported(change):
    old, new = ({"m.py": f"{source}\n".encode()} for source in COMPATIBLE[change])
    assert whole(old, new) == incremental(old, old, new) == set()


UNKNOWN = {
    "unknown maker": "import lib\ndef _g({p}): ...\nf = lib.cached(1)(_g)",
    "unknown cast": "import lib\ndef _g({p}): ...\nf = lib.cast(1, _g)",
    "metaclass": (
        "class _M(type):\n    def __call__(cls): ...\n"
        "class _A(metaclass=_M):\n    def g(self, {p}): ...\nf = _A().g"
    ),
}


@pytest.mark.parametrize("form", CALLABLES)
def test_calls_by_another_name_are_compared(form):
    old, new = ({"m.py": f"{CALLABLES[form].format(p=p)}\n".encode()} for p in ("a, b=1", "a"))
    expected = {("parameter-removed", "m.f", "b")}
    assert whole(old, new) == incremental(old, old, new) == expected
    assert whole(new, old) == incremental(new, new, old) == set()
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


@pytest.mark.parametrize("form", UNKNOWN)
def test_nothing_is_said_of_what_is_called_by_unknown_code(form):
    old, new = ({"m.py": f"{UNKNOWN[form].format(p=p)}\n".encode()} for p in ("a, b=1", "a"))
    assert whole(old, new) == incremental(old, old, new) == set()


@pytest.mark.parametrize("name", ["B", "_B"])
def test_class_in_a_class_attribute_is_compared_once(name):
    old, new = (
        {"m.py": f"class {name}:\n{body}\nclass A:\n    C = {name}\n".encode()}
        for body in ("    x = 1\n    y = 1", "    y = 1")
    )
    path = "m.B.x" if name == "B" else "m.A.C.x"
    assert whole(old, new) == incremental(old, old, new) == {("attribute-removed", path, None)}
