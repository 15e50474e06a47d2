"""Attributes that functions set on the instance which a constructor passes them."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

FORMS = {
    "of the module": ("from pkg._h import _set_up\n", "_set_up(self, 1)"),
    "under another name": ("from pkg._h import _set_up as prepare\n", "prepare(self, 1)"),
    "attribute of a module": ("from pkg import _h\n", "_h._set_up(self, 1)"),
    "alias": ("from pkg._h import _set_up\nprepare = _set_up\n", "prepare(self, 1)"),
    "variable": ("from pkg._h import _set_up\n", "prepare = _set_up\n        prepare(self, 1)"),
}
SETTERS = {
    "setattr": ("", "setattr(self, 'x', 1)"),
    "object": ("", "object.__setattr__(self, 'x', 1)"),
    "alias of object": ("_set = object.__setattr__\n", "_set(self, 'x', 1)"),
    "alias of setattr": ("from builtins import setattr as _set\n", "_set(self, 'x', 1)"),
    "variable": ("", "set_ = object.__setattr__\n        set_(self, 'x', 1)"),
    "in a method": ("", "self._m()\n    def _m(self):\n        self.x = 1"),
}
LOST = {("attribute-removed", "pkg.a.C.x", None)}


def files(head: str, body: str, helper: str = "") -> dict[str, bytes]:
    source = f"{head}class C:\n    def __init__(self):\n        {body}\n"
    return {
        "pkg/__init__.py": b"",
        "pkg/a.py": source.encode(),
        "pkg/_h.py": f"def _set_up(it, value):\n    it.y = value\n    {helper}\n".encode(),
    }


@pytest.mark.parametrize("form", FORMS)
def test_functions_set_attributes_of_what_they_are_passed(form):
    head, body = FORMS[form]
    sets, sets_not = (files(head, body, helper) for helper in ("it.x = value", "it.z = value"))
    assert whole(sets, sets_not) == incremental(sets, sets, sets_not) == LOST
    assert whole(sets_not, sets) == {("attribute-removed", "pkg.a.C.z", None)}
    written = files("", "self.x = self.y = 1")
    assert whole(written, sets) == incremental(written, written, sets) == set()
    assert whole(written, sets_not) == LOST


@pytest.mark.parametrize("form", SETTERS)
def test_other_names_for_setattr_set_attributes(form):
    sets, written, sets_not = files(*SETTERS[form]), files("", "self.x = 1"), files("", "pass")
    assert whole(written, sets) == whole(sets, written) == incremental(sets, sets, written) == set()
    assert whole(sets, sets_not) == incremental(sets, sets, sets_not) == LOST


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("from lib import register\n", "register(self, 'x')"),
        ("def _no(it): ...\n", "_no(self)"),
        ("from pkg._h import _set_up\n", "_set_up(1, self)"),
    ],
)
def test_what_is_not_known_to_set_an_attribute_does_not(head, body):
    assert whole(files("", "self.x = 1"), files(head, body, "it.x = value")) == LOST
