"""Stars that only hand on to a base may be written out: what the base took is what worked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rows import Row, both_readers, breaks, run
from unbroken.model.definitions import Module

BASE = "class Base:\n    def m(self, a, b=0, *, c=0): ...\n    def __init__(self, a, b=0): ...\n"


def child(parameters: str, handed: str, name: str = "m", before: str = "class A(Base):\n") -> str:
    """Write a class whose method, or constructor, calls the one of its base."""
    return f"{before}    def {name}(self, {parameters}): super().{name}({handed})\n"


STARS = child("*args, **kw", "*args, **kw")
MADE = child("*args, **kw", "*args, **kw", "__init__")
OF_M = ("parameter-added-required", "m.A.m")

# Two versions of the classes beside `Base`, and what is found.
ROWS = {
    "written out": (STARS, child("a, b=0, *, c=0", "a, b, c=c"), ()),
    "written out, and more": (STARS, child("a, b=0, *, c=0, d=0", "a, b, c=c"), ()),
    "inherited now": (STARS, "class A(Base): ...\n", ()),
    "some written out": (child("a, *args, **kw", "a, *args, **kw"), "class A(Base): ...\n", ()),
    "a constructor": (MADE, child("a, b=0", "a, b", "__init__"), ()),
    "a constructor inherited now": (MADE, "class A(Base): ...\n", ()),
    "through another class": (
        STARS + child("*args, **kw", "*args, **kw", before="class B(A):\n"),
        STARS + child("a, b=0, *, c=0", "a, b, c=c", before="class B(A):\n"),
        (),
    ),
    "with less than the base takes": (
        STARS,
        child("a, *, c=0", "a, c=c"),
        (
            ("parameter-added-required", "m.A.m", "a"),
            ("var-keyword-removed", "m.A.m", "kw"),
            ("var-positional-removed", "m.A.m", "args"),
        ),
    ),
    "with more than the base needs": (
        STARS,
        child("a, d, b=0, *, c=0", "a, b, c=c"),
        (
            ("parameter-added-required", "m.A.m", "a"),
            ("parameter-added-required", "m.A.m", "d"),
            ("var-keyword-removed", "m.A.m", "kw"),
            ("var-positional-captured", "m.A.m", "b"),
            ("var-positional-removed", "m.A.m", "args"),
        ),
    ),
    "without handing on": (
        "class A(Base):\n    def m(self, *args): ...\n",
        "class A(Base):\n    def m(self, a): ...\n",
        (("parameter-added-required", "m.A.m", "a"), ("var-positional-removed", "m.A.m", "args")),
    ),
    "a parameter of its own": (
        child("d, *args, **kw", "*args, **kw"),
        child("a, b=0, *, c=0", "a, b, c=c"),
        (("parameter-renamed", "m.A.m", "d"),),
    ),
    "a base that is not known": (
        child("*args", "*args", before="class A(Outer):\n"),
        child("a", "a", before="class A(Outer):\n"),
        (("parameter-added-required", "m.A.m", "a"), ("var-positional-removed", "m.A.m", "args")),
    ),
}


@both_readers
@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = ROWS[name]
    start = f"from outside import Outer\n{BASE}"
    run(Row({"m.py": start + old}, {"m.py": start + new}, breaks(*found)), reader)
