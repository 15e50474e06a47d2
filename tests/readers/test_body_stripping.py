"""What is left of source when the bodies of functions are removed."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from unbroken.readers.body_stripping import strip_bodies
from unbroken.readers.libcst_positions import twins_of
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
    "a constructor": (
        "class A:\n  def __init__(s):\n    s.a: int = 1\n    b\n    c\n    d\n    e\n",
        "class A:\n  def __init__(s):\n    ...\n\n\n\n\n",
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
    "a short body": "def f():\n    a\n    b\n",
    "one line": "def f(): a; b\n",
    "a docstring only": 'def f():\n    """a\n    b\n    c\n    d\n    e\n    f"""\n',
    "a docstring that shares its line": 'def f():\n  """a"""; b\n  c\n  d\n  e\n  f\n  g\n',
    "a class": "class A:\n    x = 1\n    y = 2\n    z = 3\n    a = 4\n    b = 5\n",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bodies_are_replaced_and_lines_stay(case):
    source, expected = CASES[case]
    found = strip_bodies(source)
    assert found is not None
    assert found.text == expected
    assert expected.count("\n") == source.count("\n")


@pytest.mark.parametrize("case", KEPT)
def test_source_without_long_bodies_stays(case):
    found = strip_bodies(KEPT[case])
    assert found is not None
    assert found.text == KEPT[case]


@pytest.mark.parametrize("source", ["def f(:\n", "\0", "x = " + "(" * 300])
def test_source_that_does_not_parse_gives_none(source):
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
    "methods": (
        "class A:\n  def __init__(self):\n    self.x = (\n      1\n    )\n"
        "    if a:\n      self.y: int = 2\n"
        "    def g():\n      self.z = 3\n  def f(self):\n    a\n    b\n    c\n    d\n    e = 1\n"
        "  class B:\n    x = 1\n"
    ),
    "long values": "x = [\n  1,\n  2,\n]\ny = '''a\nb'''\nz = \\\n  1\n",
}


@pytest.mark.parametrize("case", SOURCES)
def test_places_by_libcst_equal_those_by_python(case):
    parsed = parse_module(SOURCES[case])
    assert parsed.tree is not None
    paired, unpaired = twins_of(parsed.module, parsed.tree), twins_of(parsed.module, None)
    nodes = list(definitions(parsed.module))
    assert nodes
    for node in nodes:
        assert paired.place(node) == unpaired.place(node)


@pytest.mark.parametrize("case", SOURCES)
def test_statements_parsed_alone_equal_those_of_the_tree(case):
    parsed = parse_module(SOURCES[case])
    paired, alone = twins_of(parsed.module, parsed.tree), twins_of(parsed.module, None)
    for node in definitions(parsed.module):
        if not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            expected, twin = paired.statement(node), alone.statement(node)
            assert expected is not None
            assert twin is not None
            assert ast.dump(twin) == ast.dump(expected)
            assert twin.lineno == expected.lineno


@pytest.mark.parametrize("other", ["x = 1\n", "x = 1\nimport y\n", "x = 1\ny = 2\nz = 3\n"])
def test_places_are_right_when_the_trees_differ(other):
    parsed = parse_module("x = 1\ny = 2\n")
    twins = twins_of(parsed.module, ast.parse(other))
    assert [twins.place(node)["line"] for node in definitions(parsed.module)] == [1, 2]


def definitions(module):
    """Return the definitions of a module and of its classes."""
    kinds = (cst.FunctionDef, cst.ClassDef, cst.Assign, cst.AnnAssign, cst.Import, cst.ImportFrom)
    pending = list(module.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, kinds):
            yield node
        if isinstance(node, cst.FunctionDef):
            continue
        inner = [] if isinstance(node, cst.BaseSmallStatement) else node.children
        pending = [child for child in inner if isinstance(child, HOLDERS)] + pending
