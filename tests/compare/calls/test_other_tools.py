"""The signature cases that griffe and PyTorch's bc-linter test themselves by, as ours.

The cases are the facts of griffe's `test_diff.py` and of the bc-linter's `test_compatibility.py`
that concern the parameters of one function; each is judged here by which calls work. Where we
decide otherwise than the tool, the row says why.
"""

from __future__ import annotations

import pytest

from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.causes import breaks

GRIFFE = [
    ("", "x", ["parameter-added-required x"]),
    # A changed default breaks no call: it is a rule of its own (parameter-default-changed).
    ("x=0", "x=1", []),
    ("x, /", "*, x", ["parameter-became-keyword-only x"]),
    ("*, x", "x, /", ["parameter-became-positional-only x"]),
    ("x", "x, /", ["parameter-became-positional-only x"]),
    ("x", "*, x", ["parameter-became-keyword-only x"]),
    ("x, /", "*x", []),
    # To griffe the kind of `x` changed. The name is all that the two have in common: the
    # parameter is gone, and `*x` takes its place but not its keyword.
    ("x", "*x", ["parameter-removed x"]),
    ("*, x", "*x", ["parameter-removed x"]),
    # As above: two variadic parameters that share a name are not one that changed.
    ("**x", "*x", ["var-keyword-removed x"]),
    ("x", "*x, **y", []),
    ("*, x", "*x, **y", []),
    ("x, /", "**x", ["parameter-removed x"]),
    ("x", "**x", ["parameter-removed x"]),
    ("*, x", "**x", []),
    ("*x", "**x", ["var-positional-removed x"]),
    ("x, /", "*y, **x", []),
    ("x", "*y, **x", []),
    ("x=1", "x", ["parameter-became-required x"]),
    # griffe reports both parameters as moved; it is one swap.
    ("x, y", "y, x", ["parameters-reordered x"]),
    ("x, y", "x", ["parameter-removed y"]),
]

BC_LINTER = [
    ("*args", "", ["var-positional-removed args"]),
    ("**kwargs", "", ["var-keyword-removed kwargs"]),
    ("", "", []),
    # The linter reports a rename. No call can have used the name of a positional-only parameter.
    ("x, /", "y, /", []),
    ("x, /", "", ["parameter-removed x"]),
    ("x", "", ["parameter-removed x"]),
    ("*, x", "", ["parameter-removed x"]),
    ("", "x, /", ["parameter-added-required x"]),
    ("", "x", ["parameter-added-required x"]),
    ("", "*, x", ["parameter-added-required x"]),
    ("", "x=0, /", []),
    ("", "x=0", []),
    ("", "*, x=0", []),
    # Annotations are judged by rules of their own, as long as nothing suggests another parameter.
    ("x: int", "x", []),
    ("x", "x: int", []),
    ("a: int, b: int, /", "a: str, b: int, /", []),
    ("*, a: int, b: int", "*, b: int, a: str", []),
    ("*, a: List[int], b: List[int]", "*, b: List[int], a: List[int]", []),
    ("x=0, /", "x, /", ["parameter-became-required x"]),
    ("x=0", "x", ["parameter-became-required x"]),
    ("*, x=0", "*, x", ["parameter-became-required x"]),
    ("x, y, /", "y, x, /", ["parameters-reordered x"]),
    ("x, y", "y, x", ["parameters-reordered x"]),
    ("*, x, y", "*, y, x", []),
    # Here `*args` takes what the shifted slots leave over, and still every call breaks.
    (
        "b, c, /, d, e, *args, f, **kwds",
        "a, b, c, /, d, e, *args, f, **kwds",
        ["parameter-added-required a"],
    ),
    # The constructors of the linter's dataclass cases.
    ("a, b", "a", ["parameter-removed b"]),
    ("a", "a, b", ["parameter-added-required b"]),
    ("a", "a, b=0", []),
    ("a", "a=1", []),
]


@pytest.mark.parametrize(("old", "new", "causes"), [*GRIFFE, *BC_LINTER])
def test_cases_of_other_tools(old: str, new: str, causes: list[str]) -> None:
    found = breaks(signature(old), signature(new), Callee("f", "f"))
    assert [f"{cause.cause} {cause.parameter}" for cause in found] == causes
