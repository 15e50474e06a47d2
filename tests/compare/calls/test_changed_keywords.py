"""What a body does to its `**kwargs` before it passes them on, in each spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rows import Row, both_readers, breaks, run
from unbroken.model.definitions import Module

TAKES = "def _g(a, b=1): return a\n"
REFUSED = (("forwarding-lost", "m.f", "old"),)


def passing(statements: str) -> str:
    """Write a function that does something with its keywords, and passes them on to `_g`."""
    return f"{TAKES}def f(a, **kw):\n    {statements}return _g(a, **kw)\n"


OLD = "def f(a, *, old=1): return a\n"
# What the new version does before it passes its keywords on, and what is found.
TAKEN_OUT = {
    "nothing": ("", REFUSED),
    "pop with a default": ("kw.pop('old', None)\n    ", ()),
    "pop in an assignment": ("x = kw.pop('old', 1)\n    ", ()),
    "pop under a test": ("if 'old' in kw: kw.pop('old')\n    ", ()),
    "del under a test": ("if 'old' in kw:\n        del kw['old']\n    ", ()),
    "del under the opposite test": ("if 'old' not in kw: pass\n    else: del kw['old']\n    ", ()),
    "pop of another one": ("kw.pop('other', None)\n    ", REFUSED),
    "get": ("x = kw.get('old')\n    ", REFUSED),
    "a test alone": ("x = 'old' in kw\n    ", REFUSED),
    "setdefault": ("kw.setdefault('b', 2)\n    ", REFUSED),
    "an assignment": ("kw['b'] = 2\n    ", REFUSED),
    "a computed pop": ("for name in names(): kw.pop(name, None)\n    ", ()),
    "update": ("kw.update(a)\n    ", ()),
    "clear": ("kw.clear()\n    ", ()),
    "another name": ("kw = clean(kw)\n    ", ()),
    "a function that gets them": ("clean(kw)\n    ", ()),
    "a loop over them": ("for name in kw: check(name)\n    ", ()),
}


@both_readers
@pytest.mark.parametrize("name", TAKEN_OUT)
def test_keywords_that_are_taken_out_are_not_refused(
    name: str, reader: Callable[..., Module]
) -> None:
    statements, found = TAKEN_OUT[name]
    run(Row({"m.py": OLD}, {"m.py": passing(statements)}, breaks(*found)), reader)


# Two versions of a module, and what is found.
MODULES = {
    "pop after the call": (
        OLD,
        TAKES + "def f(a, **kw):\n    x = _g(a, **kw)\n    kw.pop('old', None)\n    return x",
        (),
    ),
    "pop as an argument of the call": (
        OLD,
        "def _g(a, x, b=1): return a\ndef f(a, **kw): return _g(a, x=kw.pop('old', 1), **kw)",
        (),
    ),
    "a required parameter that the body puts in": (
        "def f(*, a=1): return a",
        "def _g(a, b): return a\ndef f(**kw):\n    kw.setdefault('b', 2)\n    return _g(**kw)",
        (("forwarding-lost", "m.f", "a"),),
    ),
    "a required parameter that the body puts in, whatever is passed": (
        "def f(a): return a",
        "def _g(a, b): return a\ndef f(a, **kw):\n    kw['b'] = 2\n    return _g(a, **kw)",
        (),
    ),
    "a keyword that gets what was passed as another one": (
        "def _g(a, b): return a\ndef f(a, **kw):\n"
        "    if 'c' in kw:\n        kw['b'] = kw.pop('c')\n    return _g(a, **kw)",
        "def f(a, b, *, c=None): return a",
        (),
    ),
    "a keyword that a positional argument may fill": (
        "def f(a, b=1): return a",
        TAKES + "def f(*args, **kw):\n    kw.setdefault('b', 2)\n    return _g(*args, **kw)",
        (),
    ),
    "what both versions take out is written out": (
        passing("kw.pop('old', None)\n    "),
        TAKES + "def f(a, *, b=1, old=None): return _g(a, b)",
        (),
    ),
    "what the old version took out is not written out": (
        passing("kw.pop('old', None)\n    "),
        TAKES + "def f(a, *, b=1): return _g(a, b)",
        (("parameter-removed", "m.f", "old"),),
    ),
    "`super()` with its class": (
        "class B:\n    def m(self, a): return a\n"
        "class A(B):\n    def m(self, a, *, old=1): return a",
        "class B:\n    def m(self, a): return a\n"
        "class A(B):\n    def m(self, a, **kw): return super(A, self).m(a, **kw)",
        (("forwarding-lost", "m.A.m", "old"),),
    ),
    "`super()` with another class": (
        "class C:\n    def m(self, a, **kw): return a\nclass B(C):\n    def m(self, a): return a\n"
        "class A(B):\n    def m(self, a, *, old=1): return a",
        "class C:\n    def m(self, a, **kw): return a\nclass B(C):\n    def m(self, a): return a\n"
        "class A(B):\n    def m(self, a, **kw): return super(B, self).m(a, **kw)",
        (),
    ),
    "positional arguments that nothing receives": (
        OLD,
        TAKES + "def f(a, *args, **kw): return _g(a, **kw)",
        REFUSED,
    ),
    "a public function that has the finding": (
        "def g(a, b=1): return a\ndef f(a, **kw): return g(a, **kw)",
        "def g(a): return a\ndef f(a, **kw): return g(a, **kw)",
        (("parameter-removed", "m.g", "b"),),
    ),
    "another public function than before": (
        "def g(a, b=1): return a\ndef h(a): return a\ndef f(a, **kw): return g(a, **kw)",
        "def g(a, b=1): return a\ndef h(a): return a\ndef f(a, **kw): return h(a, **kw)",
        (("forwarding-lost", "m.f", "b"),),
    ),
    "a function that passes them on to a callable that is not known": (
        "def f(a, *, old=1): return a",
        "import lib\n_h = lib.make()\ndef _g(a, b=1, *args): return _h(a, *args)\n"
        "def f(a, **kw): return _g(a, **kw)",
        REFUSED,
    ),
    "a class of which nothing is known": (
        "def f(a, *, old=1): return a",
        "import lib\nclass _B(lib.Base): ...\ndef _g(a, *args): return _B(a, *args)\n"
        "def f(a, **kw): return _g(a, **kw)",
        REFUSED,
    ),
    "fields of a dataclass": (
        "def f(*, a=1, old=2): return a",
        "from dataclasses import dataclass\n@dataclass\nclass _D:\n    a: int = 1\n"
        "def f(**kw): return _D(**kw)",
        (("forwarding-lost", "m.f", "old"),),
    ),
}


@both_readers
@pytest.mark.parametrize("name", MODULES)
def test_modules(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = MODULES[name]
    run(Row({"m.py": old}, {"m.py": new}, breaks(*found)), reader)
