"""What a public path leads to in either version, members of classes above all."""

from __future__ import annotations

import pytest

from tests.rows import Row, both_readers, breaks, run
from tests.rules.sources import found_in
from unbroken.readers.libcst_reader import read_module

LOGGING = "import logging\nclass H(logging.Handler):\n"
TESTS = "import unittest\nclass T(unittest.TestCase):\n    def setUp(self): ...\n"
COMMAND = "import click\n@click.command()\n@click.argument('url')\n"
OWN = "from lib import Base\nclass A(Base):\n    def own(self): ...\n"

FORWARDS = "    def __init__(self, *args, **kw):\n        super().__init__(*args, **kw)\n"
BY_KEYWORD = "    def __init__(self, **kw):\n        super().__init__(**kw)\n"

FINAL = "from typing import final\n@final\nclass A:\n    x = 1\n"
NESTED = "class N:\n    class _B:\n        def __init__(self, {}): ...\n    class C(_B): ...\n"
BESIDE = "class A:\n    def __new__(cls, {}): ...\n    def __init__(self, {}): ...\n"

ROWS = {
    "what is declared, and then defined in branches": Row(
        {
            "m.py": "from typing import Callable\nf: Callable[[int], None]\n"
            "try:\n    import lib\n    def f(a): ...\nexcept ImportError:\n    def f(a): ...\n"
        },
        {"m.py": "x = 1\n"},
        breaks(("function-removed", "m.f")),
    ),
    "what a class has in one that inherits from it": Row(
        {"m.py": "class A:\n    def m(self, a, b=1): ...\nclass _B(A): ...\nA.inner = _B\n"},
        {"m.py": "class A:\n    def m(self, a): ...\nclass _B(A): ...\nA.inner = _B\n"},
        breaks(("parameter-removed", "m.A.m", "b")),
    ),
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
    "__new__ that names what __init__ names": Row(
        {"m.py": BESIDE.format("a, *_", "a, b=None")},
        {"m.py": BESIDE.format("a, b=None", "a, b=None")},
    ),
    "__new__ that names it differently": Row(
        {"m.py": BESIDE.format("a, *_", "a, b=None")},
        {"m.py": BESIDE.format("a, c=None", "a, b=None")},
        breaks(("var-positional-captured", "m.A", "c"), ("var-positional-removed", "m.A", "_")),
    ),
    "__new__ that no longer takes what __init__ takes": Row(
        {"m.py": BESIDE.format("a, *_", "a, b=None")},
        {"m.py": BESIDE.format("a", "a, b=None")},
        breaks(("var-positional-removed", "m.A", "_")),
    ),
    "an argument of Python's own exception": Row(
        {"m.py": "class E(AttributeError): ...\n"},
        {"m.py": "class E(AttributeError):\n    def __init__(self, *args): ...\n"},
        breaks(("parameter-removed", "m.E", "name"), ("parameter-removed", "m.E", "obj")),
    ),
    "an exception that takes what Python's own takes": Row(
        {"m.py": "class E(OSError): ...\n"},
        {"m.py": "class E(OSError):\n    def __init__(self, *args): ...\n"},
    ),
    "a class that a decorator from outside makes": Row(
        {"m.py": "import lib\n@lib.auto\nclass A:\n    x = lib.field()\n"},
        {"m.py": "class A:\n    x = 1\n    def __init__(self, x): ...\n"},
    ),
    "a class that a decorator leaves as it is": Row(
        {"m.py": FINAL},
        {"m.py": FINAL + "    def __init__(self, x): ...\n"},
        breaks(("parameter-added-required", "m.A", "x")),
    ),
    "a base inside a class": Row(
        {"m.py": NESTED.format("a, b")},
        {"m.py": NESTED.format("a")},
        breaks(("parameter-removed", "m.N.C", "b")),
    ),
    "parameters that went with **kwargs": Row(
        {"m.py": "def f(*, a=1, b=2, **more): ...\n"},
        {"m.py": "def f(*, a=1): ...\n"},
        breaks(("parameter-removed", "m.f", "b"), ("var-keyword-removed", "m.f", "more")),
    ),
    "parameters that went, but **kwargs stayed": Row(
        {"m.py": "def f(*, a=1, b=2, **more): return more\n"},
        {"m.py": "def f(*, a=1, **more): return more\n"},
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
    "a strategy, whose decorator draws": Row(
        {"m.py": "from hypothesis.strategies import composite\n@composite\ndef f(draw, a): ...\n"},
        {"m.py": "from hypothesis.strategies import composite\n@composite\ndef f(d, a): ...\n"},
    ),
    "a strategy that draws of something else": Row(
        {"m.py": "from hypothesis.strategies import composite\n@composite\ndef f(draw, a): ...\n"},
        {"m.py": "from hypothesis.strategies import composite\n@composite\ndef f(draw, b): ...\n"},
        breaks(("parameter-renamed", "m.f", "a")),
    ),
    "a named tuple, which is frozen as well": Row(
        {"m.py": "from typing import NamedTuple\nclass A(NamedTuple):\n    a: int\n"},
        {
            "m.py": "from dataclasses import dataclass\n@dataclass(frozen=True)\n"
            "class A:\n    a: int\n"
        },
        breaks(("base-removed", "m.A")),
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


def doubts(base: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what is found where a method of a class with a base from outside is gone."""
    head = f"import abc, collections.abc, lib, logging, torch\nclass A({base}):\n"
    old = {"m.py": head + "    def own(self): ...\n    def eval(self): ...\n"}
    new = {"m.py": head + "    x = 1\n"}
    return sorted((f.level, f.object, f.notes) for f in found_in(old, new, read_module))


def test_removal_is_a_warning_where_a_base_from_outside_may_have_the_method() -> None:
    note = ("its base class 'lib.Base' from outside the package may still provide it",)
    assert doubts("lib.Base") == [
        ("warning", "m.A.eval", note),
        ("warning", "m.A.own", note),
    ]


def test_removal_is_a_warning_where_a_new_base_may_have_it() -> None:
    new = "import lib\n_B = lib.make()\nclass A(lib.Base): ...\nclass C(_B): ...\n"
    old = "class A:\n    X = 1\n    def m(self): ...\nclass C:\n    X = 1\n    def m(self): ...\n"
    assert found_levels(old, new) == [
        ("attribute-removed", "m.A.X", "warning"),
        ("attribute-removed", "m.C.X", "warning"),
        ("method-removed", "m.A.m", "warning"),
        ("method-removed", "m.C.m", "warning"),
    ]
    known = "import abc\nclass A(abc.ABC): ...\nclass C(abc.ABC): ...\n"
    assert {level for _, _, level in found_levels(old, known)} == {"error"}


def test_removal_is_an_error_where_the_base_is_known_to_lack_the_method() -> None:
    assert doubts("torch.nn.Module") == [("error", "m.A.own", ())]
    assert doubts("logging.Handler") == [("error", "m.A.eval", ()), ("error", "m.A.own", ())]
    assert doubts("abc.ABC") == [("error", "m.A.eval", ()), ("error", "m.A.own", ())]


def found_levels(old: str, new: str) -> list[tuple[str, str, str]]:
    findings = found_in({"m.py": old}, {"m.py": new}, read_module)
    return sorted((finding.rule, finding.object, finding.level) for finding in findings)


def test_removal_is_a_warning_where_the_metaclass_provides_the_attribute() -> None:
    meta = "class _M(type):\n    @property\n    def X(cls): return 1\n"
    old = "class A:\n    X = 1\n    Y = 2\n"
    assert found_levels(old, meta + "class A(metaclass=_M): ...\n") == [
        ("attribute-removed", "m.A.X", "warning"),
        ("attribute-removed", "m.A.Y", "error"),
        ("metaclass-changed", "m.A", "warning"),
    ]


@pytest.mark.parametrize(
    ("decorated", "level", "notes"),
    [
        ("@lib.mark\nclass A:", "warning", ("the decorator 'mark' may still provide it",)),
        (
            "@lib.mark\nclass B: ...\nclass A(B):",
            "warning",
            ("the decorator 'mark' may still provide it",),
        ),
        ("def e(cls):\n    cls.Y = 1\n    return cls\n@e\nclass A:", "error", ()),
        ("from dataclasses import dataclass\n@dataclass\nclass A:", "error", ()),
    ],
)
def test_removal_is_a_warning_where_a_new_decorator_may_provide_it(
    decorated: str, level: str, notes: tuple[str, ...]
) -> None:
    old = {"m.py": "import lib\nclass A:\n    X = 1\n"}
    new = {"m.py": f"import lib\n{decorated} ...\n"}
    found = [f for f in found_in(old, new, read_module) if f.object == "m.A.X"]
    assert [(f.level, f.notes) for f in found] == [(level, notes)]


def test_removal_is_an_error_where_the_decorator_was_there_before() -> None:
    old = "import lib\n@lib.mark\nclass A:\n    X = 1\n"
    assert found_levels(old, old.replace("    X = 1\n", "    ...\n")) == [
        ("attribute-removed", "m.A.X", "error")
    ]


VALIDATORS = """from pydantic import BaseModel, field_validator, model_serializer
class A(BaseModel):
    x: int
"""


def test_validators_and_serializers_of_models_are_no_api() -> None:
    hooks = (
        "    @field_validator('x')\n    @classmethod\n    def check(cls, value): ...\n"
        "    @model_serializer(mode='wrap')\n    def dump(self, handler): ...\n"
    )
    assert found_levels(VALIDATORS + hooks, VALIDATORS) == []
    own = "    @classmethod\n    def check(cls, value): ...\n"
    assert found_levels(VALIDATORS + own, VALIDATORS) == [("method-removed", "m.A.check", "error")]


def test_configuration_of_a_model_is_no_api() -> None:
    old_style = "    class Config:\n        allow_mutation = False\n"
    new_style = "    model_config = {'frozen': True}\n"
    assert found_levels(VALIDATORS + old_style, VALIDATORS + new_style) == []
    assert found_levels(VALIDATORS, VALIDATORS + new_style) == [("frozen-added", "m.A", "error")]


def test_name_in_a_class_body_means_what_was_bound_before_it() -> None:
    base = "class Q:\n    def __init__(self, a): ...\n"
    old = base + "class A:\n    q = Q\n    def Q(self, a): ...\n"
    new = base + "class A:\n    q = Q\n    def Q(self, a, b): ...\n"
    assert found_levels(old, new) == [("parameter-added-required", "m.A.Q", "error")]


VARIADIC = (
    "from typing import Callable, TypedDict, TypeVarTuple, Unpack\nTs = TypeVarTuple('Ts')\n"
    "Us = TypeVarTuple('Us')\nKeys = TypedDict('Keys', {'a': int})\n"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "def f(g: Callable[[Unpack[Ts]], int], *args: Unpack[Ts]) -> int: ...",
            "def f(g: Callable[[Unpack[Us]], int], *args: Unpack[Us], k: int = 0) -> int: ...",
        ),
        ("def f(**kw: Unpack[Keys]): ...", "def f(x: int = 0, **kw: Unpack[Keys]): ..."),
    ],
)
def test_unpacked_type_variables_and_functional_typed_dicts_are_no_finding(
    old: str, new: str
) -> None:
    assert found_levels(VARIADIC + old, VARIADIC + new) == []
