"""Methods that a class takes from another module: `m = function`, `m = staticmethod(function)`."""

from __future__ import annotations

import pytest

from tests.both_modes import findings_of_whole, incremental, whole

FORMS = {
    "imported": ("from pkg._m import _g\nclass C:\n    f = _g", "self, "),
    "imported under another name": ("from pkg._m import _g as _h\nclass C:\n    f = _h", "self, "),
    "of a module": ("from pkg import _m\nclass C:\n    f = _m._g", "self, "),
    "static": ("from pkg._m import _g\nclass C:\n    f = staticmethod(_g)", ""),
    "static, of a module": ("from pkg import _m\nclass C:\n    f = staticmethod(_m._g)", ""),
    "of the class": ("from pkg._m import _g\nclass C:\n    f = classmethod(_g)", "cls, "),
    "set from outside": ("from pkg._m import _g\nclass C: ...\nC.f = _g", "self, "),
    "imported by the class": ("class C:\n    from pkg._m import _g as f", "self, "),
    "imported under its name": ("class C:\n    from pkg._m import _g\n    f = _g", "self, "),
    "imported by a base": (
        "class _B:\n    from pkg._m import _g as f\nclass C(_B): ...",
        "self, ",
    ),
    "imported in brackets": ("class C:\n    from pkg._m import (  # of it\n _g as f)", "self, "),
    "relatively": ("class C:\n\tfrom ._m import _g as f", "self, "),
    "or": ("from pkg._m import _g\nclass C:\n    f = _g or None", "self, "),
}


def files(source: str, parameters: str) -> dict[str, bytes]:
    return {
        "pkg/__init__.py": b"",
        "pkg/_m.py": f"def _g({parameters}): ...\n".encode(),
        "pkg/api.py": f"{source}\n".encode(),
    }


@pytest.mark.parametrize("form", FORMS)
def test_calls_of_functions_from_elsewhere_are_compared(form):
    source, first = FORMS[form]
    old, new = (files(source, f"{first}{rest}") for rest in ("a, b=1", "a"))
    (finding,) = findings_of_whole(old, new)
    assert finding.identity == ("parameter-removed", "pkg.api.C.f", "b")
    assert incremental(old, old, new) == {finding.identity}
    assert whole(new, old) == incremental(new, new, old) == set()


@pytest.mark.parametrize(
    "source",
    ["from pkg._m import _g\nclass C:\n    f = _g", "class C:\n    from pkg._m import _g as f"],
)
def test_method_may_be_written_out(source):
    old = files(source, "self, a, b=1")
    new = {**old, "pkg/api.py": b"class C:\n    def f(self, a, b=1): ...\n"}
    less = {**old, "pkg/api.py": b"class C:\n    def f(self, a): ...\n"}
    assert whole(old, new) == whole(new, old) == set()
    assert whole(old, less) == {("parameter-removed", "pkg.api.C.f", "b")}


def test_method_may_have_the_name_of_the_function():
    source = "from pkg._m import _g as f\nclass C:\n    f = f"
    old, new = (files(source, f"self, {rest}") for rest in ("a, b=1", "a"))
    found = {("parameter-removed", "pkg.api.C.f", "b"), ("parameter-removed", "pkg.api.f", "b")}
    assert whole(old, new) == incremental(old, old, new) == found


def test_method_that_a_class_imports_may_be_lost():
    old = files("class C:\n    from pkg._m import _g as f, _g as g", "self")
    new = files("class C:\n    from pkg._m import _g as g", "self")
    assert (
        whole(old, new) == incremental(old, old, new) == {("method-removed", "pkg.api.C.f", None)}
    )


def test_what_else_a_class_imports_is_no_method():
    old = files("class C:\n    from os import path\n    from pkg._m import K", "self")
    old["pkg/_m.py"] = b"class K: ...\n"
    new = {**old, "pkg/api.py": b"class C: ...\n"}
    assert whole(old, new) == incremental(old, old, new) == set()
