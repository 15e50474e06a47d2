"""What names mean across modules: real breaks are found, and what still works stays silent."""

from __future__ import annotations

import pytest

from tests.rows import Row, both_readers, breaks, run

# A package binds a class to the name of the module that it is imported from.
HIDDEN = {
    "p/__init__.py": "from .array import array\n",
    "p/array.py": "class array: ...\nclass Other: ...\ndef helper(a): ...\n",
}
CIRCLE = {
    "p/__init__.py": "",
    "p/a.py": "from p.b import f\ng = f.g\nclass A: ...\n",
    "p/b.py": "import p.a\nf = p.a.g\n",
}
PARTIALS = "from functools import partial\nf = partial(f, 1)\ng = partial(h)\nh = partial(g)\n"

ROWS = {
    "a name hides its module": Row(HIDDEN, {}),
    "a name comes to hide its module": Row({**HIDDEN, "p/__init__.py": ""}, HIDDEN),
    "gone from a hidden module": Row(
        HIDDEN,
        {"p/array.py": "class array: ...\ndef helper(a, b): ...\n"},
        breaks(
            ("class-removed", "p.array.Other"), ("parameter-added-required", "p.array.helper", "b")
        ),
    ),
    "imported out of a hidden module": Row(
        {**HIDDEN, "p/b.py": "def helper(a): ...\n"},
        {"p/b.py": "from p.array import helper as helper\n"},
    ),
    "an alias of itself": Row(
        {"m.py": "x = x.y\ny = y\nz = z.a.b\n"}, {"m.py": "x = x.y\ny = y\nz = z.a.b\nv = 1\n"}
    ),
    "aliases in a circle": Row(CIRCLE, {"p/b.py": "import p.a\nf = p.a.g\nB = p.a.A\n"}),
    "a class that imports from itself": Row(
        {
            "p/__init__.py": "from p.a import A\n",
            "p/a.py": "class A:\n    from .a import A\n    from p.A import __init__, m\n",
        },
        {
            "p/a.py": "class A:\n    from .a import A\n    from p.A import __init__, m\n"
            "    def __repr__(self): return ''\n",
        },
    ),
    "modules that call functions of each other": Row(
        {
            "p/__init__.py": "",
            "p/a.py": "from p import b\nb.f()\nx = 1\n",
            "p/b.py": "from p import a\na.f()\n",
        },
        {"p/a.py": "from p import b\nb.f()\n"},
        breaks(("attribute-removed", "p.a.x")),
    ),
    "gone from a module that is star-imported in a circle": Row(
        {
            "p/__init__.py": "from p.a import *\n",
            "p/a.py": "from p import *\nx = 1\n",
        },
        {"p/a.py": "from p import *\n"},
        breaks(("attribute-removed", "p.x")),
    ),
    "partials in a circle": Row({"m.py": PARTIALS}, {"m.py": PARTIALS.replace("f, 1", "f, 2")}),
    "a class named again": Row(
        {"p/__init__.py": "", "p/a.py": "class Old: ...\nclass New: ...\nNext = Old\n"},
        {"p/a.py": "class New: ...\nNext = New\n"},
        breaks(("class-removed", "p.a.Old")),
    ),
    "a class with a shorter alias": Row(
        {"p/__init__.py": "", "p/a.py": "class Extension: ...\next = Extension\n"},
        {"p/a.py": ""},
        breaks(("class-removed", "p.a.Extension")),
    ),
}


@both_readers
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_rows(reader, row: Row) -> None:
    run(row, reader)
