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
}

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
