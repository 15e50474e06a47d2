"""The comparison of `make releases`, on two versions of a small package that are imported."""

from __future__ import annotations

import json
import sys

import pytest
from releases.breaks import Break
from releases.calls import bound, breaking_call, breaks, is_collected, signature_of
from releases.class_breaks import _member_breaks
from releases.environments import imported_surface
from releases.runtime_breaks import runtime_breaks
from releases.told import (
    is_told,
    modules_told,
    told_of_subclasses,
    told_paths,
    with_origins,
)
from releases.verdicts import verify

from tests.checkout import write
from unbroken.cli.main import main

OLD = {
    "pkg/__init__.py": (
        "from pkg._impl import load, Reader\n\nLIMIT = 1\ndef f(a, b=1): ...\ndef gone(): ...\n"
    ),
    "pkg/_impl.py": (
        "class Base: ...\n"
        "class Reader(Base):\n"
        "    def __init__(self): self.size, self.name = 0, ''\n"
        "    def read(self, size=-1): ...\n"
        "    def close(self): ...\n"
        "def load(path): ...\n"
    ),
    "pkg/extra.py": "def helper(): ...\n",
}
NEW = {
    "pkg/__init__.py": "from pkg._impl import load, Reader\n\ndef f(a): ...\n",
    "pkg/_impl.py": (
        "class Base: ...\n"
        "class Reader(Base):\n"
        "    def __init__(self): self.size = 0\n"
        "    def read(self, size=-1, *, strict=False): ...\n"
        "async def load(path): ...\n"
    ),
}


@pytest.fixture
def compared(tmp_path, capsys):
    """Return the findings of `diff`, and what importing the two versions shows."""
    write(tmp_path / "old", OLD)
    write(tmp_path / "new", NEW)
    main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    paths = [finding["object"] for finding in findings]
    surfaces = [
        imported_surface(sys.executable, ["pkg"], paths, tmp_path / side) for side in ("old", "new")
    ]
    return findings, *surfaces


def test_every_error_is_seen_at_run_time(compared):
    findings, old, new = compared
    errors = [finding for finding in findings if finding["level"] == "error"]
    assert {(finding["rule"], verify(finding, old, new)) for finding in errors} == {
        ("parameter-removed", "true"),
        ("function-removed", "true"),
        ("method-removed", "true"),
        ("attribute-removed", "true"),
        ("module-removed", "true"),
        ("async-changed", "true"),
    }


def test_every_break_at_run_time_has_a_finding(compared):
    findings, old, new = compared
    broken = set(runtime_breaks(old, new))
    assert broken == {
        Break("module removed", "pkg.extra", "pkg.extra"),
        Break("name removed", "pkg.gone", "pkg.gone"),
        Break("name removed", "pkg.LIMIT", "pkg.LIMIT"),
        Break("instance attribute", "pkg.Reader.name", "pkg._impl.Reader.name"),
        Break("call", "pkg.f", "pkg.f", "0 positional, a, b"),
        Break("plain became coroutine", "pkg.load", "pkg._impl.load"),
        Break("member removed", "pkg.Reader.close", "pkg._impl.Reader.close"),
    }
    told = {finding["object"] for finding in findings}
    assert all(is_told(found, told) for found in broken)
    assert not any(is_told(found, set()) for found in broken)


def test_a_finding_that_is_wrong_is_false(compared):
    _, old, new = compared
    kept = {"rule": "function-removed", "object": "pkg.Reader"}
    for surface in (old, new):
        surface["probed"]["pkg.Reader"] = surface["names"]["pkg.Reader"]
    assert verify(kept, old, new) == "false"
    call = {"positional": 1, "keywords": []}
    for surface in (old, new):
        surface["probed"]["pkg.f"] = surface["names"]["pkg.f"]
    assert verify({"rule": "parameter-removed", "object": "pkg.f", "witness": call}, old, new) == (
        "false"
    )


@pytest.mark.parametrize(
    ("old", "new", "call"),
    [
        ([["a", 1, False]], [["a", 1, False], ["b", 1, True]], None),
        ([["a", 1, False]], [["a", 0, False]], (0, ("a",))),
        ([["a", 1, False], ["b", 1, False]], [["b", 1, False], ["a", 1, False]], (1, ("b",))),
        ([["args", 2, False]], [["a", 1, True], ["args", 2, False]], (1, ())),
        ([["k", 3, True]], [["more", 4, False]], None),
        ([["more", 4, False]], [["k", 3, True]], (0, ("any_other_keyword",))),
    ],
)
def test_the_smallest_call_that_breaks(old, new, call):
    assert breaking_call(old, new) == call


def test_only_the_body_shows_what_becomes_of_collected_arguments():
    old = signature_of([["a", 1, False], ["b", 1, True]])
    new = signature_of([["args", 2, False], ["b", 3, True]])
    assert not breaks(old, new, 2, ())
    assert is_collected(old, new, 2, ())
    assert not is_collected(old, new, 1, ())


def test_a_call_must_bind_to_the_wrapper_and_to_what_it_wraps():
    plain = {"kind": "function", "parameters": [["a", 1, False]]}
    wrapped = plain | {"wrapper": [["b", 1, False]]}
    surfaces = [{"probed": {"pkg.f": side}, "failed": []} for side in (plain, wrapped)]
    witness = {"positional": 0, "keywords": ["a"]}
    finding = {"rule": "parameter-renamed", "object": "pkg.f", "witness": witness}
    assert verify(finding, *surfaces) == "true"
    assert verify(finding, *reversed(surfaces)) == "false"


def test_a_module_is_gone_when_something_else_has_its_name():
    surfaces = [{"probed": {"pkg.a": {"kind": kind}}, "failed": []} for kind in ("module", "value")]
    finding = {"rule": "module-removed", "object": "pkg.a"}
    assert verify(finding, *surfaces) == "true"
    assert verify(finding, surfaces[0], surfaces[0]) == "false"


def test_what_a_signature_only_says_refuses_no_call():
    said, wrapped = [["b", 3, True]], [["b", 1, True]]
    before = {"kind": "function", "parameters": said, "wrapper": ANY, "wrapped": wrapped}
    after = {"kind": "function", "parameters": said}
    surfaces = [{"probed": {"pkg.f": side}, "failed": []} for side in (before, after)]
    witness = {"positional": 1, "keywords": []}
    finding = {"rule": "parameter-became-keyword-only", "object": "pkg.f", "witness": witness}
    assert verify(finding, *surfaces) == "true"
    assert verify(finding, *reversed(surfaces)) == "false"
    assert verify(finding, surfaces[0], surfaces[0]) == "false"


@pytest.mark.parametrize("made", ["pkg.B[int]", "pkg.made.(Proxy for pkg.I)"])
def test_what_has_no_name_is_not_missed(made):
    old = surface_of(mro=["pkg.A", made], bases=[made])
    sides = [
        {"modules": ["pkg"], "failed": [], "loaded": [], "exported": {}, "probed": {}}
        | {"names": {"pkg.A": side} | names}
        for side, names in ((old, {made: function_of(origin=made)}), (surface_of(), {}))
    ]
    assert not list(runtime_breaks(*sides))


def test_what_became_abstract_is_told_of_the_base_that_causes_it():
    found = Break("became abstract", "pkg.B", "pkg._b.B", "pkg._b.B pkg._b.A builtins.object")
    assert is_told(found, {"pkg._b.A"})
    assert not is_told(found, {"pkg._b.C"})
    assert is_told(found._replace(kind="hash lost"), {"pkg._b.A"})


def test_what_is_told_at_one_path_is_told_at_all():
    old = {"names": {"pkg.A": {"origin": "pkg._impl.A"}}}
    told = with_origins({"pkg.A.x", "pkg.gone"}, old)
    assert told == {"pkg.A.x", "pkg._impl.A.x", "pkg.gone"}
    assert is_told(Break("member removed", "pkg.other.A.x", "pkg._impl.A.x"), told)


def test_what_is_said_of_a_module_tells_nothing_of_what_is_in_it():
    message = "'pkg' no longer imports 'pkg.a': `import pkg; pkg.a` fails"
    findings = [
        {"rule": "requires-python-raised", "object": "pkg", "affects": [], "message": ""},
        {"rule": "submodule-attribute-lost", "object": "pkg", "affects": [], "message": message},
        {"rule": "module-removed", "object": "pkg.gone", "affects": [], "message": ""},
        {"rule": "all-name-removed", "object": "pkg.a", "affects": [], "message": ""},
    ]
    assert is_told(Break("star import", "pkg.a", "pkg.a"), set(), modules_told(findings))
    told = told_paths(findings, {"modules": ["pkg", "pkg.a"]})
    assert told == {"pkg.gone"}
    unloaded = modules_told(findings)
    assert is_told(Break("submodule attribute", "pkg.a", "pkg.a"), told, unloaded)
    assert is_told(Break("name removed", "pkg.gone.f", "pkg.gone.f"), told, unloaded)
    assert not is_told(Break("name removed", "pkg.a.f", "pkg.a.f"), told, unloaded)
    assert not is_told(Break("submodule attribute", "pkg.b", "pkg.b"), told, unloaded)


def surface_of(**given):
    """Describe a class that has a few things, as `runtime_surface` does."""
    found = {"kind": "class", "origin": "pkg.A", "bases": [], "mro": ["pkg.A"], "members": {}}
    found |= {"required_keys": [], "optional_keys": [], "instance": {}, "also_set": []}
    found |= {"hashable": True, "abstract": [], "is_frozen": False, "is_open": False}
    return {**found, "compares": [], "length": None, "type_arguments": None, **given}


def broken_kinds(old, new):
    """Return the kinds of breaks between two descriptions of `pkg.A`."""
    surfaces = [
        {"modules": ["pkg"], "failed": [], "loaded": [], "exported": {}, "probed": {}}
        | {"names": {"pkg.A": side}}
        for side in (old, new)
    ]
    return [found.kind for found in runtime_breaks(*surfaces)]


def member_of(**given):
    """Describe a class with one member `m`."""
    return surface_of(members={"m": {"definer": "pkg.A", **given}})


PROPERTY = {"kind": "property", "writable": True, "deletable": True}
METHOD = {"kind": "method", "parameters": [], "nature": "plain"}
READONLY = PROPERTY | {"writable": False}


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (member_of(**PROPERTY), member_of(kind="descriptor"), []),
        (member_of(**PROPERTY), member_of(**READONLY), ["accessor removed"]),
        (member_of(**PROPERTY), surface_of(instance={"m": "pkg.A"}), []),
        (member_of(**PROPERTY), surface_of(), ["member removed"]),
        (member_of(kind="attribute"), surface_of(instance={"m": "pkg.A"}), ["class attribute"]),
        (member_of(kind="cython_function_or_method"), member_of(**METHOD), []),
        (member_of(**METHOD), member_of(kind="attribute"), ["method became attribute"]),
        (
            surface_of(bases=["a"], mro=["pkg.A", "typing_extensions.Protocol"]),
            surface_of(bases=["b"], mro=["pkg.A", "typing.Protocol"]),
            [],
        ),
        (
            surface_of(bases=["a"], mro=["pkg.A", "typing_extensions.Protocol"]),
            surface_of(bases=["b"], mro=["pkg.A", "abc.ABC"]),
            ["base lost"],
        ),
    ],
)
def test_what_a_class_loses(old, new, kinds):
    assert broken_kinds(old, new) == kinds


@pytest.mark.parametrize(
    ("old", "new", "is_broken"),
    [
        ({}, {}, False),  # no public name leads to the base
        ({"pkg.B": "pkg._b.B"}, {"pkg.B": "pkg._b.B"}, True),
        ({"pkg.B": "pkg._b.B"}, {}, True),
        ({"pkg.B": "pkg._b.B"}, {"pkg.B": "lib.B"}, False),
    ],
)
def test_a_base_that_users_know(old, new, is_broken):
    sides = (
        (surface_of(bases=["pkg._b.B"], mro=["pkg.A", "pkg._b.B"]), old),
        (surface_of(bases=["lib.B"], mro=["pkg.A", "lib.B"]), new),
    )
    surfaces = [
        {"modules": ["pkg"], "failed": [], "loaded": [], "exported": {}, "probed": {}}
        | {
            "names": {
                "pkg.A": side,
                **{p: {"kind": "value", "origin": o} for p, o in names.items()},
            }
        }
        for side, names in sides
    ]
    kinds = {found.kind for found in runtime_breaks(*surfaces)}
    assert ("base lost" in kinds) is is_broken


A, DATA = ["a", 1, True], ["data", 3, True]
ANY = [["args", 2, False], ["kw", 4, False]]


def function_of(**given):
    """Describe a function that takes nothing."""
    plain = {"kind": "function", "origin": "pkg.A", "parameters": [], "nature": "plain"}
    return plain | {"attributes": []} | given


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (function_of(attributes=["tag"]), function_of(), ["function attribute lost"]),
        (
            function_of(kind="callable", attributes=["cache_clear"]),
            function_of(),
            ["function attribute lost"],
        ),
        (function_of(kind="callable", attributes=["tag"]), function_of(kind="callable"), []),
        (function_of(nature="context manager"), function_of(nature="generator", wrapper=[]), []),
        (
            function_of(nature="context manager"),
            function_of(nature="generator"),
            ["context manager became generator"],
        ),
        (function_of(nature="generator"), function_of(nature="iterator"), []),
        (function_of(nature="generator"), function_of(), ["generator became plain"]),
        (
            function_of(nature="coroutine"),
            function_of(nature="iterator"),
            ["coroutine became iterator"],
        ),
        (function_of(parameters=ANY), function_of(wrapper=ANY), []),
        (function_of(parameters=ANY), function_of(wrapper=[]), ["call"]),
        (function_of(parameters=[A]), function_of(wrapper=ANY), ["call"]),
        (function_of(parameters=[A]), function_of(wrapper=ANY, wrapped=[A]), []),
        (function_of(parameters=[A], wrapper=[]), function_of(), []),
        (
            function_of(parameters=[A, DATA], wrapper=ANY, wrapped=[A]),
            function_of(parameters=[["a", 3, True], DATA], wrapper=ANY, wrapped=[A]),
            [],
        ),
        (function_of(origin="pkg.test_a.f", parameters=[A]), function_of(), []),
    ],
)
def test_what_a_function_loses(old, new, kinds):
    assert broken_kinds(old, new) == kinds


@pytest.mark.parametrize(
    ("name", "old", "new", "call"),
    [
        ("__abs__", ANY, [], None),
        ("__ceil__", ANY, [], None),
        ("__abs__", ANY, [["a", 0, False]], (0, ())),
        ("__setitem__", ANY, [["key", 1, False], ["value", 1, False]], None),
        ("__setitem__", ANY, [["key", 1, False]], (2, ())),
        ("__instancecheck__", ANY, [["instance", 1, False]], None),
        ("__getitem__", [["key", 1, False], ["mode", 1, True]], [["key", 1, False]], None),
        ("__missing__", [["key", 1, False]], [], (1, ())),
    ],
)
def test_calls_that_python_makes(name, old, new, call):
    assert breaking_call(old, new, special=name) == call


def test_no_one_passes_a_private_option_by_position():
    public, private, needed = ["a", 1, False], ["_b", 1, True], ["_b", 1, False]
    assert breaking_call([public, private], [public]) is None
    assert breaking_call([public, needed], [public]) == (2, ())
    assert breaking_call([public, private], []) == (0, ("a",))


def test_the_second_method_of_a_context_manager_is_told_with_the_first():
    found = Break("member removed", "pkg.A.__exit__", "pkg.A.__exit__")
    assert is_told(found, {"pkg.A.__enter__"})
    assert not is_told(found, {"pkg.B.__enter__"})
    assert not is_told(found._replace(path="pkg.A.m", origin="pkg.A.m"), {"pkg.A.__enter__"})


@pytest.mark.parametrize(
    ("parameters", "call", "expected"),
    [
        ([["a", 1, True], ["b", 1, False]], (2, ()), {"a": 0, "b": 1}),
        ([["a", 1, True], ["b", 1, False]], (1, ()), None),
        ([["x", 3, True], ["x", 4, False]], (0, ("x", "y")), {"x": "x", "x_": {"y": "y"}}),
    ],
)
def test_signature_that_could_not_be_written_binds_calls(parameters, call, expected):
    assert bound(signature_of(parameters), *call) == expected


def test_what_a_base_lost_is_told_of_its_subclasses():
    finding = {
        "rule": "base-removed",
        "object": "pkg.B",
        "message": "class 'B' no longer inherits from 'lib.C', so that it lost 'm'",
    }
    old = {
        "names": {
            "pkg.B": {"kind": "class", "origin": "pkg._b.B", "mro": ["pkg._b.B", "lib.C"]},
            "pkg.A": {"kind": "class", "origin": "pkg.A", "mro": ["pkg.A", "pkg._b.B", "lib.C"]},
            "pkg.f": {"kind": "function", "origin": "pkg.f"},
        }
    }
    told = told_of_subclasses([finding], old)
    assert is_told(Break("base lost", "pkg.A", "pkg.A", "lib.C"), set(), (), told)
    assert is_told(Break("member removed", "pkg.A.m", "pkg.A.m"), set(), (), told)
    assert not is_told(Break("base lost", "pkg.A", "pkg.A", "lib.D"), set(), (), told)
    assert not is_told(Break("member removed", "pkg.A.n", "pkg.A.n"), set(), (), told)
    assert not told_of_subclasses([{**finding, "rule": "metaclass-changed"}], old)


@pytest.mark.parametrize(("name", "is_broken"), [("__setstate__", False), ("__iter__", True)])
def test_members_that_only_copying_calls_are_not_missed(name, is_broken):
    member = {"kind": "method", "definer": "pkg.A"}
    assert bool(
        [*_member_breaks(f"pkg.A.{name}", name, member, {"members": {}, "instance": {}})]
    ) is (is_broken)


@pytest.mark.parametrize(
    ("rule", "before", "after", "verdict"),
    [
        ("generator-changed", {"kind": "property"}, {"kind": "property"}, "unverified"),
        (
            "generator-changed",
            {"kind": "function", "nature": "generator"},
            {"kind": "function", "nature": "function"},
            "true",
        ),
        (
            "hashability-lost",
            {"kind": "class", "hashable": True},
            {"kind": "class", "hashable": True, "mro": ["p.A", "msgspec.Struct"]},
            "unverified",
        ),
        (
            "hashability-lost",
            {"kind": "class", "hashable": True},
            {"kind": "class", "hashable": True, "mro": ["p.A"]},
            "false",
        ),
    ],
)
def test_what_importing_does_not_show_is_not_judged(rule, before, after, verdict):
    sides = [{"probed": {"p.A": side}, "failed": []} for side in (before, after)]
    assert verify({"rule": rule, "object": "p.A"}, *sides) == verdict
