"""Type parameters that are written in brackets (PEP 695), which not every Python can run."""

from __future__ import annotations

import pytest

from tests.rules.sources import found_in
from unbroken.model.projection import DEFAULT
from unbroken.readers.libcst_reader import read_module
from unbroken.readers.module_writer import write_module

TYPING = "from typing import Generic, TypeVar, TypeVarTuple, ParamSpec\nT = TypeVar('T')\n"
CHANGED = "type-parameters-changed"
NARROWED = "type-variable-narrowed"

CASES = {
    "one came": ("class A[T]: ...", "class A[T, U]: ...", CHANGED),
    "one came with a default": ("class A[T]: ...", "class A[T, U = int]: ...", None),
    "the default went": ("class A[T = int]: ...", "class A[T]: ...", None),
    "the second default went": ("class A[T, U = int]: ...", "class A[T, U]: ...", CHANGED),
    "one went": ("class A[T, U]: ...", "class A[T]: ...", CHANGED),
    "all went": ("class A[T]: ...", "class A: ...", CHANGED),
    "they came": ("class A: ...", "class A[T]: ...", None),
    "another name": ("class A[T]: ...", "class A[U]: ...", None),
    "another order": ("class A[T, U]: ...", "class A[U, T]: ...", CHANGED),
    "any number": ("class A[T]: ...", "class A[*Ts]: ...", CHANGED),
    "no longer any number": ("class A[*Ts]: ...", "class A[T]: ...", CHANGED),
    "any number behind": ("class A[T]: ...", "class A[T, *Ts]: ...", None),
    "parameters of a callable": ("class A[**P]: ...", "class A[T]: ...", CHANGED),
    "written in another way": (TYPING + "class A(Generic[T]): ...", "class A[T]: ...", None),
    "narrowed": ("class A[T]: ...", "class A[T: int]: ...", NARROWED),
    "narrowed in another way": (
        TYPING + "class A(Generic[T]): ...",
        "class A[T: int]: ...",
        NARROWED,
    ),
    "narrowed to some": ("class A[T]: ...", "class A[T: (int, str)]: ...", NARROWED),
    "some more": ("class A[T: (int, str)]: ...", "class A[T: (int, str, bytes)]: ...", None),
    "freed": ("class A[T: int]: ...", "class A[T]: ...", None),
    "of a function": ("def f[T](x: T): ...", "def f[T: int](x: T): ...", NARROWED),
    "freed, of a function": ("def f[T: int](x: T): ...", "def f[T](x: T): ...", None),
    "of a method": (
        "class A:\n    def m[T](self, x: T): ...",
        "class A:\n    def m[T: int](self, x: T): ...",
        NARROWED,
    ),
}


def wanted(old: str, new: str) -> list[str]:
    return [item.rule for item in found_in({"m.py": old}, {"m.py": new}, read_module)]


@pytest.mark.parametrize(("old", "new", "rule"), CASES.values(), ids=CASES.keys())
def test_what_is_in_brackets(old: str, new: str, rule: str | None) -> None:
    gone = TYPING in old and TYPING not in new
    found = [item for item in wanted(old, new) if not (gone and item == "attribute-removed")]
    assert found == ([rule] if rule else [])
    assert wanted(old, old) == wanted(new, new) == []


@pytest.mark.parametrize(
    "source",
    [
        "class A[T: int, *Ts, **P](B[T]):\n    x: T\n",
        "class A[T: (int, str) = int]: ...\n",
        "def f[T](x: T) -> T: ...\n",
    ],
)
def test_they_are_written_down(source: str) -> None:
    module = read_module(source.encode(), "m", "m.py", is_package=False)
    assert write_module(module, DEFAULT) == source


def test_the_other_messages() -> None:
    messages = [
        [item.message for item in found_in({"m.py": old}, {"m.py": new}, read_module)]
        for old, new in (
            ("class A[T, *Ts]: ...", "class A[*Ts, T]: ..."),
            ("class A[T, **P]: ...", "class A[T]: ..."),
            (TYPING + "V = TypeVar('V', covariant=True)", TYPING + "V = TypeVar('V')"),
            (TYPING + "V = TypeVar('V')", TYPING + "V = TypeVar('V', contravariant=True)"),
            (TYPING + "V = TypeVar('V', default=int)", TYPING + "V = TypeVar('V')"),
        )
    ]
    assert messages == [
        ["'A[T, *Ts]' is 'A[*Ts, T]' now: type arguments stand for other parameters"],
        ["'A[T, **P]' became 'A[T]': type arguments that it accepted are rejected"],
        ["'V' is invariant now"],
        ["'V' is contravariant now"],
        ["'V' has no default any more: it must be given in brackets"],
    ]
