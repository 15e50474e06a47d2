"""Instances without a public class that can no longer be called."""

from __future__ import annotations

import pytest

from tests.both_modes import findings_of_whole, incremental, whole

CALLED = "class _F:\n    def __call__(self, a): ...\n"
PLAIN = "class _F: ...\n"

FORMS = {
    "variable": ("{}f = _F()\n", "m.f"),
    "variable with an annotation": ("{}f: _F = _F()\n", "m.f"),
    "result of a function": ("{}def f(): return _F()\n", "m._F"),
}


@pytest.mark.parametrize("form", FORMS)
def test_instance_that_can_no_longer_be_called(form):
    source, path = FORMS[form]
    old, new = ({"m.py": source.format(class_).encode()} for class_ in (CALLED, PLAIN))
    expected = {("method-removed", f"{path}.__call__", None)}
    assert whole(old, new) == expected
    assert incremental(old, old, new) in (expected, None)


def test_message():
    old, new = ({"m.py": f"{class_}f = _F()\n".encode()} for class_ in (CALLED, PLAIN))
    (finding,) = findings_of_whole(old, new)
    assert finding.level == "error"
    assert finding.message == "method '__call__' was removed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{CALLED}f = _F()\n", "import lib\nclass _F(lib.Base): ...\nf = _F()\n"),
        (f"{CALLED}f = _F()\n", "class _B:\n    def __call__(self, a): ...\nclass _F(_B): ...\n"
         "f = _F()\n"),
        (
            "class _M(type):\n    def __call__(cls, a): ...\nclass A(metaclass=_M):\n"
            "    def __init__(self, a): ...\n",
            "class _M(type): ...\nclass A(metaclass=_M):\n    def __init__(self, a): ...\n",
        ),
        (f"{CALLED}_f = _F()\n", f"{PLAIN}_f = _F()\n"),
    ],
    ids=["base from elsewhere", "base has it", "metaclass", "private"],
)  # fmt: skip
def test_what_can_still_be_called(before, after):
    old, new = ({"m.py": source.encode()} for source in (before, after))
    assert whole(old, new) == incremental(old, old, new) == set()
