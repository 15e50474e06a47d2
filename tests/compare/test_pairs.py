"""What a public path leads to in either version, members of classes above all."""

from __future__ import annotations

import pytest

from tests.rows import Row, both_readers, breaks, run

LOGGING = "import logging\nclass H(logging.Handler):\n"
TESTS = "import unittest\nclass T(unittest.TestCase):\n    def setUp(self): ...\n"
COMMAND = "import click\n@click.command()\n@click.argument('url')\n"
OWN = "from lib import Base\nclass A(Base):\n    def own(self): ...\n"

FORWARDS = "    def __init__(self, *args, **kw):\n        super().__init__(*args, **kw)\n"
BY_KEYWORD = "    def __init__(self, **kw):\n        super().__init__(**kw)\n"

ROWS = {
    "what only was handed on to an outside base": Row(
        {"m.py": "from lib import B\nclass A(B):\n" + FORWARDS},
        {"m.py": "from lib import B\nclass A(B):\n" + BY_KEYWORD},
    ),
    "what a base refused already": Row(
        {"m.py": "class B:\n    def __init__(self, *, k=1): ...\nclass A(B):\n" + FORWARDS},
        {"m.py": "class B:\n    def __init__(self, *, k=1): ...\nclass A(B):\n" + BY_KEYWORD},
    ),
    "what a base took": Row(
        {"m.py": "class B:\n    def __init__(self, x=1): ...\nclass A(B):\n" + FORWARDS},
        {"m.py": "class B:\n    def __init__(self, x=1): ...\nclass A(B):\n" + BY_KEYWORD},
        breaks(("parameter-became-keyword-only", "m.A", "x")),
    ),
    "what the class took for itself": Row(
        {"m.py": "from lib import B\nclass A(B):\n    def __init__(self, *args): ...\n"},
        {"m.py": "from lib import B\nclass A(B):\n    def __init__(self): ...\n"},
        breaks(("var-positional-removed", "m.A", "args")),
    ),
    "an override of Python's own": Row(
        {"m.py": LOGGING + "    def emit(self, record): ...\n    def own(self): ...\n"},
        {"m.py": LOGGING + "    def own(self): ...\n"},
    ),
    "a method beside Python's own": Row(
        {"m.py": LOGGING + "    def emit(self, record): ...\n    def own(self): ...\n"},
        {"m.py": LOGGING + "    def emit(self, record): ...\n"},
        breaks(("method-removed", "m.H.own")),
    ),
    "only where Python lacks it": Row(
        {"m.py": TESTS + "    if not PY33:\n        def subTest(self, *a, **k): ...\n"},
        {"m.py": TESTS},
    ),
    "an override of a builtin": Row(
        {"m.py": "class D(dict):\n    def get(self, key): ...\n    def put(self, key): ...\n"},
        {"m.py": "class D(dict):\n    def put(self, key): ...\n"},
    ),
    "a method beside a builtin": Row(
        {"m.py": "class D(dict):\n    def get(self, key): ...\n    def put(self, key): ...\n"},
        {"m.py": "class D(dict):\n    def get(self, key): ...\n"},
        breaks(("method-removed", "m.D.put")),
    ),
    "an override behind bases of bases": Row(
        {
            "m.py": "from collections import UserDict\nclass B(UserDict): ...\n"
            "class D(B):\n    def pop(self, key): ...\n"
        },
        {"m.py": "from collections import UserDict\nclass B(UserDict): ...\nclass D(B): ...\n"},
    ),
    "a method beside an unknown base": Row(
        {"m.py": OWN},
        {"m.py": "from lib import Base\nclass A(Base): ...\n"},
        breaks(("method-removed", "m.A.own")),
    ),
    "a property of another kind": Row(
        {"m.py": "import lib\nclass A:\n    @lib.memoized_property\n    def x(self): ...\n"},
        {"m.py": "class A:\n    x = False\n"},
    ),
    "to a property of another kind": Row(
        {"m.py": "class A:\n    x = False\n"},
        {"m.py": "import lib\nclass A:\n    @lib.MemoizedProperty\n    def x(self): ...\n"},
    ),
    "a command of a command line": Row(
        {"m.py": COMMAND + "def main(proxies, url): ...\n"},
        {"m.py": COMMAND + "def main(url, proxy): ...\n"},
    ),
    "a command of a command line, renamed": Row(
        {"m.py": COMMAND + "def main(proxies, url): ...\n"},
        {"m.py": COMMAND + "def cli(proxies, url): ...\n"},
        breaks(("function-removed", "m.main")),
    ),
    "a fixture": Row(
        {"m.py": "from pytest import fixture\n@fixture\ndef app(request): ...\n"},
        {"m.py": "from pytest import fixture\n@fixture\ndef app(tmp_path): ...\n"},
    ),
    "a decorator of another library": Row(
        {"m.py": "import lib\n@lib.command\ndef f(a): ...\n"},
        {"m.py": "import lib\n@lib.command\ndef f(a, b): ...\n"},
        breaks(("parameter-added-required", "m.f", "b")),
    ),
    "a type variable": Row(
        {"m.py": "from typing import TypeVar\nT = TypeVar('T')\nX = 1\n"},
        {"m.py": "X = 1\n"},
        breaks(("attribute-removed", "m.T")),
    ),
    "a base and a member of it": Row(
        {
            "m.py": "class B:\n    def gone(self): ...\n    def kept(self): ...\n"
            "class A(B):\n    def own(self): ...\n"
        },
        {"m.py": "class B:\n    def kept(self): ...\nclass A:\n    def own(self): ...\n"},
        breaks(("base-removed", "m.A"), ("method-removed", "m.B.gone")),
    ),
}


@both_readers
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_rows(reader, row: Row) -> None:
    run(row, reader)
