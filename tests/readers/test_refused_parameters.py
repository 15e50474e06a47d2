"""Parameters that raise when something is passed to them."""

from __future__ import annotations

import pytest

from unbroken.loading.loader import read_anyhow
from unbroken.model.definitions import Function


def refused(body: str, parameters: str = "a, b=None, *rest, c=False, **more") -> tuple[str, ...]:
    source = f"def f({parameters}):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    module = read_anyhow(source.encode(), "m", "m.py", is_package=False)
    function = module.members["f"]
    assert isinstance(function, Function)
    return function.refuses


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if b is not None: raise TypeError", ("b",)),
        ("if b != None: raise TypeError", ("b",)),
        ("if b: raise TypeError", ("b",)),
        ("if c:\n    text = 'c'\n    raise ValueError(text)", ("c",)),
        ("'Do.'\nimport os\nx = a\nif b is not None: raise TypeError\nreturn x", ("b",)),
        ("if a < 0: raise ValueError\nif b is not None: raise TypeError", ("b",)),
        ("if b is not None: raise TypeError\nelse: return 1", ("b",)),
        ("if b is not None: raise TypeError\nif c: raise TypeError", ("b", "c")),
        ("if more: raise TypeError(more)", ("more",)),
        ("if rest: raise TypeError(rest)", ("rest",)),
        ("print(c)\nif more: raise TypeError", ("more",)),
        ("assert b is None\nassert not c, 'gone'\nassert not more", ("b", "c", "more")),
        ("assert a\nassert b == None", ("b",)),
    ],
)
def test_always_refused(body, expected):
    assert refused(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "if b is None: raise TypeError",
        "assert b",
        "assert b is not None",
        "assert c is None",
        "assert not a",
        "assert b is None or c",
        "if a: raise TypeError",
        "if b is not None and c: raise TypeError",
        "if b is not None: print(b)",
        "if b is not False: raise TypeError",
        "if c is not None: raise TypeError",
        "if a: return 1\nif b is not None: raise TypeError",
        "for x in a:\n    if b is not None: raise TypeError",
        "with a:\n    if b is not None: raise TypeError",
        "b = a\nif b is not None: raise TypeError",
        "if a: b = None\nif b is not None: raise TypeError",
        "x = more.pop('x')\nif more: raise TypeError(more)",
        "use(**more)\nif more: raise TypeError",
        "if b is not None:\n    if c: raise TypeError",
        "def inner():\n    if b is not None: raise TypeError\nreturn inner",
    ],
)
def test_not_always_refused(body):
    assert refused(body) == ()


@pytest.mark.parametrize("default", ["1", "'x'", "(1,)", "DEFAULT"])
def test_default_that_is_true_is_refused_by_comparison_only(default):
    assert refused("if b: raise TypeError", f"b={default}") == ()
    assert refused(f"if b is not {default}: raise TypeError", f"b={default}") == ("b",)
