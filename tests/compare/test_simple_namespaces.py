"""What users reach through `types.SimpleNamespace(…)`, which has an attribute for each keyword."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import incremental, whole

HEADS = {
    "from types import SimpleNamespace\n": "SimpleNamespace",
    "import types\n": "types.SimpleNamespace",
    "import types as t\n": "t.SimpleNamespace",
    "from types import SimpleNamespace as Names\n": "Names",
}

LOST = {("attribute-removed", "m.ns.b", None)}
CALL = {("parameter-removed", "m.ns.f", "b")}

CHANGES = {
    "removed": ("ns = {N}(a=1, b=2)", "ns = {N}(a=1)", LOST),
    "renamed": ("ns = {N}(a=1, b=2)", "ns = {N}(a=1, c=2)", LOST),
    "in a class": (
        "class C:\n    ns = {N}(b=1)",
        "class C:\n    ns = {N}(a=1)",
        {("attribute-removed", "m.C.ns.b", None)},
    ),
    "in another": (
        "ns = {N}(inner={N}(b=1))",
        "ns = {N}(inner={N}())",
        {("attribute-removed", "m.ns.inner.b", None)},
    ),
    "by a dictionary": ("ns = {N}(**{{'a': 1, 'b': 2}})", "ns = {N}(**{{'a': 1}})", LOST),
    "by a call of dict": ("ns = {N}(**dict(a=1, b=2))", "ns = {N}(**dict(a=1))", LOST),
    "by another name of dict": (
        "_d = dict\nns = {N}(**_d(a=1, b=2))",
        "_d = dict\nns = {N}(**_d(a=1))",
        LOST,
    ),
    "by another function with that name": (
        "ns = {N}(a=1, b=2)",
        "from lib import dict\nns = {N}(**dict(a=1))",
        set(),
    ),
    "set later": ("ns = {N}(a=1)\nns.b = 2", "ns = {N}(a=1)", LOST),
    "now set later": ("ns = {N}(a=1, b=2)", "ns = {N}(a=1)\nns.b = 2", set()),
    "of a function": (
        "def _f(a, b=1): ...\nns = {N}(f=_f)",
        "def _f(a): ...\nns = {N}(f=_f)",
        CALL,
    ),
    "another function": (
        "def f(a, b=1): ...\nns = {N}(f=f)",
        "def f(a, b=1): ...\ndef _g(a): ...\nns = {N}(f=_g)",
        CALL,
    ),
    "of a public function": (
        "def f(a, b=1): ...\nns = {N}(f=f)",
        "def f(a): ...\nns = {N}(f=f)",
        {("parameter-removed", "m.f", "b")},
    ),
    "now an instance": ("ns = {N}(a=1)", "class _N:\n    a = 1\nns = _N()", set()),
    "now an instance without it": (
        "ns = {N}(a=1, b=1)",
        "class _N:\n    a = 1\nns = _N()",
        LOST,
    ),
    "no longer an instance": ("class _N:\n    b = 1\nns = _N()", "ns = {N}(a=1)", LOST),
    "added": ("ns = {N}(a=1)", "ns = {N}(b=2, a=1)", set()),
    "now computed": ("ns = {N}(a=1)", "def _load(): ...\nns = {N}(**_load())", set()),
    "now positional": ("ns = {N}(a=1)", "_names = {{}}\nns = {N}(_names)", set()),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("change", CHANGES)
def test_attributes_of_a_namespace_are_compared(change, head):
    before, after, expected = CHANGES[change]
    old, new = (
        {"m.py": f"{head}{source.format(N=HEADS[head])}\n".encode()} for source in (before, after)
    )
    assert whole(old, new) == incremental(old, old, new) == expected
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


def test_an_empty_namespace_of_argparse_is_filled_later():
    old = {"m.py": b"from argparse import Namespace\nns = Namespace(a=1, b=2)\n"}
    filled = {"m.py": b"from argparse import Namespace\nns = Namespace()\n_fill(ns)\n"}
    given = {"m.py": b"from argparse import Namespace\nns = Namespace(a=1)\n"}
    assert whole(old, filled) == incremental(old, old, filled) == set()
    assert whole(old, given) == incremental(old, old, given) == LOST
