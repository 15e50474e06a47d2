"""Whether a change leaves the shape of a file alone, told without reading all of it."""

from __future__ import annotations

import random

import pytest

from unbroken.readers.shape.changed_part import changed_part
from unbroken.readers.shape.skeleton import Difference, _difference, _Shapes, difference

BEFORE = (
    b'"""Said.\n\ndef no(): ...\n"""\nimport a\n\n'
    b"@one\n@two(\n    1\n)\ndef f(x):\n    return 1\n\n"
)
AFTER = b"\n@three\nclass A:\n    def m(self): ...\n\n\nX = 1\nasync def g(): ...\n"
NONE = Difference(False, frozenset())


def around(part: str) -> bytes:
    return BEFORE + part.encode() + AFTER


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("def h():\n    x = 1\n", "def h():\n    y = 1\n", "def h():\n    x = 1\n\n"),
        ("def h(): 1\ndef i(): ...\n", "def h(): 2\ndef i(): ...\n", "def h(): 1\n"),
        ("def h(): ...\nx = 1\n", "def h(): ...\nx = 2\n", "def h(): ...\nx = 1\n\n"),
        ("def h(): ...\n", "", "def h(): ...\n\n"),
        ("def h(): 'def i()'\n", "def h(): 'def j()'\n", "def h(): 'def i()'\n\n"),
        (
            'def h():\n    """\ndef i(): 1\n"""\n',
            'def h():\n    """\ndef i(): 2\n"""\n',
            'def h():\n    """\ndef i(): 1\n"""\n\n',
        ),
        ("def h(): 1 # '''\n", "def h(): 2 # '''\n", "def h(): 1 # '''\n\n"),
        ("def h(): r'\\'; 1\n", "def h(): r'\\'; 2\n", "def h(): r'\\'; 1\n\n"),
    ],
)
def test_changed_part_is_whole_statements(old, new, part):
    found = changed_part(around(old), around(new))
    assert found is not None
    assert found[0].decode() == part or found[0].decode().endswith(part)
    before = around(old).index(found[0])
    after = around(old)[before + len(found[0]) :]
    assert around(old)[:before] + found[1] + after == around(new)
    assert len(found[0]) < len(around(old)) - 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import a\n", "import b\n"),
        (
            "# coding: latin-1\ndef f(): 1\ndef g(): ...\n",
            "# coding: latin-1\ndef f(): 2\ndef g(): ...\n",
        ),
        ("x = '''\ndef f(): 1\ndef g(): 1\n'''\n", "x = '''\ndef f(): 2\ndef g(): 1\n'''\n"),
    ],
    ids=["no definitions", "an encoding", "in a string"],
)
def test_no_part_where_nothing_can_be_left_out(old, new):
    assert changed_part(old.encode(), new.encode()) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def f():\n    return 1\n", "def f():\n    return 2\n"),
        ("@a\ndef f():\n    return 1\n", "@a\ndef f():\n    return 2\n"),
        ("class A:\n    def m(self): 1\n", "class A:\n    def m(self): 2\n"),
        ("def f(): 1\n", "def f(): 1\n# said\n"),
        ("class A:\n    def m(self): self.x = 1\n", "class A:\n    def m(self): self.x = 2\n"),
        ("def f(self): x.y = 1\n", "def f(self): x.z = 1\n"),
        ("def f():\n    def g(): 1\n", "def f():\n    def g(): yield 1\n"),
        ("x = 1; y = 2\ndef f(): 1\n", "x = 1; y = 2\ndef f(): 2\n"),
    ],
)
def test_public_shape_is_unchanged(old, new):
    assert difference(around(old), around(new)) == NONE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def f(): 1\n", "def f(a): 1\n"),
        ("def f(): 1\n", "def g(): 1\n"),
        ("@a\ndef f(): 1\n", "@b\ndef f(): 1\n"),
        ("def f(): 1\n", "@a\ndef f(): 1\n"),
        ("def f(): 1\n@a\n", "def f(): 1\n@b\n"),
        ("def f(): 1\n", "def f(): yield 1\n"),
        ("class A: x = 1\n", "class A: x = 2\n"),
        ("def f(): 1\nx = 1\n", "def f(): 1\ny = 1\n"),
        ("def f(): 1\n", ""),
        ("x = 1; y = 2\n", "x = 1; y = 3\n"),
        ("def h(): ...\nimport a; import b\n", "def h(): ...\nimport a; import c\n"),
        ("class A: x = 1; y = 2\n", "class A: x = 1; y = 3\n"),
        ("class A:\n    def m(self): 1\n", "class A:\n    def m(self): self.x = 1\n"),
        ("class A:\n    def m(self): 1\n", "class A:\n    def m(self): super().m()\n"),
        (
            "class A:\n    def __init__(self): self.x: int = 1\n",
            "class A:\n    def __init__(self): self.x: str = 1\n",
        ),
        (
            "def f(self):\n    def g(): self.x = 1\n",
            "def f(self):\n    def g(): self.y = 1\n",
        ),
        ("@f.register(int)\ndef _(x): 1\n", "@f.register(str)\ndef _(x): 1\n"),
        ("@f.register\ndef _(x: int): 1\n", "def h(): ...\n"),
        (
            "class A:\n    @f.register(int)\n    def _(self, x): 1\n",
            "class A:\n    @f.register(str)\n    def _(self, x): 1\n",
        ),
        ("x = '''\ndef f(): 1\n'''\n", "x = '''\ndef f(): 2\n'''\n"),
    ],
)
def test_public_shape_is_changed(old, new):
    found = difference(around(old), around(new))
    assert found is None or found.public


def test_uses_of_private_names_are_found_in_the_whole_file():
    old, new = (b"def _h(%s): ...\ndef k(): ...\nf = _h\n" % name for name in (b"", b"x"))
    assert difference(old, new) == _difference(old, new) == Difference(True, frozenset({"_h"}))


@pytest.mark.parametrize(
    "text",
    [
        "class _B:\n    def m(self%s): ...\nclass A:\n    class C(_B): ...\n",
        "class _B:\n    def m(self%s): ...\nif x:\n    class A(_B): ...\n",
        "def _B(a%s): ...\ntry:\n    import x\nexcept ImportError:\n    if y:\n        f = _B\n",
        "def _B(a%s): ...\nif x:\n    if y:\n        __all__ = ['_B']\n",
    ],
)
def test_uses_of_private_names_are_found_at_any_depth(text):
    found = difference(*((text % parameter).encode() for parameter in ("", ", b")))
    assert found == Difference(True, frozenset({"_B"}))


def test_shape_of_deep_nesting_is_not_longer_than_the_source():
    deep = "".join(f"{' ' * depth}class C{depth}:\n" for depth in range(90))
    old, new = (f"{deep}{' ' * 90}x = {value}\n".encode() for value in (1, 2))
    assert difference(old, new) == Difference(True, frozenset())


@pytest.mark.parametrize("new", ["def f(:\n", "def f():\n  '''\n", "def f(): (\n", "@a\nx\n"])
def test_source_that_does_not_parse_has_no_difference(new):
    assert difference(around("def f(): ...\n"), around(new)) is None


def test_source_that_cannot_be_dumped_has_no_difference():
    old, new = (f"x = 0x{'f' * 5000}{digit}\n".encode() for digit in "01")
    assert difference(old, new) is None


MEMBERS = [
    "def m(self): 1",
    "def m(self): 2",
    "def m(self, a): 1",
    "@d\n    def n(self):\n        return 1",
    "@d\n    def n(self):\n        return 2",
    "@e\n    def n(self):\n        return 2",
    "def _p(self): 1",
    "def _p(self, a): 1",
    "p = property(_p)",
    "x = 1",
    "def k(self):\n        self.x = 1",
    "def k(self):\n        self.y = 1",
    "def k(self):\n        def m(self): 1",
    "def k(self):\n        def m(self): 2",
    "def k(self):\n        '''\n    def m(self): 1\n    '''",
    "s = '''\n    def m(self): 1\n    '''",
    "s = '''\n    def m(self): 2\n    '''",
    "if x:\n        def m(self): 1",
    "class B:\n        def m(self): 1",
    "class B:\n        def m(self): 2",
    "# it's",
]

STATEMENTS = [
    "def f(a): ...",
    "def f(b): ...",
    "def f(a):\n    return 1",
    "def _g(): 1",
    "def _g(): 2",
    "x = 1",
    "x = _g",
    "class A:\n    def m(self): 1",
    "class A:\n    def m(self): 2",
    "class A(B): ...",
    "@d",
    "@e",
    "# it's",
    "'''it's\ndef f(): ...\n'''",
    'x = """\n@d\ndef f(): 1\n"""',
    "x = '\\\ndef f(): ...'",
    "y = (a\n@b)",
    "if x:\n    def h(): 1",
    "async def h():\n    yield",
    "import a",
    "z = f'''{x}\ndef q(): 1'''",
]


def test_changed_part_gives_the_same_answer_as_the_file():
    random_ = random.Random(1)
    for _ in range(2_000):
        old = random_.choices(STATEMENTS, k=random_.randrange(1, 8))
        new = list(old)
        new[random_.randrange(len(new))] = random_.choice(STATEMENTS)
        if random_.random() < 0.3:
            new.insert(random_.randrange(len(new)), random_.choice(STATEMENTS))
        before, after = ("\n".join(lines).encode() + b"\n" for lines in (old, new))
        if before != after and _Shapes.of(before) is not None:
            assert difference(before, after) == _difference(before, after), (before, after)


def test_part_of_a_class_gives_the_same_answer_as_the_file():
    random_ = random.Random(2)
    narrowed = 0
    for _ in range(2_000):
        old = random_.choices(MEMBERS, k=random_.randrange(2, 9))
        new = list(old)
        new[random_.randrange(len(new))] = random_.choice(MEMBERS)
        if random_.random() < 0.2:
            new.insert(random_.randrange(len(new)), random_.choice(MEMBERS))
        head = random_.choice(["class A:\n", "class A(B):\n    y = 1\n"])
        before, after = (
            (
                "class Z: ...\n" + head + "".join(f"    {m}\n" for m in item) + "def f(): 1\n"
            ).encode()
            for item in (old, new)
        )
        if before != after and _Shapes.of(before) is not None:
            part = changed_part(before, after)
            narrowed += part is not None and part[0].startswith(b"class A:\n    ")
            assert difference(before, after) == _difference(before, after), (before, after)
    assert narrowed > 200
