"""What a module or function calls like a built-in is not taken for it."""

from __future__ import annotations

import pytest

from unbroken.model.definitions import Class, Function, Module
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module

READERS = pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
BINDINGS = (
    "def {0}(*args): ...\n",
    "from lib import {0}\n",
    "import lib.{0} as {0}\n",
    "{0} = make()\n",
    "try:\n    from lib import {0}\nexcept ImportError: ...\n",
    "class {0}: ...\n",
)
SAME = ("", "from builtins import {0}\n", "from six.moves import {0}\n", "{0}_ = 1\n")


def read_text(read, text: str, name: str = "m", *, is_package: bool = False) -> Module:
    """Return what a reader makes of a text."""
    return read(text.encode(), name, "m.py", is_package=is_package)


def method_in(module: Module, name: str = "__init__") -> Function:
    """Return a method of the class `A` of a module."""
    owner = module.members["A"]
    assert isinstance(owner, Class)
    method = owner.members[name]
    assert isinstance(method, Function)
    return method


CONSTRUCTORS = {
    "setattr": "setattr(self, 'x', 1)",
    "vars": "vars(self)['x'] = 1",
    "dict": "self.__dict__.update(dict(x=1))",
    "super": "super().__setattr__('x', 1)",
    "zip": "for name, value in zip(('x',), (1,)):\n            setattr(self, name, value)",
    "list": "for name in list(('x',)):\n            setattr(self, name, 1)",
}


@READERS
@pytest.mark.parametrize("name", CONSTRUCTORS)
@pytest.mark.parametrize("binding", SAME)
def test_builtins_set_attributes(read, name: str, binding: str) -> None:
    body = f"class A:\n    def __init__(self):\n        {CONSTRUCTORS[name]}\n"
    assert method_in(read_text(read, binding.format(name) + body)).assigns == ("x",)


@READERS
@pytest.mark.parametrize("name", CONSTRUCTORS)
@pytest.mark.parametrize("binding", BINDINGS)
def test_own_names_set_nothing_that_is_known(read, name: str, binding: str) -> None:
    body = f"class A:\n    def __init__(self):\n        {CONSTRUCTORS[name]}\n"
    assert method_in(read_text(read, binding.format(name) + body)).assigns == ()


@READERS
@pytest.mark.parametrize("name", CONSTRUCTORS)
@pytest.mark.parametrize(
    "body",
    [
        "class A:\n    def __init__(self, {0}):\n        {1}\n",
        "class A:\n    def __init__(self, *{0}):\n        {1}\n",
        "class A:\n    def __init__(self):\n        {0} = self.make\n        {1}\n",
        "class A:\n    def __init__(self):\n        from lib import {0}\n        {1}\n",
    ],
)
def test_variables_of_the_function_set_nothing_that_is_known(read, name: str, body: str) -> None:
    text = body.format(name, CONSTRUCTORS[name])
    assert method_in(read_text(read, text)).assigns == ()


@READERS
def test_methods_do_not_hide_builtins(read) -> None:
    body = "        setattr(self, 'x', 1)\n    def setattr(self): ...\n"
    module = read_text(read, f"class A:\n    def __init__(self):\n{body}")
    assert method_in(module).assigns == ("x",)


@READERS
def test_own_setattr_gets_the_instance(read) -> None:
    """What it sets is found where it is defined."""
    text = (
        "def setattr(owner, name, value): owner.y = 1\n"
        "class A:\n    def __init__(self):\n        setattr(self, 'x', 1)\n        print(self)\n"
    )
    assert method_in(read_text(read, text)).passes_instance == (("setattr", "x"),)


@READERS
@pytest.mark.parametrize(
    ("text", "field", "usual", "own"),
    [
        ("def {0}(): return iter(())", "returns_iterator", True, False),
        ("def {0}(): raise NotImplementedError", "only_raises", False, True),
        ("def {0}(*args): return super().f(*args)", "forwards", "super().f", ""),
    ],
    ids=["iter", "NotImplementedError", "super"],
)
def test_facts_of_functions(read, text: str, field: str, usual: object, own: object) -> None:
    name = {"returns_iterator": "iter", "forwards": "super"}.get(field, "NotImplementedError")
    for binding, expected in (("", usual), (f"from lib import {name}\n", own)):
        function = read_text(read, binding + text.format("f")).members["f"]
        assert isinstance(function, Function)
        found = getattr(function, field)
        assert (found[0].callee if field == "forwards" else found) == expected


@READERS
@pytest.mark.parametrize("name", ["list", "tuple", "sorted", "set", "frozenset"])
def test_exports_are_those_of_the_builtin(read, name: str) -> None:
    text = f"__all__ = {name}(['f'])\ndef f(): ...\n"
    exports = read_text(read, text).exports
    assert exports is not None
    assert (exports.names, exports.complete) == (("f",), True)
    own = read_text(read, f"from lib import {name}\n{text}").exports
    assert own is not None
    assert not own.complete


TABLE = (
    "_OLD = dict.fromkeys(['a', 'b'])\nfrom pkg._serve import serve\n"
    "__getattr__ = serve(__name__, _OLD)\n"
)


@READERS
def test_tables_are_those_of_the_builtin(read) -> None:
    served = read_text(read, TABLE, "pkg", is_package=True)
    assert {"a", "b"} <= served.members.keys()
    own = read_text(read, "from lib import dict\n" + TABLE, "pkg", is_package=True)
    assert "a" not in own.members
    assert "__getattr__" in own.members


@READERS
def test_class_that_is_passed_to_an_own_function(read) -> None:
    text = "class A: ...\nprint(A)\n"
    for binding, passed_to in (("", ()), ("from lib import print\n", ("print",))):
        owner = read_text(read, binding + text).members["A"]
        assert isinstance(owner, Class)
        assert owner.passed_to == passed_to
