"""What is called by another name or through another object, case by case, against real calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from tests.semantics.constructors.front_end_truth import (
    CALL_RULES,
    complaint,
    constructed,
    observed,
    parameters_of,
)
from tests.semantics.constructors.test_front_ends import found_by
from unbroken.model.definitions import Module
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module

PARTIAL = "from functools import partial\n"
TUPLE = "from collections import namedtuple\nfrom typing import NamedTuple\n"
DATACLASS = "from dataclasses import dataclass, make_dataclass\n"


class Case(NamedTuple):
    """Two bodies of a module, in which `def f(…): ...` is to return what arrived.

    `name` is the definition whose calls are meant (`call`: as users write them), `broken` the
    rule and parameter of each finding.
    """

    old: str
    new: str
    broken: tuple[tuple[str, str], ...] = ()
    name: str = "f"
    call: str = "f"


def method(old: str, new: str, *broken: tuple[str, str], name: str = "m", before: str = "") -> Case:
    """Make the case of a method of `Model`, whose parameters are given."""
    bodies = (f"class Model:\n    {before}def {name}({item}): ...\n" for item in (old, new))
    call = {"m": "model.m", "__call__": "model"}.get(name, "Model")
    path = "Model" if name == "__init__" else f"Model.{name}"
    return Case(*bodies, broken, path, f"Model.{name}" if before else call)


CASES = {
    "partial of a partial": Case(
        PARTIAL + "def _g(a, b, c): ...\n_h = partial(_g, 0)\nf = partial(_h, c=0)\n",
        PARTIAL + "def _g(a, c, b): ...\n_h = partial(_g, 0)\nf = partial(_h, c=0)\n",
        (("parameter-became-keyword-only", "b"),),
    ),
    "partial in a partial": Case(
        PARTIAL + "def _g(a, b, c=0): ...\nf = partial(partial(_g, 0, c=0), c=0)\n",
        PARTIAL + "def _g(a, c=0, b=0): ...\nf = partial(partial(_g, 0, c=0), c=0)\n",
        (("parameter-became-keyword-only", "b"),),
    ),
    "partial of a lambda": Case(
        PARTIAL + "f = partial(lambda a, b: ..., 0)\n",
        PARTIAL + "f = partial(lambda a, c: ..., 0)\n",
        (("parameter-renamed", "b"),),
    ),
    "partial of an alias": Case(
        PARTIAL + "def _g(a, b): ...\n_h = _g\nf = partial(_h, 0)\n",
        PARTIAL + "def _g(a): ...\n_h = _g\nf = partial(_h, 0)\n",
        (("parameter-removed", "b"),),
    ),
    "partial of a method": Case(
        PARTIAL + "class _A:\n    def m(self, a, b): ...\nf = partial(_A.m, 0, 0)\n",
        PARTIAL + "class _A:\n    def m(self, b, a): ...\nf = partial(_A.m, 0, 0)\n",
        (("parameter-renamed", "b"),),
    ),
    "partial of a class method": Case(
        PARTIAL
        + "class _A:\n    @classmethod\n    def m(cls, a, b=0): ...\nf = partial(_A.m, 0)\n",
        PARTIAL + "class _A:\n    @classmethod\n    def m(cls, a): ...\nf = partial(_A.m, 0)\n",
        (("parameter-removed", "b"),),
    ),
    "partial of a static method": Case(
        PARTIAL + "class _A:\n    @staticmethod\n    def m(a, b=0): ...\nf = partial(_A.m, 0)\n",
        PARTIAL + "class _A:\n    @staticmethod\n    def m(a, *, b=0): ...\nf = partial(_A.m, 0)\n",
        (("parameter-became-keyword-only", "b"),),
    ),
    "partial of a class": Case(
        PARTIAL
        + DATACLASS
        + "@dataclass\nclass _A:\n    a: int\n    b: int\nf = partial(_A, b=0)\n",
        PARTIAL
        + DATACLASS
        + "@dataclass\nclass _A:\n    b: int\n    a: int\nf = partial(_A, b=0)\n",
        (("parameter-became-keyword-only", "a"),),
    ),
    "partial that gives a parameter twice": Case(
        PARTIAL + "def _g(b, a=0): ...\nf = partial(_g, 0, a=0)\n",
        PARTIAL + "def _g(a, b=0): ...\nf = partial(_g, 0, a=0)\n",
        (("parameters-reordered", "a"),),
    ),
    "partial that gives what is gone": Case(
        PARTIAL + "def _g(a, b=0): ...\nf = partial(_g, b=0)\n",
        PARTIAL + "def _g(a): ...\nf = partial(_g, b=0)\n",
        (("parameter-removed", "b"),),
    ),
    "partial that gives more than is taken": Case(
        PARTIAL + "def _g(a, b=0): ...\nf = partial(_g, 0, 0)\n",
        PARTIAL + "def _g(a): ...\nf = partial(_g, 0, 0)\n",
        (("parameter-removed", "b"),),
    ),
    "partial that gives more of its own": Case(
        PARTIAL + "def _g(a, b): ...\nf = partial(_g, 0)\n",
        PARTIAL + "def _g(a, b): ...\nf = partial(_g, 0, b=0)\n",
        (("parameter-became-keyword-only", "b"),),
    ),
    "partial of what **kwargs takes": Case(
        PARTIAL + "def _g(a, /, **kwargs): ...\nf = partial(_g, 0)\n",
        PARTIAL + "def _g(a, **kwargs): ...\nf = partial(_g, 0)\n",
        (("parameter-inserted", "a"),),
    ),
    "a function becomes a partial": Case(
        "def f(a, b=0): ...\n",
        PARTIAL + "def _g(c, a, b=0): ...\nf = partial(_g, 0)\n",
    ),
    "a partial becomes a function": Case(
        PARTIAL + "def _g(c, a, b=0): ...\nf = partial(_g, 0)\n",
        "def f(a, b): ...\n",
        (("parameter-became-required", "b"),),
    ),
    "a lambda that is called otherwise": Case(
        "f = lambda a, b=0: ...\n",
        "f = lambda a, *, b=0: ...\n",
        (("parameter-became-keyword-only", "b"),),
    ),
    "an alias": Case(
        "def _g(a, b=0): ...\nf = _g\n", "def _g(a): ...\nf = _g\n", (("parameter-removed", "b"),)
    ),
    "an alias that names another function": Case(
        "def _g(a, b=0): ...\ndef _h(a): ...\nf = _g\n",
        "def _g(a, b=0): ...\ndef _h(a): ...\nf = _h\n",
        (("parameter-removed", "b"),),
    ),
    "namedtuple loses a field": Case(
        TUPLE + "A = namedtuple('A', 'a b')\n",
        TUPLE + "A = namedtuple('A', ['a'])\n",
        (("parameter-removed", "b"),),
        "A",
        "A",
    ),
    "namedtuple becomes a class": Case(
        TUPLE + "A = namedtuple('A', 'a b', defaults=(0,))\n",
        TUPLE + "class A(NamedTuple):\n    a: int\n    b: int = 0\n",
        (),
        "A",
        "A",
    ),
    "namedtuple becomes a class with less defaults": Case(
        TUPLE + "A = namedtuple('B', 'a b', defaults=(0,))\n",
        TUPLE + "class A(NamedTuple):\n    a: int\n    b: int\n",
        (("parameter-became-required", "b"),),
        "A",
        "A",
    ),
    "a class becomes a namedtuple of another name": Case(
        TUPLE + "class A(NamedTuple):\n    a: int\n    b: int\n",
        TUPLE + "A = NamedTuple('B', [('b', int), ('a', int)])\n",
        (("parameters-reordered", "a"),),
        "A",
        "A",
    ),
    "a dataclass becomes a made one": Case(
        DATACLASS + "@dataclass\nclass A:\n    a: int = 0\n",
        DATACLASS + "A = make_dataclass('A', ['a'])\n",
        (("parameter-became-required", "a"),),
        "A",
        "A",
    ),
    "a class variable by another name in a made dataclass": Case(
        DATACLASS + "import typing as t\nCV = t.ClassVar\n"
        "A = make_dataclass('A', [('x', t.ClassVar[int], 0), ('y', CV, 0), ('a', int, 0)])\n",
        DATACLASS + "import typing as t\nA = make_dataclass('A', [('a', int)])\n",
        (("parameter-became-required", "a"),),
        "A",
        "A",
    ),
    "a class that no longer takes arguments": Case(
        "class A:\n    def __init__(self, a): ...\n",
        "class A: ...\n",
        (("parameter-removed", "a"),),
        "A",
        "A",
    ),
    "an exception that takes arguments of any number": Case(
        "class A(Exception):\n    def __init__(self, a, b): ...\n",
        "class A(Exception): ...\n",
        (("parameter-removed", "a"), ("parameter-removed", "b")),
        "A",
        "A",
    ),
    "an exception that takes arguments of its own": Case(
        "class A(ValueError): ...\n",
        "class A(ValueError):\n    def __init__(self, a): ...\n",
        (("parameter-added-required", "a"), ("var-positional-removed", "args")),
        "A",
        "A",
    ),
    "a class that implements a protocol": Case(
        "from typing import Protocol\nclass P(Protocol):\n    b: int\n"
        "class A(P):\n    def __init__(self, a): ...\n",
        "from typing import Protocol\nclass P(Protocol):\n    b: int\n"
        "class A(P):\n    def __init__(self, a, c): ...\n",
        (("parameter-added-required", "c"),),
        "A",
        "A",
    ),
    "what gives nothing to anybody": method("self, *, a=0", "self, *, a=0, c=0"),
    "a class method": method(
        "cls, a, b=0",
        "cls, a, *, b=0",
        ("parameter-became-keyword-only", "b"),
        before="@classmethod\n    ",
    ),
    "a method in *args": method("*args", "self, *args"),
    "a method that lost its self": method("self, a=0", "*args", ("parameter-removed", "a")),
    "what is called is an instance": method(
        "self, a", "self, b", ("parameter-renamed", "a"), name="__call__"
    ),
}

# The typing specification, "Callables", "Assignability rules for callables" ("Historical
# positional-only parameters" for names with two underscores). What may stand for the old type,
# and takes every call at run time as well, is no break.
RULES = {
    "another name of a positional-only parameter": ("a, /", "b, /", None),
    "another name of a parameter": ("a", "b", "parameter-renamed"),
    "a standard parameter for a positional-only one": ("a, /", "a", None),
    "a positional-only parameter for a standard one": (
        "a",
        "a, /",
        "parameter-became-positional-only",
    ),
    "a standard parameter for a keyword-only one": ("*, a", "a", None),
    "a keyword-only parameter for a standard one": ("a", "*, a", "parameter-became-keyword-only"),
    "keyword-only parameters in another order": ("*, a, b", "*, b, a", None),
    "standard parameters in another order": ("a, b", "b, a", "parameters-reordered"),
    "*args for positional-only parameters": ("a, b, /", "*args", None),
    "*args for standard parameters": ("a, b", "*args", "parameter-removed"),
    "no *args for *args": ("*args", "", "var-positional-removed"),
    "positional-only parameters for *args": ("*args", "a=0, b=0, /", "var-positional-removed"),
    "a parameter in front of *args": ("*args", "a=0, /, *args", "var-positional-captured"),
    "**kwargs for keyword-only parameters": ("*, a, b=0", "**kwargs", None),
    "**kwargs for standard parameters": ("a", "**kwargs", "parameter-removed"),
    "both for standard parameters": ("a, b=0", "*args, **kwargs", None),
    "no **kwargs for **kwargs": ("**kwargs", "", "var-keyword-removed"),
    "keyword-only parameters for **kwargs": ("**kwargs", "*, a=0", "var-keyword-removed"),
    "a keyword-only parameter beside **kwargs": ("**kwargs", "*, a=0, **kwargs", None),
    "a needed one beside **kwargs": ("**kwargs", "*, a, **kwargs", "parameter-added-required"),
    "a default more": ("a", "a=0", None),
    "a default less": ("a=0", "a", "parameter-became-required"),
    "a parameter with a default more": ("a", "a, b=0", None),
    "a parameter without a default more": ("a", "a, b", "parameter-added-required"),
    "a parameter less": ("a, b=0", "a", "parameter-removed"),
    "a parameter that is needed less": ("a, b", "a", "parameter-removed"),
    "a historical positional-only parameter": ("__a", "__b", None),
    "a modern for a historical one": ("__a", "a, /", None),
    "a historical for a modern one": ("a, /", "__a", None),
    "a standard for a historical one": ("__a", "a", None),
    "a historical for a standard one": ("a", "__a", "parameter-became-positional-only"),
    "two historical ones": ("__a, __b=0", "__c, __d=0", None),
    "historical ones of which one went": ("__a, __b=0", "__a", "parameter-removed"),
    "historical ones of which one is needed": (
        "__a, __b=0",
        "__a, __b",
        "parameter-became-required",
    ),
    "one more historical one": ("__a", "__a, __b", "parameter-added-required"),
}
# Where a name is not mangled, one behind a standard parameter is no historical one.
IN_FUNCTIONS = {
    "behind a standard parameter, in a function": ("a, __b", "a, __c", "parameter-renamed"),
    "a keyword-only one, in a function": ("*, __a=0", "*, __b=0", "parameter-renamed"),
    "a dunder, in a function": ("__a__", "__b__", "parameter-renamed"),
}
IN_METHODS = {
    "behind a standard parameter, in a method": ("a, __b", "a, __c", None),
    "and gone, in a method": ("a, __b=0", "a", "parameter-removed"),
    "a keyword-only one, in a method": ("*, __a=0", "*, __b=0", None),
    "a keyword-only one that is needed, in a method": (
        "a",
        "a, *, __b",
        "parameter-added-required",
    ),
    "a dunder, in a method": ("__a__", "__b__", "parameter-renamed"),
}
OWN_KEYWORDS = ("__a__", "*, __a=0")
"""The oracle tries no such keywords: what is found there is not held against real calls."""


def really(case: Case, body: str) -> Callable[..., Mapping[str, Any]]:
    """Run a module, and give what is called there."""
    scope: dict[str, Any] = {"plain": plain}
    keep = "{k: plain(v) for k, v in locals().items() if k not in ('self', 'cls')}"
    text = re.sub(r"(def (?!__init__)[^\n]*): \.\.\.", rf"\1: return {keep}", body)
    text = re.sub(r"(lambda [a-z_=0, *]*): \.\.\.", r"\1: dict(locals())", text)
    exec(text, scope)
    owner, _, name = case.name.partition(".")
    found = scope[owner]
    if not name:
        made = getattr(found, "func", found)  # by a partial
        return constructed(found) if isinstance(made, type) else found
    if name == "__call__":
        return found()
    return getattr(found(), name)


def plain(arrived: object) -> object:
    """Leave the instance out of `*args`."""
    if isinstance(arrived, tuple):
        return tuple(item for item in arrived if isinstance(item, (int, str)))
    return arrived


def said(case: Case, reader: Callable[..., Module]) -> tuple[set[tuple[str, str]], str | None]:
    """Give rules and parameters of what is found, and what real calls say against it."""
    old, new = ({"pkg/__init__.py": "", "pkg/m.py": body} for body in (case.old, case.new))
    found = [
        item
        for item in found_by(reader, old, new)
        if item.object == f"pkg.m.{case.name}" and item.rule in CALL_RULES
    ]
    before, after = (
        observed(function, parameters_of(function))
        for function in (really(case, case.old), really(case, case.new))
    )
    told = {(finding.rule, str(finding.parameter)) for finding in found}
    return told, complaint(before, after, found, case.call)


@pytest.mark.parametrize("reader", [read_module, read_module_with_griffe])
@pytest.mark.parametrize("name", CASES)
def test_cases(name: str, reader: Callable[..., Module]) -> None:
    told, wrong = said(CASES[name], reader)
    assert wrong is None
    assert told == set(CASES[name].broken)


@pytest.mark.parametrize("name", RULES | IN_FUNCTIONS)
def test_rules_of_the_typing_specification_in_functions(name: str) -> None:
    old, new, rule = (RULES | IN_FUNCTIONS)[name]
    told, wrong = said(Case(f"def f({old}): ...\n", f"def f({new}): ...\n"), read_module)
    assert wrong is None or old in OWN_KEYWORDS or "__b" in old + new, wrong
    assert (rule in {each for each, _ in told}) if rule else not told


@pytest.mark.parametrize("name", RULES | IN_METHODS)
def test_rules_of_the_typing_specification_in_methods(name: str) -> None:
    old, new, rule = (RULES | IN_METHODS)[name]
    case = method(*(f"self, {item}".removesuffix(", ") for item in (old, new)))
    told, wrong = said(case, read_module)
    assert wrong is None or old in OWN_KEYWORDS, wrong
    assert (rule in {each for each, _ in told}) if rule else not told
