"""What the typing specification says of callables, as versions of a function and of a type."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import found_in
from unbroken.config.config import Config, Settings
from unbroken.model.finding import Finding
from unbroken.policy.levels import with_configured_levels
from unbroken.readers.libcst_reader import read_module

TABLE = Path(__file__).with_name("assignability.txt")
BEFORE = """\
import collections.abc
from typing import (
    Any, Callable, Concatenate, NotRequired, ParamSpec, Protocol, Required, TypedDict, Unpack,
    overload,
)
P = ParamSpec("P")
class TD1(TypedDict):
    v1: Required[int]
    v2: NotRequired[str]
class TD2(TD1):
    v3: Required[str]
class Base: ...
class Derived(Base): ...
"""


def rows() -> Iterator[tuple[str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, _, types = line.partition(" ")
            old, new = types.strip().split(" => ")
            yield verdict, old, new


ROWS = list(rows())
SIGNATURES = [number for number, row in enumerate(ROWS) if row[1].startswith("(")]
TYPES = [number for number, row in enumerate(ROWS) if not row[1].startswith("(")]


def shown(number: int) -> str:
    return "{} {} => {}".format(*ROWS[number])


def called(name: str, signature: str) -> str:
    self = "(self" if signature.startswith("()") else "(self, "
    return f"class {name}:\n    def __call__{self}{signature[1:]}: ...\n"


FORMS = {
    "function": lambda name, old, new: (f"def {name}{old}: ...\n", f"def {name}{new}: ...\n"),
    "instance": lambda name, old, new: (called(name, old), called(name, new)),
    "returned": lambda name, old, new: (
        f"def {name}() -> {old}: ...\n",
        f"def {name}() -> {new}: ...\n",
    ),
    "taken": lambda name, old, new: (
        f"def {name}(x: {new}): ...\n",
        f"def {name}(x: {old}): ...\n",
    ),
}


@functools.cache
def found_of_all(form: str) -> dict[str, list[Finding]]:
    """Give what is found for every row, by its number: all of them are in one module."""
    numbers = TYPES if form in ("returned", "taken") else SIGNATURES
    texts = [FORMS[form](f"row{number}_", *ROWS[number][1:]) for number in numbers]
    old, new = ("".join(text[side] for text in texts) for side in (0, 1))
    found: dict[str, list[Finding]] = {}
    for item in found_in({"m.py": BEFORE + old}, {"m.py": BEFORE + new}, read_module):
        found.setdefault(item.object.split(".")[1].strip("row_"), []).append(item)
    return found


def judged(found: list[Finding]) -> str:
    """Say what is found, as the table does; what type checking breaks are errors if asked for."""
    strict = Config(Settings(typing="strict"))
    severe = [
        finding.level
        for finding in with_configured_levels([copy.copy(finding) for finding in found], strict)
    ]
    lenient = [finding.level for finding in with_configured_levels(found, Config())]
    if not lenient:
        return "ok"
    if set(lenient) == {"warning"} and set(severe) == {"error"}:
        return "types"
    return "calls" if "error" in lenient else "binds"


def check(form: str, number: int) -> None:
    verdict, old, new = ROWS[number]
    if verdict == "fewer":
        verdict = "types" if form == "taken" else "ok"
    found = judged(found_of_all(form).get(str(number), []))
    assert found == verdict or (verdict, found) == ("binds", "calls"), f"{old} => {new}"


@pytest.mark.parametrize("number", SIGNATURES, ids=shown)
@pytest.mark.parametrize("form", ["function", "instance"])
def test_a_callable_may_take_the_place_of_another(form: str, number: int) -> None:
    check(form, number)


@pytest.mark.parametrize("number", TYPES, ids=shown)
@pytest.mark.parametrize("form", ["returned", "taken"])
def test_types_of_callables_are_returned_and_taken(form: str, number: int) -> None:
    check(form, number)


def between(old: str, new: str) -> list[Finding]:
    return found_in({"m.py": BEFORE + old}, {"m.py": BEFORE + new}, read_module)


INT = "@overload\ndef f(x: int) -> int: ...\n"
STR = "@overload\ndef f(x: str) -> str: ...\n"
BOTH = INT + STR + "def f(x): ...\n"
LONG = "@overload\ndef f(x: int, y: str) -> float: ...\n"
SHORT = "@overload\ndef f(x: str) -> complex: ...\n"
OTHERS = LONG + SHORT + "def f(x, y=''): ...\n"

OVERLOADED = {
    "one of two, the first": ("ok", "def f(x: int) -> int: ...\n", BOTH),
    "one of two, the second": ("ok", "def f(x: str) -> str: ...\n", BOTH),
    "none of two": ("types", "def f(x: float) -> float: ...\n", BOTH),
    "each of two": ("ok", OTHERS, "def f(x: int | str, y: str = '') -> int: ...\n"),
    "the second of two": ("calls", OTHERS, "def f(x: str) -> complex: ...\n"),
    "the first of two": ("types", BOTH, "def f(x: int) -> int: ...\n"),
    "takes each, gives less": ("types", BOTH, "def f(x: int | str) -> object: ...\n"),
    "takes each, gives anything": ("ok", BOTH, "def f(x: Any) -> Any: ...\n"),
    "in another order": ("ok", BOTH, STR + INT + "def f(x): ...\n"),
    "a third": ("ok", BOTH, INT + STR + STR.replace("str", "bytes") + "def f(x): ...\n"),
    "one that takes more": (
        "ok",
        BOTH,
        INT.replace("x: int", "x: float") + STR + "def f(x): ...\n",
    ),
    "one that takes less": (
        "types",
        BOTH,
        INT.replace("x: int", "x: bool") + STR + "def f(x): ...\n",
    ),
    "one that gives less": (
        "types",
        BOTH,
        INT.replace("-> int", "-> float") + STR + "def f(x): ...\n",
    ),
    "one by position only": (
        "types",
        BOTH,
        INT.replace("x: int", "x: int, /") + STR + "def f(x): ...\n",
    ),
}


@pytest.mark.parametrize(("verdict", "old", "new"), OVERLOADED.values(), ids=OVERLOADED.keys())
def test_overloads_are_taken_one_by_one(verdict: str, old: str, new: str) -> None:
    assert judged(between(old, new)) == verdict


CALLBACK = "class A(Protocol):\n    def __call__(self, x: int) -> None: ...\n"
PROTOCOLS = {
    "an attribute beside the call": ("types", CALLBACK, CALLBACK + "    more: int\n"),
    "what every function has": ("ok", CALLBACK, CALLBACK + "    __name__: str\n"),
    "a class that is called": (
        "calls",
        CALLBACK,
        CALLBACK.replace("x: int", "x: int, y: int"),
    ),
}


@pytest.mark.parametrize(("verdict", "old", "new"), PROTOCOLS.values(), ids=PROTOCOLS.keys())
def test_protocols_ask_for_what_they_declare(verdict: str, old: str, new: str) -> None:
    assert judged(between(old, new)) == verdict


MESSAGES = [
    (
        "def f(x: float): ...\n",
        BOTH,
        "no overload takes all that parameter 'x' took: float",
        "Add an overload that takes float.",
    ),
    (
        "def f(*, v1: int, v3: str, v4: int): ...\n",
        "def f(**kwargs: Unpack[TD2]): ...\n",
        "parameter 'v4' is not a key of '**kwargs': type checkers reject it",
        "Add 'v4' to the keys, as NotRequired.",
    ),
    (
        "def f(*, v1: int, v3: str = ''): ...\n",
        "def f(**kwargs: Unpack[TD2]): ...\n",
        "key 'v3' must be passed: type checkers reject calls without it",
        "Declare 'v3' as NotRequired.",
    ),
]


@pytest.mark.parametrize(("old", "new", "message", "remedy"), MESSAGES)
def test_what_is_said(old: str, new: str, message: str, remedy: str) -> None:
    found = between(old, new)
    assert [(finding.message, finding.remedy) for finding in found] == [(message, remedy)]
