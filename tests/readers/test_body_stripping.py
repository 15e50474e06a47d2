"""What is left of source without what its functions do."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from unbroken.readers.body_stripping import strip_bodies
from unbroken.readers.libcst_positions import places_of
from unbroken.readers.libcst_reader import parse_module

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
    "a refusal": "def f():\n  raise NotImplementedError(\n    a,\n    b,\n    c,\n    d)\n",
    "a class": "class A:\n    x = 1\n    y = 2\n    z = 3\n    a = 4\n    b = 5\n",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_strip_bodies(case):
    source, expected = CASES[case]
    found = strip_bodies(source)
    assert found is not None
    assert found.text == expected
    assert expected.count("\n") == source.count("\n")


@pytest.mark.parametrize("case", KEPT)
def test_kept(case):
    found = strip_bodies(KEPT[case])
    assert found is not None
    assert found.text == KEPT[case]


@pytest.mark.parametrize("source", ["def f(:\n", "\0", "x = " + "(" * 300])
def test_what_does_not_parse(source):
    assert strip_bodies(source) is None


HOLDERS = (
    *(cst.BaseStatement, cst.BaseSmallStatement, cst.BaseSuite, cst.Else, cst.Finally),
    *(cst.ExceptHandler, cst.MatchCase),
)
SOURCES = {
    "one line": "import a; x = 1; from b import c\ndef f(): ...\nclass A: y = 1; z: int\n",
    "headers": (
        "@d(\n  1\n)\ndef f(\n  a,\n  *b: int,\n  c=(\n    1\n  ),\n  **d\n) -> (\n  int\n): ...\n"
        "class A(\n  B,\n  metaclass=(\n    M\n  ),\n): ...\n"
        "async def g(): ...\n"
    ),
    "blocks": (
        "if a:\n  x = 1\nelif b:\n  x = 2\nelse:\n  x = 3\n"
        "try:\n  y = 1\nexcept E:\n  y = 2\nelse:\n  y = 3\nfinally:\n  y = 4\n"
        "with a as b: z = 1\n"
        "for i in j:\n  u = 1\nelse:\n  u = 2\n"
        "while a:\n  v = 1\n"
        "match a:\n  case 1:\n    w = 1\n  case _: w = 2\n"
    ),
    "constructors": (
        "class A:\n  def __init__(self):\n    self.x = (\n      1\n    )\n"
        "    if a:\n      self.y: int = 2\n"
        "    def g():\n      self.z = 3\n  def f(self):\n    a\n    b\n    c\n    d\n    e = 1\n"
        "  class B:\n    x = 1\n"
    ),
    "long values": "x = [\n  1,\n  2,\n]\ny = '''a\nb'''\nz = \\\n  1\n",
}


@pytest.mark.parametrize("case", SOURCES)
def test_libcst_and_python_know_the_same_places(case):
    parsed = parse_module(SOURCES[case])
    assert parsed.tree is not None
    quick, slow = places_of(*parsed), places_of(parsed.module, None)
    found = [each for each in definitions(parsed.module) if slow(each) == quick(each)]
    assert found == list(definitions(parsed.module)) != []


def test_another_tree_tells_no_places():
    parsed = parse_module("x = 1\ny = 2\n")
    for other in ("x = 1\n", "x = 1\nimport y\n", "x = 1\ny = 2\nz = 3\n"):
        place = places_of(parsed.module, ast.parse(other))
        at = [place(each) for each in definitions(parsed.module)]
        assert [each["line"] for each in at] == [1, 2]


def definitions(module):
    """Give the definitions of a module, of its classes and of their constructors."""
    kinds = (cst.FunctionDef, cst.ClassDef, cst.Assign, cst.AnnAssign, cst.Import, cst.ImportFrom)
    pending = list(module.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, kinds):
            yield node
        if isinstance(node, cst.FunctionDef) and node.name.value != "__init__":
            continue
        inner = [node] if isinstance(node, cst.BaseSmallStatement) else node.children
        pending = [e for e in inner if isinstance(e, HOLDERS) and e is not node] + pending
