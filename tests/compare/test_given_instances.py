"""Private classes whose instances users get, by a call that no annotation describes."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import Files, incremental, whole

OLD = "class _Api:\n    def go(self, a, b=1): ...\n    def gone(self): ...\n"
NEW = "class _Api:\n    def go(self, a): ...\n"

OF_ATTRIBUTES = {
    "in the constructor": "class C:\n    def __init__(self):\n        self.api = {Api}()",
    "in a method that it calls": (
        "class C:\n    def __init__(self):\n        self.set_up()\n"
        "    def set_up(self):\n        self.api = {Api}()"
    ),
    "of a variable": "class C:\n    def __init__(self):\n        x = {Api}()\n        self.api = x",
    "unless it is given": "class C:\n    def __init__(self, api=None):\n"
    "        self.api = api or {Api}()",
    "unless it is given, in an expression": "class C:\n    def __init__(self, api=None):\n"
    "        self.api = {Api}() if api is None else api",
    "in a base": (
        "class _Base:\n    def __init__(self):\n        self.api = {Api}()\nclass C(_Base): ..."
    ),
    "by a function": (
        "def _make():\n    return {Api}()\n"
        "class C:\n    def __init__(self):\n        self.api = _make()"
    ),
    "by an annotated function": (
        "def _make() -> {Api}: ...\nclass C:\n    def __init__(self):\n        self.api = _make()"
    ),
    "by a method": (
        "class C:\n    def _make(self):\n        return {Api}()\n"
        "    def __init__(self):\n        self.api = self._make()"
    ),
    "by a class method": (
        "class _Sub({Api}):\n    @classmethod\n    def make(cls):\n        return cls()\n"
        "class C:\n    def __init__(self):\n        self.api = _Sub.make()"
    ),
}

OF_FUNCTIONS = {
    "function": "def make():\n    return {Api}()",
    "function of several lines": "def make():\n    return (  # a new one\n        {Api}()\n    )",
    "of a variable": "def make():\n    api = {Api}()\n    api.x = 1\n    return api",
    "or nothing": "def make(x):\n    if x:\n        return None\n    return {Api}()",
    "method": "class C:\n    def api(self):\n        return {Api}()",
    "property": "class C:\n    @property\n    def api(self):\n        return {Api}()",
    "cached property": (
        "from functools import cached_property\n"
        "class C:\n    @cached_property\n    def api(self):\n        return {Api}()"
    ),
    "property with an attribute": (
        "class C:\n    def __init__(self):\n        self._api = {Api}()\n"
        "    @property\n    def api(self):\n        return self._api"
    ),
    "coroutine": "async def make():\n    return {Api}()",
    "generator": "def make():\n    yield {Api}()",
    "context manager": (
        "from contextlib import contextmanager\n@contextmanager\ndef make():\n    yield {Api}()"
    ),
    "context": (
        "class C:\n    def __enter__(self):\n        return {Api}()\n"
        "    def __exit__(self, *error): ..."
    ),
}

UNKNOWN = {
    "a parameter": "class C:\n    def __init__(self, _Api):\n        self.api = _Api()",
    "an import": "def make():\n    from x import _Api\n    return _Api()",
    "a variable": "def make():\n    _Api = dict\n    return _Api()",
    "a loop": "def make():\n    for _Api in (dict,): ...\n    return _Api()",
    "several values": "def make():\n    x = _Api()\n    x = dict()\n    return x",
    "several assignments": "class C:\n    def __init__(self, x):\n"
    "        self.api = None\n        if x:\n            self.api = _Api()",
    "several branches": "class _B: ...\nclass C:\n    def __init__(self, x):\n"
    "        if x:\n            self.api = _B()\n        else:\n            self.api = _Api()",
    "several methods": "class _B: ...\nclass C:\n    def __init__(self):\n"
    "        self.api = _B()\n        self._set_up()\n"
    "    def _set_up(self):\n        self.api = _Api()",
    "several results": "def make(x):\n    if x:\n        return _Api()\n    return dict()",
    "an annotation": "def make() -> object:\n    return _Api()",
    "an inner function": "def make():\n    def inner():\n        return _Api()\n    return inner()",
    "a static method": "class C:\n    @staticmethod\n    def f(self):\n        return self._x()\n"
    "    def _x(self):\n        return _Api()",
    "a decorator": "@unknown\ndef make():\n    return _Api()",
    "private state": "class C:\n    def __init__(self):\n        self._api = _Api()",
}

HEADS = {
    "": "_Api",
    "from ._a import _Api\n": "_Api",
    "from ._a import _Api as _other\n": "_other",
    "from . import _a\n": "_a._Api",
    "import pkg._a as a\n": "a._Api",
}


def versions(head: str, source: str) -> tuple[Files, Files]:
    """Return two versions of a package; without a `head` all is in one module."""
    user = head + source.format(Api=HEADS[head]) + "\n"
    if not head:
        old, new = ({"pkg/m.py": (api + user).encode()} for api in (OLD, NEW))
    else:
        old, new = ({"pkg/_a.py": api.encode(), "pkg/m.py": user.encode()} for api in (OLD, NEW))
    return {"pkg/__init__.py": b"", **old}, {"pkg/__init__.py": b"", **new}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("form", OF_ATTRIBUTES)
def test_members_of_what_an_attribute_holds_are_compared(form, head):
    old, new = versions(head, OF_ATTRIBUTES[form])
    expected = {
        ("parameter-removed", "pkg.m.C.api.go", "b"),
        ("method-removed", "pkg.m.C.api.gone", None),
    }
    assert whole(old, new) == incremental(old, old, new) == expected
    kept = snapshot(dict(old), "pkg")
    assert [*map(details, found(kept, new, "pkg"))] == [*map(details, found(old, new, "pkg"))]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("form", OF_FUNCTIONS)
def test_members_of_what_a_function_makes_are_compared(form, head):
    old, new = versions(head, OF_FUNCTIONS[form])
    path = "pkg._a._Api" if head else "pkg.m._Api"
    expected = {
        ("parameter-removed", f"{path}.go", "b"),
        ("method-removed", f"{path}.gone", None),
    }
    assert whole(old, new) == incremental(old, old, new) == expected
    kept = snapshot(dict(old), "pkg")
    assert [*map(details, found(kept, new, "pkg"))] == [*map(details, found(old, new, "pkg"))]


@pytest.mark.parametrize("form", UNKNOWN)
def test_nothing_is_said_of_what_is_not_surely_made(form):
    old, new = versions("", UNKNOWN[form])
    assert whole(old, new) == incremental(old, old, new) == set()


def test_members_that_another_result_lacks_are_missed():
    make = "def make():\n    return {}()\n"
    for other in ("_B", "B"):
        old, new = (
            {"m.py": f"{OLD}class {other}: ...\n{make.format(name)}".encode()}
            for name in ("_Api", other)
        )
        expected = {("method-removed", f"m._Api.{name}", None) for name in ("go", "gone")}
        assert whole(old, new) == incremental(old, old, new) == expected
