"""What decorators of the package make of a function: the calls it takes are those of CPython."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from tests.rules.sources import surface_of
from unbroken.model.definitions import Function, ParameterKind
from unbroken.model.projection import looks_same
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.decorators import Result, result_of, unknown_decorators
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import parameters_to_callers, qualname_to_callers

PASSING = """
def d(fn):
    def w(*args, **kwargs):
        return fn(*args, **kwargs)
    return w
"""

WRITTEN_AGAIN = {
    "own signature": "def d(fn):\n    def w(a): return fn(a)\n    return w\n@d\n",
    "lambda": "def d(fn):\n    return lambda a, *, k=1: fn(a)\n@d\n",
    "factory": "def d(x):\n    def dec(fn):\n        def w(a): return fn(a)\n        return w\n"
    "    return dec\n@d(1)\n",
    "factory with all defaults": "def d(fn=None, *, x=1):\n    def dec(fn):\n"
    "        def w(a): return fn(a)\n        return w\n"
    "    return dec if fn is None else dec(fn)\n@d(x=2)\n",
    "factory left out": "def d(fn=None, *, x=1):\n    def dec(fn):\n"
    "        def w(a): return fn(a)\n        return w\n"
    "    return dec if fn is None else dec(fn)\n@d\n",
    "partial of itself": "import functools as ft\ndef d(fn=None, *, x=1):\n    if fn is None:\n"
    "        return ft.partial(d, x=x)\n    def w(a): return fn(a)\n    return w\n@d(x=1)\n",
    "passed through": "from functools import update_wrapper as uw\ndef d(fn):\n"
    "    def w(a): return fn(a)\n    return uw(w, fn, ())\n@d\n",
    "passed through two": "from functools import update_wrapper as uw\nfrom typing import cast\n"
    "def d(fn):\n    def w(a): return fn(a)\n    return uw(cast('T', w), fn)\n@d\n",
    "alias": "def _d(fn):\n    def w(a): return fn(a)\n    return w\nd = _d\n@d\n",
    "instance": "class d:\n    def __init__(self, fn): self.fn = fn\n"
    "    def __call__(self, a): return self.fn(a)\n@d\n",
}


def definition(source: str, read: Any = read_module) -> tuple[Surface, Definition]:
    surface = surface_of({"m.py": source}, read)
    found = surface.definition("m", "f")
    assert found is not None
    return surface, found


@pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
@pytest.mark.parametrize("name", WRITTEN_AGAIN)
def test_signature_is_that_of_the_wrapper(name, read):
    source = WRITTEN_AGAIN[name] + "def f(a, b=1, *, k=2): ...\n"
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    expected = inspect.signature(namespace["f"], follow_wrapped=False)
    found = [(p.name, int(p.kind)) for p in parameters_to_callers(*definition(source, read))]
    assert found == [(p.name, int(p.kind)) for p in expected.parameters.values()]


OUTSIDE = "from functools import wraps\ndef own(fn):\n    def o(a): return fn(a)\n    return o\n"
NAMED = {
    **WRITTEN_AGAIN,
    "all passed on": PASSING + "@d\n",
    "passed through": "from functools import update_wrapper as uw\ndef d(fn):\n"
    "    def w(a): return fn(a)\n    return uw(w, fn)\n@d\n",
    "given the name": OUTSIDE + "def d(fn):\n    @wraps(fn)\n    def w(a): return fn(a)\n"
    "    return w\n@d\n",
    "given the name of a wrapper": OUTSIDE + "def d(fn):\n    @wraps(fn)\n"
    "    def w(a): return fn(a)\n    return w\n@d\n@own\n",
    "passed on to a wrapper": OUTSIDE + PASSING + "@d\n@own\n",
    "around what passes on": OUTSIDE + PASSING + "@own\n@d\n",
    "cast": "from typing import cast\ndef d(fn):\n    def w(a): return fn(a)\n"
    "    return cast('T', w)\n@d\n",
}


@pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
@pytest.mark.parametrize("name", NAMED)
def test_name_in_errors_is_that_of_python(name, read):
    source = NAMED[name] + "def f(a, b=1, *, k=2): ...\n"
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    with pytest.raises(TypeError) as raised:
        namespace["f"](1, unexpected=1)
    shown = qualname_to_callers(*definition(source, read))
    assert str(raised.value) == f"{shown}() got an unexpected keyword argument 'unexpected'"


def test_name_of_a_wrapper_does_not_count():
    old, new = (
        definition(f"{source}@d\ndef f(a): ...\n")[0].definition("m", "d")
        for source in (PASSING, re.sub(r"\bw\b", "wrapper", PASSING))
    )
    assert old is not None
    assert new is not None
    assert looks_same(old.member, new.member)
    assert old.member.returned_functions[0].name == "w"
    assert new.member.returned_functions[0].name == "wrapper"


CALLS = {
    "all passed on": (
        PASSING,
        {"f(1)", "f(1, 2)", "f(1, b=2)", "f(a=1)", "f(1, k=3)"},
    ),
    "positions only": (
        "def d(fn):\n    def w(*args): return fn(*args)\n    return w\n",
        {"f(1)", "f(1, 2)"},
    ),
    "keywords only": (
        "def d(fn):\n    def w(**kwargs): return fn(**kwargs)\n    return w\n",
        {"f(a=1)"},
    ),
    "one given": (
        "def d(fn):\n    def w(*args, **kwargs): return fn(0, *args, **kwargs)\n    return w\n",
        {"f()", "f(1)", "f(b=2)", "f(k=3)", "f(1, k=3)"},
    ),
    "keyword given": (
        "def d(fn):\n    def w(*args, **kwargs): return fn(*args, k=0, **kwargs)\n    return w\n",
        {"f(1)", "f(1, 2)", "f(1, b=2)", "f(a=1)"},
    ),
    "own first": (
        "def d(fn):\n    def w(x, *args, **kwargs): return fn(x, *args, **kwargs)\n    return w\n",
        {"f(1)", "f(1, 2)", "f(1, b=2)", "f(1, k=3)", "f(x=1)"},
    ),
    "own keyword": (
        "def d(fn):\n    def w(*args, x=1, **kwargs): return fn(*args, **kwargs)\n    return w\n",
        {"f(1)", "f(1, 2)", "f(1, b=2)", "f(a=1)", "f(1, k=3)", "f(1, x=1)"},
    ),
}
TRIED = sorted(
    {call for _, calls in CALLS.values() for call in calls} | {"f(1, 2, 3)", "f(1, y=1)"}
)


@pytest.mark.parametrize("name", CALLS)
def test_calls_are_those_that_the_wrapper_can_pass_on(name):
    source = CALLS[name][0] + "@d\ndef f(a, b=1, *, k=2): ...\n"
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    assert {call for call in TRIED if works(call, namespace)} == CALLS[name][1]
    parameters = parameters_to_callers(*definition(source))
    shown = inspect.Signature(
        [
            inspect.Parameter(
                p.name,
                inspect._ParameterKind(int(p.kind)),
                default=inspect.Parameter.empty if p.default is None else p.default,
            )
            for p in parameters
        ]
    )
    as_seen = {"f": shown.bind}
    assert {call for call in TRIED if works(call, as_seen)} == CALLS[name][1]


def works(call: str, namespace: dict[str, Any]) -> bool:
    try:
        eval(call, namespace)
    except TypeError:
        return False
    return True


NOT_UNDERSTOOD = {
    "returns something else too": "def d(fn):\n    def w(a): ...\n    return w if fn else None\n",
    "replaces what it is given": "def d(fn):\n    fn = make(fn)\n    return fn\n",
    "passes it through something": "def d(fn):\n    def w(a): ...\n    return make(w)\n",
    "decorates the wrapper": "def d(fn):\n    @make\n    def w(a): ...\n    return w\n",
    "is decorated itself": "@make\ndef d(fn):\n    def w(a): ...\n    return w\n",
    "is another in another branch": "if x:\n    def d(fn): return fn\n"
    "else:\n    def d(fn):\n        def w(a): ...\n        return w\n",
    "calls in two forms": "def d(fn):\n    def w(*args, **kwargs):\n"
    "        if args: return fn(**kwargs)\n        return fn(*args, **kwargs)\n    return w\n",
    "comes from elsewhere": "from lib import d\n",
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_decorator_that_is_not_understood_leaves_the_signature_and_is_unknown(name):
    surface, found = definition(NOT_UNDERSTOOD[name] + "@d\ndef f(a, b=1): ...\n")
    assert isinstance(found.member, Function)
    assert parameters_to_callers(surface, found) == found.member.signature.parameters
    assert unknown_decorators(surface, found)


@pytest.mark.parametrize(
    ("decorator", "function", "result"),
    [
        (PASSING, "async def f(): ...", Result(True, "plain")),
        (PASSING, "def f(): yield", Result(False, "generator")),
        (
            PASSING.replace("def w", "async def w").replace("return fn", "return await fn"),
            "async def f(): ...",
            Result(True, "plain"),
        ),
        (PASSING.replace("def w", "async def w"), "def f(): ...", Result(True, "plain")),
        (
            PASSING.replace("return fn", "yield from fn"),
            "def f(): ...",
            Result(False, "generator"),
        ),
        (
            PASSING.replace("return fn(*args, **kwargs)", "r = fn(*args, **kwargs); return r"),
            "async def f(): ...",
            Result(True, "plain"),
        ),
        (PASSING.replace("return fn(", "return run(fn("), "async def f(): ...", None),
        ("def d(fn): return fn\n", "async def f(): ...", Result(True, "plain")),
        ("from lib import d\n", "async def f(): ...", None),
        ("from functools import cache as d\n", "async def f(): ...", Result(True, "plain")),
    ],
)
def test_result_of_a_call_under_a_decorator(decorator, function, result):
    decorator = decorator.replace("run(fn(*args, **kwargs)", "run(fn(*args, **kwargs))")
    assert result_of(*definition(f"{decorator}@d\n{function}\n")) == result


def test_wrapper_that_passes_all_on_is_not_unknown():
    assert not unknown_decorators(*definition(PASSING + "@d\ndef f(a): ...\n"))
    assert ParameterKind.VAR_POSITIONAL not in {
        p.kind for p in parameters_to_callers(*definition(PASSING + "@d\ndef f(a): ...\n"))
    }
