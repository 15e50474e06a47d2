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


def test_method_may_be_written_out():
    source = "from pkg._m import _g\nclass C:\n    f = _g"
    old = files(source, "self, a, b=1")
    new = {**old, "pkg/api.py": b"class C:\n    def f(self, a, b=1): ...\n"}
    less = {**old, "pkg/api.py": b"class C:\n    def f(self, a): ...\n"}
    assert whole(old, new) == whole(new, old) == set()
    assert whole(old, less) == {("parameter-removed", "pkg.api.C.f", "b")}
