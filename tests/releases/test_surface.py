"""What importing shows of functions and classes, for `make releases`."""

from __future__ import annotations

import dataclasses
import enum
import functools
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator

import pytest
from releases.runtime_surface import (
    call_of_class,
    called,
    class_surface,
    instance_attributes,
    is_deprecated,
    is_frozen,
    keys_of,
    member,
    nature_of,
    probe,
    required_keys,
    syntax_of,
    type_arguments_of,
    written_classes,
)

A, B, ANY = ["a", 1, False], ["b", 3, True], [["args", 2, False], ["kw", 4, False]]


def passing_on(function):
    @functools.wraps(function)
    def wrapper(*args, **kw):
        return function(*args, **kw)

    return wrapper


def saying(function, *parameters):
    kinds = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in parameters]
    function.__signature__ = inspect.Signature(kinds)
    return function


def plain(a, *, b=1): ...


def test_calls_bind_to_the_wrapper_and_to_what_is_under_it():
    assert called(plain) == {"parameters": [A, B]}
    assert called(passing_on(plain)) == {"parameters": [A, B], "wrapper": ANY}
    said = saying(passing_on(plain), "c")
    assert called(said) == {"parameters": [["c", 3, False]], "wrapper": ANY, "wrapped": [A, B]}


def test_a_bound_method_gets_its_first_argument():
    class C:
        @passing_on
        def m(self, a): ...

    assert called(C().m) == {"parameters": [A], "wrapper": ANY}


def documented():
    """Deprecated since 2.0."""


def warned():
    "deprecated"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (plain, False),
        (documented, True),
        (passing_on(documented), True),
        (passing_on(plain), False),
        (functools.wraps(plain)(warned), True),
    ],
)
def test_what_is_called_deprecated(function, expected):
    assert is_deprecated(function) is expected


def test_a_property_that_is_called_deprecated():
    class C:
        told = property(plain, doc="Deprecated.")
        other = property(plain, doc="Do it.")

    assert [member(C, name)["is_deprecated"] for name in ("told", "other")] == [True, False]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a function that imports a module of some source."""

    def make(source):
        (tmp_path / "made_of_source.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "made_of_source", raising=False)
        for cache in (syntax_of, written_classes):
            cache.cache_clear()
        return importlib.import_module("made_of_source")

    return make


def test_attributes_of_a_class_that_calls_another_module_its_own(made):
    source = "class A:\n    def __init__(self): self.x = 1\nA.__module__ = 'elsewhere'\n"
    assert instance_attributes(made(source).A) == {"x": "elsewhere.A"}


def test_attributes_are_those_of_the_branch_that_is_taken(made):
    class_ = "    class A:\n        def __init__(self): self.{0} = 1\n"
    source = f"if True:\n{class_.format('x')}else:\n{class_.format('y')}"
    assert instance_attributes(made(source).A) == {"x": "made_of_source.A"}


def test_what_may_return_an_iterator():
    def annotated() -> Iterator[int]: ...

    def generating():
        yield 1

    assert [nature_of(f) for f in (annotated, generating, plain)] == [
        "iterator",
        "generator",
        "plain",
    ]


def test_keys_are_those_that_annotations_in_strings_say(made):
    source = (
        "from __future__ import annotations\nfrom typing import TypedDict\n"
        "from typing_extensions import NotRequired, Required\n"
        "class A(TypedDict):\n    a: int\n    b: NotRequired[int]\n"
        "class B(TypedDict, total=False):\n    a: int\n    b: Required[int]\n"
    )
    module = made(source)
    assert [required_keys(cls) for cls in (module.A, module.B)] == [{"a"}, {"b"}]
    assert keys_of(module.A) == {"a", "b"}
    assert not required_keys(int)


def test_what_only_pydantic_calls_is_no_member():
    class Model:
        __pydantic_decorators__ = types.SimpleNamespace(field_validators={"check": None})

        def check(self): ...

        def use(self): ...

    assert {"check", "use"} & {*class_surface(Model)["members"]} == {"use"}


@pytest.mark.parametrize(
    ("options", "takes_more"),
    [({}, True), ({"extra": "allow"}, True), ({"extra": "forbid"}, False)],
)
def test_a_model_takes_more_unless_it_forbids_it(options, takes_more):
    class Model:
        model_config = options
        model_fields = {"a": None}  # noqa: RUF012

        def __init__(self, *, a): ...

    parameters = call_of_class(Model)
    assert (parameters == [["a", 3, False], ["extra", 4, False]]) is takes_more


def test_what_dataclasses_make_for_pickling_is_no_member():
    @dataclasses.dataclass(frozen=True, slots=True)
    class Frozen:
        a: int

    class Written:
        def __setstate__(self, state): ...

    surfaces = [class_surface(cls)["members"] for cls in (Frozen, Written)]
    assert ["__setstate__" in members for members in surfaces] == [False, True]


def test_a_folder_without_modules_is_none(tmp_path, monkeypatch):
    for name in ("texts", "code"):
        (tmp_path / f"folder_of_{name}").mkdir()
    (tmp_path / "folder_of_code" / "a.py").touch()
    (tmp_path / "folder_of_texts" / "a.yaml").touch()
    monkeypatch.syspath_prepend(tmp_path)
    kinds = [probe(f"folder_of_{name}")["kind"] for name in ("texts", "code")]
    assert kinds == ["folder", "module"]


def test_named_tuples_are_frozen():
    class Pair(typing.NamedTuple):
        a: int

    class Open(Pair): ...

    assert [is_frozen(cls) for cls in (Pair, Open, tuple)] == [True, False, False]


K, V = typing.TypeVar("K"), typing.TypeVar("V")


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ((), None),
        ((typing.Generic[K, V],), [2, 2]),
        ((typing.MutableMapping,), [1, None]),
        ((typing.MutableMapping[K, V],), [1, None]),
        ((dict[K, V],), [1, None]),
        ((list,), [1, None]),
    ],
)
def test_how_many_type_arguments_a_class_takes(bases, expected):
    assert type_arguments_of(types.new_class("A", bases)) == expected


def test_aliases_of_enum_members_are_members():
    class Color(enum.Enum):
        RED = 1
        CRIMSON = RED

    assert {"RED", "CRIMSON"} <= {*class_surface(Color)["members"]}


def test_attributes_that_are_only_annotated_count_as_set():
    class Base:
        of_base: int

    class C(Base):
        own: str

    assert class_surface(C)["also_set"] == ["of_base", "own"]
