"""Which attributes cannot have anything that a rule finds: pairs of versions that look the same."""

from __future__ import annotations

import pytest

from tests.rules.sources import files_of, surface_of
from unbroken.compare.untouched import look_untouched
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.resolution import Definition

PACKAGE = "# pkg/__init__.py\n# pkg/a.py\nclass A: ...\ndef dict(**a): ...\n"

# The value of `m.x` after some statements, the same in both versions of a package.
UNTOUCHED = {
    "a literal": ("", "1"),
    "a call from outside": ("import torch\n", "torch.float(1)"),
    "a call of a builtin": ("", "dict(a=1)"),
    "a name from outside": ("import torch\n", "torch.float"),
    "a renamed import": ("from torch import float32 as f\n", "f(1)"),
    "a choice from outside": ("import a, b\n", "a.f or b.f"),
    "a type variable": ("from typing import TypeVar\n", "TypeVar('x')"),
}
TOUCHED = {
    "a call of the package": ("from pkg.a import A\n", "A()"),
    "a name of the package": ("from pkg import a\n", "a.A"),
    "an argument of the package": (
        "from functools import partial\nfrom pkg.a import A\n", "partial(A)"
    ),
    "a builtin with another meaning": ("def dict(**a): ...\n", "dict(a=1)"),
    "a class that a text names": (
        "from typing import TypeVar\nclass A: ...\n", "TypeVar('x', bound='A')"
    ),
    "a class that a text may name": ("from typing import NewType\n", "NewType('x', 'pkg.a.A')"),
    "a name that nobody binds": ("", "A()"),
    "a name that stars may bind": ("from pkg.a import *\n", "dict(a=1)"),
    "a choice of the package": ("import b\nfrom pkg.a import A\n", "A or b.f"),
    "a variable": ("import functools\n", "functools.partial(lambda a: a)"),
}  # fmt: skip


def is_untouched(before: str, after: str) -> bool:
    versions = []
    for source in (before, after):
        files = files_of(f"{PACKAGE}# pkg/m.py\n{source}")
        surface = surface_of(files, read_module)
        target = surface.resolve("pkg.m.x")
        assert isinstance(target, Definition)
        versions.append((surface, target))
    return look_untouched(*versions)


@pytest.mark.parametrize("name", UNTOUCHED)
def test_value_from_outside_is_untouched(name):
    statements, value = UNTOUCHED[name]
    assert is_untouched(f"{statements}x = {value}\n", f"{statements}\nx = {value}\n")


@pytest.mark.parametrize("name", TOUCHED)
def test_value_that_may_be_of_the_package_is_looked_at(name):
    statements, value = TOUCHED[name]
    assert not is_untouched(f"{statements}x = {value}\n", f"{statements}\nx = {value}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import torch\nx = torch.float(1)\n", "import torch\nx = torch.float(2)\n"),
        ("from torch import f\nx = f(1)\n", "from numpy import f\nx = f(1)\n"),
        ("x = dict(a=1)\n", "def dict(**a): ...\nx = dict(a=1)\n"),
    ],
)
def test_value_with_another_meaning_is_looked_at(before, after):
    assert not is_untouched(before, after)
