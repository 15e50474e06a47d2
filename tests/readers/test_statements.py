"""What statements mean that bind names without defining them, read by both readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unbroken.model.definitions import Attribute, Class, Function, Import, Module
from unbroken.model.projection import DEFAULT
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.import_reader import imports_of
from unbroken.readers.libcst_reader import read_module
from unbroken.readers.module_writer import write_module

Reader = Callable[..., Module]

both_readers = pytest.mark.parametrize(
    "read", [read_module, read_module_with_griffe], ids=["libcst", "griffe"]
)


def module(read: Reader, source: str) -> Module:
    return read(source.encode(), "p.m", "p/m.py", is_package=False)


NAMES = {
    "del": ("x = y = 1\ndel x", {"y"}),
    "del, then bound again": ("x = 1\ndel x\nx = 2", {"x"}),
    "del of an item": ("x = {}\ndel x['a']", {"x"}),
    "walrus in a condition": ("if (x := 1): ...", {"x"}),
    "walrus in a comprehension": ("[x := i for i in y]", {"x"}),
    "walrus in a lambda": ("f = lambda: (x := 1)", {"f"}),
    "globals()": ("globals()['x'] = 1", {"x"}),
    "globals() by another name": ("g = globals()\ng['x'] = 1\ng.update(y=2)", {"g", "x", "y"}),
    "another call by another name": ("g = made()\ng['x'] = 1", {"g"}),
    "globals of a function": ("def f(): globals()['x'] = 1", {"f"}),
    "setattr on the module": ("import sys\nsetattr(sys.modules[__name__], 'x', 1)", {"sys", "x"}),
    "setattr by another name": (
        "import sys as s\nfrom builtins import setattr as sa\nsa(s.modules[__name__], 'x', 1)",
        {"s", "sa", "x"},
    ),
    "update": ("globals().update({'x': 1}, y=2)", {"x", "y"}),
    "dead branch": ("if False:\n    x = 1\nelse:\n    y = 1", {"y"}),
    "Python 2": ("import sys\nif sys.version_info[0] < 3:\n    x = 1", {"sys"}),
    "type checkers only": ("import typing as tp\nif tp.TYPE_CHECKING:\n    x = 1", {"tp"}),
    "both branches": ("try:\n    x = 1\nexcept ImportError:\n    y = 1", {"x", "y"}),
    "for": ("for x, (y, *z) in make(): ...", {"x", "y", "z"}),
    "for of an item": ("for globals()['x'] in make(): ...", {"x"}),
    "with": ("with make() as (x, y), make() as z: ...", {"x", "y", "z"}),
    "match": (
        "match make():\n    case [x, *y] | {'k': x, **y}: ...\n    case A(a=z) as w: ...",
        {"x", "y", "z", "w"},
    ),
    "variable of a loop that is deleted": ("for x in make(): ...\ndel x", set()),
    "exception": ("try: make()\nexcept E as x: ...", set()),
    "zip": ("for _n, _v in zip('xy', (1, 2)): globals()[_n] = _v", {"_n", "_v", "x", "y"}),
    "enumerate": ("for _i, _n in enumerate(['x']): globals()[_n] = _i", {"_i", "_n", "x"}),
    "pairs": ("for _n, _v in (('x', 1), ('y', 2)): globals()[_n] = _v", {"_n", "_v", "x", "y"}),
    "names of functions": (
        "def f(): ...\nfor _f in (f,): globals()['x_' + _f.__name__] = _f",
        {"f", "_f", "x_f"},
    ),
    "comprehension": ("globals().update({n: 1 for n in ('x', 'y')})", {"x", "y"}),
    "another class": (
        "import sys\nfrom types import ModuleType as M\n"
        "class A(M):\n    x = property(make)\n    def __call__(self): ...\n"
        "sys.modules[__name__].__class__ = A\ndel A",
        {"sys", "M", "x"},
    ),
    "run as a script": ("if '__main__' == __name__:\n    x = 1", set()),
}


@both_readers
@pytest.mark.parametrize(("source", "names"), NAMES.values(), ids=NAMES.keys())
def test_names_are_those_that_python_binds(read: Reader, source: str, names: set[str]) -> None:
    found = module(read, source)
    assert {*found.members} == names
    assert not found.not_understood
    assert not found.has_unknown_names


UNKNOWN = {
    "a computed name": ("globals()[make()] = 1", "a name that is computed"),
    "a computed mapping": ("globals().update(make())", "names from a computed mapping"),
    "setattr": (
        "import sys\nsetattr(sys.modules[__name__], make(), 1)",
        "setattr() with a computed name",
    ),
    "exec": ("exec(code)", "exec()"),
    "a replaced module": (
        "import sys\nsys.modules[__name__] = make()",
        "the module replaces itself in sys.modules",
    ),
    "another class": (
        "import sys\nsys.modules[__name__].__class__ = A",
        "the module changes its own class",
    ),
    "another class with any attributes": (
        "import sys, types\nclass A(types.ModuleType):\n    def __getattr__(self, name): ...\n"
        "sys.modules[__name__].__class__ = A",
        "the module changes its own class",
    ),
    "another class with a base of its own": (
        "import sys, types\nclass A(B, types.ModuleType): ...\nsys.modules[__name__].__class__ = A",
        "the module changes its own class",
    ),
    "names that are passed on": (
        "import lib\nlib.serve(globals())",
        "a call that is passed the names of the module",
    ),
    "names that are passed on by another name": (
        "import lib\n_names = globals()\nlib.serve(_names)",
        "a call that is passed the names of the module",
    ),
    "the name that is passed on": (
        "import lib\nlib.serve(__name__)",
        "a call that is passed the names of the module",
    ),
    "any name": ("def __getattr__(name): return make(name)", "__getattr__ that may serve any name"),
    "a made function": ("__getattr__ = make()", "__getattr__ that may serve any name"),
}


@both_readers
@pytest.mark.parametrize(
    "statement",
    [
        "sys.modules[make()] = 1",
        "sys.modules.setdefault(make(), 1)",
        "sys.modules.update(make())",
        "sys.modules.update({make(): 1})",
        "sys.modules.update({**make()})",
    ],
)
def test_computed_entries_of_sys_modules_are_recorded(read: Reader, statement: str) -> None:
    found = module(read, f"import sys\n{statement}")
    assert [(note.line, note.reason) for note in found.not_understood] == [
        (2, "an entry of sys.modules with a computed name")
    ]
    assert found.registers == ("*",)


COMPUTED_ALL = {
    "comprehension": "__all__ = [name for name in dir() if name]",
    "call": "__all__ = make()",
    "part": "__all__ = ['f', *make()]",
    "in a function": "__all__ = ['f']\ndef export(name):\n    __all__.append(name)",
}


@both_readers
@pytest.mark.parametrize("source", COMPUTED_ALL.values(), ids=COMPUTED_ALL.keys())
def test_computed_all_is_recorded_and_hides_no_names(read: Reader, source: str) -> None:
    found = module(read, source)
    assert [(note.line, note.reason) for note in found.not_understood] == [
        (1, "names in __all__ that are computed")
    ]
    assert not found.has_unknown_names


@both_readers
@pytest.mark.parametrize("source", ["__all__ = ['f'] + m.__all__", "__all__ = sorted({'f', 'g'})"])
def test_listed_all_is_understood(read: Reader, source: str) -> None:
    assert not module(read, f"from . import m\n{source}").not_understood


@both_readers
@pytest.mark.parametrize(("source", "reason"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_is_not_understood_is_recorded(read: Reader, source: str, reason: str) -> None:
    found = module(read, source)
    assert [(note.line, note.reason) for note in found.not_understood] == [
        (1 + source.count("\n"), reason)
    ]
    assert found.has_unknown_names


UNKNOWN_IN_LOOPS = {
    "variable that is bound again": "for n in ('x',): ...\nfor n in make():\n    globals()[n] = 1",
    "two loops": "for n in 'ab':\n    for m in 'xy':\n        globals()[n + m] = 1",
    "comprehension with a condition": "globals().update({n: 1 for n in 'xy' if make(n)})",
    "something else": "for f in (make(),):\n    globals()[f.__name__] = f",
    "special, formatted": "for n in make():\n    globals()[f'__{n}__'] = 1",
    "public, formatted": "for n in make():\n    globals()[f'{n}_x'] = 1",
    "public, joined": "for n in make():\n    globals()['x_' + n] = 1",
    "computed by a call": "for n in make():\n    globals()['_{}'.join(n)] = 1",
}


@both_readers
@pytest.mark.parametrize("source", UNKNOWN_IN_LOOPS.values(), ids=UNKNOWN_IN_LOOPS.keys())
def test_names_of_other_loops_are_unknown(read: Reader, source: str) -> None:
    assert module(read, source).has_unknown_names


@both_readers
def test_values_of_loops_are_those_of_each_turn(read: Reader) -> None:
    source = "def a(): ...\ndef b(): ...\nfor _f in (a, b): globals()[_f.__name__ + '_x'] = _f\n"
    members = module(read, source).members
    values = [member.value for member in members.values() if isinstance(member, Attribute)]
    assert values == ["...", "a", "b"]


@both_readers
def test_computed_attributes_of_instances_are_recorded(read: Reader) -> None:
    source = "class A:\n    def __init__(self, **k):\n        self.__dict__.update(k)\n"
    notes = module(read, source).not_understood
    reason = "attributes of computed names, which __init__() sets"
    assert [(note.line, note.reason) for note in notes] == [(2, reason)]
    assert not module(read, source.replace("A", "_A")).not_understood


UNDERSTOOD = {
    "the standard library": "import logging, doctest\nlogging.getLogger(__name__)\n"
    "doctest.testmod(globals())",
    "an attribute of another object": "import lib\nsetattr(lib, make(), 1)",
    "in a function": "def f(): globals().update(make())",
    "for type checkers": "if TYPE_CHECKING:\n    globals().update(make())",
    "as a script": "if __name__ == '__main__':\n    globals().update(make())",
    "private, formatted": "for n in make():\n    globals()[f'_{n}_x'] = 1",
    "private, joined": "for n in make():\n    globals()['_' + n] = 1",
    "private, joined of three": "for n in make():\n    globals()['_' + n + '_x'] = 1",
    "private, by percent": "for n in make():\n    globals()['_%s' % n] = 1",
    "private, by format": "for n in make():\n    vars()['_{}'.format(n)] = 1",
    "private, by setdefault": "for n in make():\n    globals().setdefault(f'_{n}', 1)",
    "private, by update": "for n in make():\n    globals().update({f'_{n}': 1})",
    "private, by setattr": "import sys\nsetattr(sys.modules[__name__], f'_{make()}', 1)",
}


@both_readers
@pytest.mark.parametrize("source", UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_what_binds_nothing_is_not_recorded(read: Reader, source: str) -> None:
    found = module(read, source)
    assert not found.not_understood
    assert not found.has_unknown_names


@both_readers
def test_conditional_deletion_makes_a_name_possible(read: Reader) -> None:
    found = module(read, "x = 1\nif make():\n    del x\n")
    assert ({*found.members}, found.possible_names) == (set(), ("x",))


@both_readers
def test_global_of_a_function_makes_a_name_possible(read: Reader) -> None:
    found = module(read, "y = 1\ndef f():\n    global x, y, z\n    x = y = 1\n")
    assert ({*found.members}, found.possible_names) == ({"y", "f"}, ("x",))


@both_readers
def test_attributes_set_from_outside_belong_to_the_class(read: Reader) -> None:
    source = "class A: ...\ndef _m(self, a): ...\nA.m = _m\nA.x = 1\nsetattr(A, 'y', 2)\ndel A.x\n"
    class_ = module(read, source).members["A"]
    assert isinstance(class_, Class)
    assert list(class_.members) == ["m", "y"]
    method = class_.members["m"]
    assert isinstance(method, Function)
    assert (method.line, method.original_qualname) == (3, "_m")


@both_readers
def test_attributes_of_functions_are_recorded_but_not_their_dunders(read: Reader) -> None:
    function = module(read, "def f(): ...\nf.b = 1\nf.a = 2\nf.__doc__ = ''\n").members["f"]
    assert isinstance(function, Function)
    assert function.attributes == ("a", "b")


@both_readers
def test_computed_members_are_unknown(read: Reader) -> None:
    found = module(read, "class A: ...\nsetattr(A, make(), 1)\nclass B:\n    vars()[make()] = 1\n")
    classes = [found.members[name] for name in "AB"]
    assert [isinstance(part, Class) and part.has_unknown_members for part in classes] == [True] * 2
    assert [note.line for note in found.not_understood] == [2, 4]
    assert not found.has_unknown_names


@both_readers
def test_private_members_with_computed_names_are_none(read: Reader) -> None:
    source = "class A: ...\nsetattr(A, f'_{make()}', 1)\nclass B: ...\nsetattr(B, f'__{m()}__', 1)"
    classes = [module(read, source).members[name] for name in "AB"]
    unknown = [isinstance(part, Class) and part.has_unknown_members for part in classes]
    assert unknown == [False, True]


METHODS = {
    "lambda": ("m = lambda self, a: a", ["self", "a"], (), "A.<lambda>"),
    "staticmethod": ("m = staticmethod(_f)", ["self", "a", "b"], ("staticmethod",), "A._f"),
    "classmethod": ("m = classmethod(_f)", ["self", "a", "b"], ("classmethod",), "A._f"),
    "by another name": ("m = bi.classmethod(_f)", ["self", "a", "b"], ("classmethod",), "A._f"),
    "a function of the module": ("m = out", ["self", "c"], (), "out"),
    "partialmethod": ("m = ft.partialmethod(_f, 1)", ["self", "b"], (), "A._f"),
}


@both_readers
@pytest.mark.parametrize(
    ("value", "names", "decorators", "qualname"), METHODS.values(), ids=METHODS.keys()
)
def test_values_that_are_methods(
    read: Reader, value: str, names: list[str], decorators: tuple[str, ...], qualname: str
) -> None:
    source = (
        "import builtins as bi, functools as ft\ndef out(self, c): ...\nclass A:\n"
        f"    def _f(self, a, b=1): ...\n    {value}\n"
    )
    class_ = module(read, source).members["A"]
    assert isinstance(class_, Class)
    method = class_.members["m"]
    assert isinstance(method, Function)
    assert [parameter.name for parameter in method.signature.parameters] == names
    assert tuple(decorator.path for decorator in method.decorators) == decorators
    assert method.original_qualname == qualname


def test_partialmethod_with_a_keyword_has_keyword_only_parameters_behind_it() -> None:
    source = (
        "from functools import partialmethod\nclass A:\n    def _f(self, a, b, c=3): ...\n"
        "    m = partialmethod(_f, b=2)\n"
    )
    class_ = module(read_module, source).members["A"]
    assert isinstance(class_, Class)
    method = class_.members["m"]
    assert isinstance(method, Function)
    scope: dict[str, object] = {}
    exec(source, scope)  # the test's own source
    import inspect

    signature = inspect.signature(scope["A"].m)  # type: ignore[attr-defined]
    assert [(part.name, part.kind.value, part.default) for part in method.signature.parameters] == [
        (
            part.name,
            part.kind.value,
            None if part.default is part.empty else repr(part.default),
        )
        for part in signature.parameters.values()
    ]


STARS = {
    "the star comes last": ("def f(): ...\nfrom x import *", ("x",), ("f",)),
    "the definition comes last": ("from x import *\ndef f(): ...", ("x",), ()),
    "a fallback": (
        "try:\n    from x import *\nexcept ImportError:\n    def f(): ...",
        ("x",),
        ("f",),
    ),
    "platforms": (
        "import sys\nif sys.platform == 'win32':\n    from w import *\nelse:\n    from k import *",
        ("w", "k"),
        (),
    ),
    "platforms, the other way round": (
        "import sys\nif sys.platform != 'win32':\n    from k import *\nelse:\n    from w import *",
        ("w", "k"),
        (),
    ),
    "twice": ("from a import *\nfrom b import *\nfrom a import *", ("b", "a"), ()),
}


@both_readers
@pytest.mark.parametrize(("source", "stars", "overridden"), STARS.values(), ids=STARS.keys())
def test_branch_decides_which_star_import_counts(
    read: Reader, source: str, stars: tuple[str, ...], overridden: tuple[str, ...]
) -> None:
    found = module(read, source)
    assert (found.stars, found.overridden_by_stars) == (stars, overridden)


@both_readers
def test_functions_of_other_branches_are_alternatives(read: Reader) -> None:
    source = (
        "try:\n    from lib import f\nexcept ImportError:\n    def f(a): ...\n"
        "if a:\n    x = 1\nelse:\n    x = 2\n"
    )
    members = module(read, source).members
    assert isinstance(members["f"], Import)
    (alternative,) = members["f"].alternatives
    assert isinstance(alternative, Function)
    assert alternative.line == 4
    assert members["x"].alternatives == ()


CLASSES = {
    "TypedDict": (
        "from typing import TypedDict\nA = TypedDict('A', {'x': int}, total=False)",
        ("TypedDict",),
        {"x": "int"},
    ),
    "Enum": ("import enum as e\nA = e.Enum('A', 'x y')", ("e.Enum",), {"x": "1", "y": "2"}),
    "Flag": ("from enum import Flag\nA = Flag('A', ['x', 'y'])", ("Flag",), {"x": "1", "y": "2"}),
    "Enum of a mapping": (
        "from enum import Enum\nA = Enum('A', {'x': 'X'}, type=str)",
        ("str", "Enum"),
        {"x": "'X'"},
    ),
    "Enum of pairs": (
        "from enum import IntEnum\nA = IntEnum('A', [('x', 5)])",
        ("IntEnum",),
        {"x": "5"},
    ),
    "namespace of other mappings": (
        "A = type('A', (), dict({'x': 1}, **{'y': 2}, z=3))", (), {"x": "1", "y": "2", "z": "3"}),
    "dict of builtins": (
        "import builtins\nA = type('A', (), builtins.dict(x=1))", (), {"x": "1"}),
    "dict by another name": (
        "d = dict\nA = type('A', (), {'x': 1, **d(y=2)})", (), {"x": "1", "y": "2"}),
    "dict of a body": (
        "import types\nA = types.new_class('A', (), {}, lambda ns: ns.update(dict(x=1)))",
        (), {"x": "1"}),
    "Enum from a number on": ("from enum import Enum\nA = Enum('A', 'x', start=3)", ("Enum",),
                              {"x": "3"}),
}  # fmt: skip


@both_readers
@pytest.mark.parametrize(("source", "bases", "members"), CLASSES.values(), ids=CLASSES.keys())
def test_calls_that_create_classes(
    read: Reader, source: str, bases: tuple[str, ...], members: dict[str, str]
) -> None:
    class_ = module(read, source).members["A"]
    assert isinstance(class_, Class)
    assert class_.bases == bases
    assert {
        name: member.annotation or member.value
        for name, member in class_.members.items()
        if isinstance(member, Attribute)
    } == members
    assert not class_.has_unknown_members


@both_readers
@pytest.mark.parametrize(
    "source",
    [
        "from enum import Enum\nA = Enum('A', make())",
        "from typing import TypedDict\nA = TypedDict('A', make())",
        "from lib import dict\nA = type('A', (), dict(x=1))",
        "def dict(**names): ...\nA = type('A', (), {'x': 1, **dict(y=2)})",
    ],
)
def test_computed_classes_have_unknown_members(read: Reader, source: str) -> None:
    class_ = module(read, source).members["A"]
    assert isinstance(class_, Class)
    assert class_.has_unknown_members


@both_readers
@pytest.mark.parametrize(
    "source", ["from lib import Enum\nA = Enum('A', 'x')", "from enum import Enum\nA = Enum(1)"]
)
def test_other_calls_create_no_class(read: Reader, source: str) -> None:
    assert isinstance(module(read, source).members["A"], Attribute)


@both_readers
@pytest.mark.parametrize(
    ("statement", "registers"),
    [
        ("sys.modules['p.a'] = x", ("p.a",)),
        ("sys.modules['%s.a.b' % __name__] = x", ("p.a.b",)),
        ("for n in 'a', 'b':\n    sys.modules[__name__ + '.' + n] = x", ("p.a", "p.b")),
        ("sys.modules['q.a'] = sys.modules['p'] = x", ()),
        ("sys.modules[x] = x", ("*",)),
        ("def f(): sys.modules['p.a'] = x", ()),
        ("other.modules['p.a'] = x", ()),
    ],
)
def test_modules_put_into_sys_modules_are_recorded(
    read: Reader, statement: str, registers: tuple[str, ...]
) -> None:
    source = f"import sys\n{statement}\n".encode()
    assert read(source, "p", "p/__init__.py", is_package=True).registers == registers


@both_readers
def test_attributes_set_on_other_modules_are_recorded(read: Reader) -> None:
    source = "from . import a\nfrom p import b as c\nimport os\na.x = c.y.z = os.w = 1\n"
    found = read(source.encode(), "p", "p/__init__.py", is_package=True)
    assert found.sets_elsewhere == ("p.a.x", "p.b.y.z")


@both_readers
@pytest.mark.parametrize(
    ("statement", "passed"),
    [
        ("f('p.x', 'p.y', version='1.0')", (("p.a.f", "p.x"), ("p.a.f", "p.y"))),
        ("for n in ('x', 'y'): f(old=f'{__name__}.{n}')", (("p.a.f", "p.x"), ("p.a.f", "p.y"))),
        ("f('p', 'q.x', 'p.x y', 1, name)", ()),
        ("g = f('p.x')", ()),
        ("os.f('p.x')", ()),
    ],
)
def test_paths_passed_to_functions_of_the_package_are_recorded(
    read: Reader, statement: str, passed: tuple[tuple[str, str], ...]
) -> None:
    source = f"import os\nfrom p.a import f\n{statement}\n".encode()
    assert read(source, "p", "p/__init__.py", is_package=True).passes_paths == passed


@both_readers
@pytest.mark.parametrize(
    ("source", "imports"),
    [
        ("import p.b.c, os\nimport p.d as x", ("p.b.c", "p.d")),
        ("from . import a\nfrom .b import f as g\nfrom p.c import *", ("p.a", "p.b.f", "p.c")),
        ("import p\nimport p.a", ("p.a",)),
        ("def f():\n    from . import a", ()),
        ("class A:\n    from . import a", ("p.a",)),
        ("from typing import TYPE_CHECKING as T\nif T:\n    from . import a", ()),
        ("if x:\n    from . import a\nelse:\n    from . import b", ("p.a", "p.b")),
        ("try:\n    import p.a\nexcept ImportError:\n    from . import b", ("p.a", "p.b")),
        ("from . import _a\ndel _a", ("p._a",)),
        ("from .a import f\ndef f(): ...", ("p.a.f",)),
        ("import importlib as i\nx = i.import_module('.a', __package__)", ("p.a",)),
        ("from importlib import import_module\nimport_module('p.b')", ("p.b",)),
        ("__import__('p.a')", ("p.a",)),
        ("for n in names:\n    __import__(f'p.{n}')", ("*",)),
        ("import lib\nlib.import_module('p.a')", ()),
    ],
)
def test_imports_at_import_time_are_recorded(
    read: Reader, source: str, imports: tuple[str, ...]
) -> None:
    encoded = source.encode()
    found = read(encoded, "p", "p/__init__.py", is_package=True)
    assert found.imports == imports
    assert imports_of(encoded, "p", is_package=True) == imports
    again = read(write_module(found, DEFAULT).encode(), "p", "p/__init__.py", is_package=True)
    assert again.imports == imports


@both_readers
def test_calls_of_the_package_are_recorded(read: Reader) -> None:
    source = (
        "from p.a import f\nimport p.b\nimport os\ndef g(): ...\nf()\np.b.h()\ng()\nos.getcwd()\n"
    )
    assert module(read, source).calls == ("p.a.f", "p.b.h", "p.m.g")


@both_readers
@pytest.mark.parametrize(
    "source",
    [
        "names = list(set(names))\nfor name in names: globals()[name] = 1\n",
        "a = list(set(b))\nb = list(set(a))\nfor name in a: globals()[name] = 1\n",
    ],
)
def test_loop_over_names_that_are_made_of_themselves_is_read_at_any_depth(
    read: Reader, source: str
) -> None:
    def read_below(depth: int) -> Module:
        return module(read, source) if depth == 0 else read_below(depth - 1)

    # The first error at the end of a circle is caught in one of three frames.
    assert all(read_below(depth).has_unknown_names for depth in range(3))


def test_report_lists_what_is_not_understood(tmp_path, unbroken) -> None:
    for side, source in (("old", "X = 1\n"), ("new", "import lib\nlib.serve(__name__)\n")):
        folder = tmp_path / side
        folder.mkdir()
        (folder / "m.py").write_text(source, encoding="utf-8")
    code, output, _ = unbroken("diff", str(tmp_path / "old"), str(tmp_path / "new"), "-v")
    lines = output.splitlines()
    assert code == 0
    assert lines[0] == ("m.py:2: not understood: a call that is passed the names of the module")
    assert "; some names of 1 file cannot be known; " in lines[-1]
