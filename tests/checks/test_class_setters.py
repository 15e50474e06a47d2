"""Attributes that functions set on a class: decorators, and others that it is passed to."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

PLAIN = "def _f(cls):\n    {0}\n    return cls\n"
FACTORY = (
    "def _f(name=''):\n    def inner(cls):\n        {0}\n        return cls\n    return inner\n"
)
HOOK = "class _f:\n    def __init_subclass__(cls, **options):\n        {0}\n"
FORMS = {
    "decorator": (PLAIN, "from pkg._h import _f\n@_f\nclass C: ..."),
    "decorator of a module": (PLAIN, "from pkg import _h\n@_h._f\nclass C: ..."),
    "called decorator": (FACTORY, "from pkg._h import _f as add\n@add('y')\nclass C: ..."),
    "statement": (PLAIN, "from pkg._h import _f\nclass C: ...\n_f(C)"),
    "statement of a module": (PLAIN, "from pkg import _h\nclass C: ...\n_h._f(C)"),
    "loop": (PLAIN, "from pkg._h import _f\nclass C: ...\nfor _c in (C,):\n    _f(_c)"),
    "base": (HOOK, "from pkg._h import _f\nclass C(_f): ..."),
    "base of a base": (HOOK, "from pkg._h import _f\nclass _B(_f): ...\nclass C(_B): ..."),
}
LOST = {("attribute-removed", "pkg.a.C.x", None)}
WRITTEN = "class C:\n    x = 1"


def files(function: str, source: str) -> dict[str, bytes]:
    return {"pkg/__init__.py": b"", "pkg/_h.py": function.encode(), "pkg/a.py": source.encode()}


@pytest.mark.parametrize("form", FORMS)
def test_attributes_that_functions_set_on_a_class_may_be_lost(form):
    function, source = FORMS[form]
    sets, sets_not = (files(function.format(f"cls.{name} = 1"), source) for name in ("x", "z"))
    assert whole(sets, sets_not) == incremental(sets, sets, sets_not) == LOST


@pytest.mark.parametrize("form", FORMS)
def test_function_may_set_what_the_class_had(form):
    function, source = FORMS[form]
    written = files("", WRITTEN)
    sets = files(function.format("cls.x = 1"), source)
    assert not LOST & {*whole(written, sets), *whole(sets, written)}


@pytest.mark.parametrize("form", FORMS)
def test_function_that_sets_computed_names_may_set_it(form):
    function, source = FORMS[form]
    sets = files(function.format("cls.x = 1"), source)
    computed = files(function.format("setattr(cls, make(), 1)"), source)
    assert whole(sets, computed) == set()


@pytest.mark.parametrize("statement", ["print(C)", "_f(C, 1)", "_f(1)", "lib.install(C)"])
def test_other_calls_set_nothing(statement):
    source = f"import lib\nfrom pkg._h import _f\nclass C: ...\n{statement}"
    old, new = files("", WRITTEN), files(PLAIN.format("cls.x = 1"), source)
    assert whole(old, new) == LOST


def test_member_that_a_hook_replaces_is_said_to_be_gone_as_a_member():
    base = (
        "class Base:\n    {0}\n    def __init_subclass__(cls):\n"
        "        if cls.go != Base.go:\n            cls.go = Base.go\n"
    )
    old = files("", base.format("def go(self): ...") + "class C(Base): ...")
    new = files("", "class Base:\n    def __init_subclass__(cls): ...\nclass C(Base): ...")
    assert whole(old, new) == incremental(old, old, new)
    assert whole(old, new) == {("method-removed", "pkg.a.Base.go", None)}
