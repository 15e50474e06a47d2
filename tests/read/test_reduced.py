"""What is left of source without what its functions do."""

from __future__ import annotations

import pytest

from holdfast.read.reduced import reduced

CASES = {
    "a body": (
        "def f(a):\n    b\n    c\n    d\n    e\n    f\nx\n",
        "def f(a):\n    ...\n\n\n\n\nx\n",
    ),
    "a docstring": (
        'def f():\n    """Say\n    it."""\n    b\n    c\n    d\n    e\n    f\n',
        'def f():\n    """Say\n    it."""\n    ...\n\n\n\n\n',
    ),
    "a generator": (
        "async def f():\n\tb\n\tc\n\td\n\te\n\tyield\n",
        "async def f():\n\t...; yield\n\n\n\n\n",
    ),
    "what is assigned and inherited": (
        "class A:\n    def m(self):\n        super().m()\n        self.y = 1\n        def g():\n"
        "            self.x = 1\n            yield\n",
        "class A:\n    def m(self):\n        ...; super().m; self.x = 0; self.y = 0\n\n\n\n\n",
    ),
    "in a branch": (
        "if x:\n    def f():\n        b\n        c\n        d\n        e\n        f\nelse: y\n",
        "if x:\n    def f():\n        ...\n\n\n\n\nelse: y\n",
    ),
    "a decorated function in it": (
        "def f():\n    @a\n    def g():\n        b\n        c\n        d\n        e\n    g\n",
        "def f():\n    ...\n\n\n\n\n\n\n",
    ),
    "a string of several lines": (
        "def f():\n    b\n    x = '''\ndef g(): ...\n'''\n    c\n    d\ny = '''\n    z'''\n",
        "def f():\n    ...\n\n\n\n\n\ny = '''\n    z'''\n",
    ),
}
KEPT = {
    "a constructor": "class A:\n  def __init__(s):\n    s.a: int = 1\n    b\n    c\n    d\n    e\n",
    "names made on demand": "def __getattr__(n):\n    a\n    b\n    c\n    d\n    e\n",
    "a short body": "def f():\n    a\n    b\n",
    "one line": "def f(): a; b\n",
    "a docstring only": 'def f():\n    """a\n    b\n    c\n    d\n    e\n    f"""\n',
    "a docstring that shares its line": 'def f():\n  """a"""; b\n  c\n  d\n  e\n  f\n  g\n',
    "a class": "class A:\n    x = 1\n    y = 2\n    z = 3\n    a = 4\n    b = 5\n",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_reduced(case):
    source, expected = CASES[case]
    assert reduced(source) == expected
    assert expected.count("\n") == source.count("\n")


@pytest.mark.parametrize("case", KEPT)
def test_kept(case):
    assert reduced(KEPT[case]) == KEPT[case]


@pytest.mark.parametrize("source", ["def f(:\n", "\0", "x = " + "(" * 300])
def test_what_does_not_parse(source):
    assert reduced(source) is None
