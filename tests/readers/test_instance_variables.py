"""Which variables of a method hold its instance, or the `__dict__` of the instance."""

from __future__ import annotations

import ast
from typing import cast

import pytest

from unbroken.readers.instance_variables import instance_variables
from unbroken.readers.own_parts import FunctionNode


def variables(source: str) -> tuple[set[str], set[str]]:
    (node,) = ast.parse(source).body
    names, namespaces = instance_variables(cast("FunctionNode", node))
    return set(names), set(namespaces)


@pytest.mark.parametrize(
    ("body", "names", "namespaces"),
    [
        ("pass", {"self"}, set()),
        ("this = self", {"self", "this"}, set()),
        ("it = this\n this = self", {"self", "this", "it"}, set()),
        ("a = b = self", {"self", "a", "b"}, set()),
        ("this: object = self", {"self", "this"}, set()),
        ("this = self\n d = this.__dict__\n e = vars(self)", {"self", "this"}, {"d", "e"}),
        ("def inner():\n  this = self", {"self", "this"}, set()),
        ("this, other = self, 1", {"self"}, set()),
        ("this = self\n this = 1", {"self"}, set()),
        ("this = self\n for this in x: pass", {"self"}, set()),
        ("this = self\n print(this := 1)", {"self"}, set()),
        ("this = self.this", {"self"}, set()),
        ("d = vars()", {"self"}, set()),
        ("d = self.__dict__.copy()", {"self"}, set()),
    ],
)
def test_variables_of_a_method(body, names, namespaces):
    assert variables(f"def f(self, x):\n {body}\n") == (names, namespaces)


def test_new_makes_its_instance():
    made = "self = super().__new__(cls)\n this = self\n other = cls"
    assert variables(f"def __new__(cls):\n {made}") == ({"self", "this"}, set())


def test_function_without_parameters_has_no_instance():
    assert variables("def f():\n this = self") == (set(), set())
