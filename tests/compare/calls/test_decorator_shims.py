"""Decorators that keep calls alive, and the methods and parameters whose names nobody passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rows import Row, both_readers, breaks, run
from tests.rules.sources import found_in
from unbroken.model.definitions import Module
from unbroken.readers.libcst_reader import read_module

KEPT = {
    "renamed": ("def f(a, points): ...", '@api.rename_parameter("3.8", "points", "v")', "a, v"),
    "renamed, by keywords": (
        "def f(na=1): ...",
        '@deprecate_kwarg(old_arg_name="na", new_arg_name="use_na")',
        "use_na=True",
    ),
    "several renamed": (
        "def f(x, y, verbose=0): ...",
        '@renamed(["x", "y"], ["actual", "desired"], version="2")',
        "actual, desired, verbose=0",
    ),
    "renamed, by a dictionary": (
        "def f(x, y=0): ...",
        '@renamed_parameters({"x": "a", "y": "b"}, stacklevel=2)',
        "a, b=0",
    ),
    "renamed, by a dictionary of new names": (
        "def f(x, y=0): ...",
        '@renamed_parameters(names={"a": "x", "b": "y"})',
        "a, b=0",
    ),
    "renamed, by rows of names and versions": (
        "def f(x, y=0, z=1): ...",
        '@params_aliased([("a", "x", "0.7", False), ("b", "y", "0.8", True)])',
        "a, b=0, z=1",
    ),
    "keyword-only now, which a list names": (
        "def f(a, b=0, c=0): ...",
        '@old_positionals("b", "c")',
        "a, *, b=0, c=0",
    ),
    "renamed, each by a keyword": ("def f(x, y=0): ...", '@renamed(x="a", y="b")', "a, b=0"),
    "a keyword-only one gone": ("def f(a, *, b=0): ...", '@deprecate_parameter("b")', "a"),
    "replaced by one that was there": (
        "def f(a, *, b=0, c=0): ...",
        '@deprecate_kwarg("b", "c")',
        "a, *, c=0",
    ),
    "beside **kwargs": ("def f(*, a=0, **k): ...", '@renamed_kwarg("a", "b")', "*, b=0, **k"),
    "keyword-only now": ("def f(a, b=0): ...", "@_deprecate_positional_args", "a, *, b=0"),
    "keyword-only now, in a version": (
        "def f(a, b=0, c=0): ...",
        '@deprecate_positional_args(version="1.2")',
        "a, *, b=0, c=0",
    ),
}

REWRITING = """\
from functools import wraps
def _rewrite(fields=(), aliases=None):
    def decorate(function):
        @wraps(function)
        def wrapped(*args, **kwargs):
            for alias, name in (aliases or {}).items():
                if alias in kwargs:
                    kwargs[name] = kwargs.pop(alias)
            return function(*args, **kwargs)
        return wrapped
    return decorate
"""

LOST = {
    "a former name that another call of the decorator left out": (
        f"{REWRITING}@_rewrite(('n_',), aliases={{'n': 'n_'}})\ndef f(*, n_=0): ...",
        f"{REWRITING}@_rewrite(('n_', 'm'))\ndef f(*, n_=0, m=1): ...",
        ("parameter-renamed", "m.f", "n"),
    ),
    "a former name that another decorator does not have": (
        '@renamed("n", "n_")\ndef f(*, n_=0): ...',
        '@renamed("k", "n_")\ndef f(*, n_=0): ...',
        ("parameter-renamed", "m.f", "n"),
    ),
    "another name": (
        "def f(a, b): ...",
        '@rename_parameter("x", "c")\ndef f(a, c): ...',
        ("parameter-renamed", "m.f", "b"),
    ),
    "another name, in a dictionary": (
        "def f(a, b): ...",
        '@renamed({"x": "c", "a": "d"})\ndef f(a, c): ...',
        ("parameter-renamed", "m.f", "b"),
    ),
    "another name, in a row": (
        "def f(a, b): ...",
        '@params_aliased([("c", "x", "0.7"), ("d", "a", "0.7")])\ndef f(a, c): ...',
        ("parameter-renamed", "m.f", "b"),
    ),
    "another name, by a keyword": (
        "def f(a, b): ...",
        '@renamed(x="c")\ndef f(a, c): ...',
        ("parameter-renamed", "m.f", "b"),
    ),
    "a decorator of another kind": (
        "def f(a, b): ...",
        '@inject("b", "c")\ndef f(a, c): ...',
        ("parameter-renamed", "m.f", "b"),
    ),
    "a decorator that was there": (
        '@renamed("b", "c")\ndef f(a, b): ...',
        '@renamed("b", "c")\ndef f(a): ...',
        ("parameter-removed", "m.f", "b"),
    ),
    "a place by position": (
        "def f(a, b=0, c=0): ...",
        '@deprecate_kwarg("b")\ndef f(a, c=0): ...',
        ("parameter-became-keyword-only", "m.f", "b"),
    ),
    "positional, but for no deprecation": (
        "def f(a, b=0): ...",
        "@positional(1)\ndef f(a, *, b=0): ...",
        ("parameter-became-keyword-only", "m.f", "b"),
    ),
    "the old name, with its decorator": (
        '@api.rename_parameter("3.8", "points", "v")\ndef f(a, v): ...',
        "def f(a, v): ...",
        ("parameter-renamed", "m.f", "points"),
    ),
    "a place, with its decorator": (
        "@_deprecate_positional_args\ndef f(a, *, b=0): ...",
        "def f(a, *, b=0): ...",
        ("parameter-became-keyword-only", "m.f", "b"),
    ),
}

QUIET = {
    "keyword-only now, for another library's decorator": (
        "def f(a, b=0): ...",
        "from legacy_api_wrap import legacy_api\n@legacy_api('b')\ndef f(a, *, b=0): ...",
    ),
    "a former name that another call of the decorator still has": (
        f"{REWRITING}@_rewrite(('n_',), aliases={{'n': 'n_'}})\ndef f(*, n_=0): ...",
        f"{REWRITING}@_rewrite(('n_', 'm'), aliases={{'n': 'n_'}})\ndef f(*, n_=0, m=1): ...",
    ),
    "a former name that another decorator still has": (
        '@renamed("n", "n_")\ndef f(*, n_=0): ...',
        '@deprecate_kwarg("n", "n_", version="2")\ndef f(*, n_=0): ...',
    ),
    "the names in __exit__": (
        "class A:\n    def __exit__(self, a, b, c): ...\n    def __enter__(self): ...",
        "class A:\n    def __exit__(self, kind, value, trace): ...\n    def __enter__(self): ...",
    ),
    "what __exit__ is passed, taken apart": (
        "class A:\n    def __exit__(self, *exc): ...\n    def __enter__(self): ...",
        "class A:\n    def __exit__(self, a, b, c, /): ...\n    def __enter__(self): ...",
    ),
    "the names in operators": (
        "class A:\n    def __setitem__(self, key, item): ...\n    def __eq__(self, o): ...",
        "class A:\n    def __setitem__(self, k, v): ...\n    def __eq__(self, other, /): ...",
    ),
    "an option of an operator that Python does not pass": (
        "class A:\n    def __getitem__(self, key, default=None): ...",
        "class A:\n    def __getitem__(self, key): ...",
    ),
    "a private parameter renamed": ("def f(a, *, _b=0): ...", "def f(a, *, _c=0): ..."),
    "a private parameter gone": ("def f(a, _b=0): ...", "def f(a): ..."),
    "before a private parameter": ("def f(a, _b=0): ...", "def f(a, c=0, _b=0): ..."),
    "a private parameter in its place": (
        "def f(a, _b=0, c=0): ...",
        "def f(a, _d=0, c=0): ...",
    ),
    "an argument that nobody uses": ("def f(_, b): ...", "def f(_a, b): ..."),
    "a private parameter before **kwargs, which cannot take its name": (
        "def f(_a, *args, **kwargs): ...",
        "def f(_a, *args, b=0, **kwargs): ...",
    ),
    "another spelling, and the old one as a keyword": (
        "def f(a, maxSize=0, depth=0): ...\nclass A:\n    def __init__(self, matchString): ...",
        "def f(a, max_size=0, depth=0, *, maxSize=0): ...\n"
        "class A:\n    def __init__(self, match_string='', *, matchString=''): ...",
    ),
    "a decorator that lists what may come by position": (
        '@deprecate_nonkeyword_arguments(version=None, allowed_args=["self", "a"])\n'
        "def f(a, b=0): ...",
        "def f(a, b=0): ...",
    ),
    "a decorator that tells when a parameter goes": (
        '@delete_parameter("3.6", "b")\ndef f(a, b=0): ...',
        "def f(a, b=0): ...",
    ),
    "a deprecated whole, with a word like a parameter": (
        '@renamed_in("b", "2.0")\ndef f(a, b): ...',
        "def f(a, b): ...",
    ),
}

LOUD = {
    "a class called": (
        "class A:\n    def __call__(self, a): ...",
        "class A:\n    def __call__(self, b): ...",
        ("parameter-renamed", "m.A.__call__", "a"),
    ),
    "what Python passes": (
        "class A:\n    def __enter__(self): ...\n    def __exit__(self, *exc): ...",
        "class A:\n    def __enter__(self): ...\n    def __exit__(self): ...",
        ("var-positional-removed", "m.A.__exit__", "exc"),
    ),
    "a function of such a name": (
        "def __exit__(a): ...\nx = __exit__\n__all__ = ['__exit__']",
        "def __exit__(b): ...\nx = __exit__\n__all__ = ['__exit__']",
        ("parameter-renamed", "m.__exit__", "a"),
    ),
    "a public parameter behind a private one": (
        "def f(a, _b=0, c=0): ...",
        "def f(a, c=0): ...",
        ("parameter-removed", "m.f", "_b"),
    ),
    "another spelling in another place, and the old one as a keyword": (
        "def f(a, maxSize=0): ...",
        "def f(max_size=0, a=0, *, maxSize=0): ...",
        ("parameters-reordered", "m.f", "a"),
    ),
    "another word, and the old one as a keyword": (
        "def f(a, size=0): ...",
        "def f(a, limit=0, *, size=0): ...",
        ("parameter-became-keyword-only", "m.f", "size"),
    ),
    "a private parameter that must be passed": (
        "def f(a, *, _b): ...",
        "def f(a): ...",
        ("parameter-removed", "m.f", "_b"),
    ),
    "a public parameter made private": (
        "def f(a, b=0): ...",
        "def f(a, _b=0): ...",
        ("parameter-renamed", "m.f", "b"),
    ),
    "nothing but what was collected, behind a private parameter": (
        "def f(_a, *args, **kwargs): ...",
        "def f(_a): ...",
        ("var-positional-removed", "m.f", "args"),
        ("var-keyword-removed", "m.f", "kwargs"),
    ),
    "a private parameter that must be passed now": (
        "def f(a, _b=0): ...",
        "def f(a, _b): ...",
        ("parameter-became-required", "m.f", "_b"),
    ),
}


def forms(old: str, decorator: str, new: str) -> list[tuple[str, str]]:
    """Give a change of a function, and the same one of a method and of a constructor."""
    parameters = old.removeprefix("def f(").removesuffix("): ...")
    changes = [(old, f"{decorator}\ndef f({new}): ...")]
    for name in ("m", "__init__"):
        was = f"class A:\n    def {name}(self, {parameters}): ..."
        now = f"class A:\n    {decorator}\n    def {name}(self, {new}): ..."
        changes.append((was, now))
    return changes


@both_readers
@pytest.mark.parametrize("name", KEPT)
def test_a_decorator_keeps_calls_alive(name: str, reader: Callable[..., Module]) -> None:
    for old, new in forms(*KEPT[name]):
        run(Row({"m.py": old}, {"m.py": new}), reader)


@both_readers
@pytest.mark.parametrize("name", LOST | LOUD)
def test_what_it_does_not_keep_is_found(name: str, reader: Callable[..., Module]) -> None:
    old, new, *found = (LOST | LOUD)[name]
    run(Row({"m.py": old}, {"m.py": new}, breaks(*found)), reader)


@both_readers
@pytest.mark.parametrize("name", QUIET)
def test_nobody_passes_these(name: str, reader: Callable[..., Module]) -> None:
    old, new = QUIET[name]
    run(Row({"m.py": old}, {"m.py": new}), reader)


def test_what_is_said_of_a_decorator_that_is_gone() -> None:
    old, new, _ = LOST["the old name, with its decorator"]
    (found,) = found_in({"m.py": old}, {"m.py": new}, read_module)
    assert (found.level, found.message) == (
        "warning",
        "parameter 'points' was renamed to 'v': the decorator that still accepted it is gone",
    )
    assert found.witness is not None
    assert found.witness.call == "f(a, points=points)"


ARGS = "def f(a, *args, b=1):\n    if args: b, = args\n    return a, b"

# Shims in the body of a function, and decorators of other libraries: what is found.
SHIMS = {
    "taken from *args": ("def f(a, b=1): ...", ARGS, ()),
    "*args that nothing looks at": (
        "def f(a, b=1): ...",
        "def f(a, *args, b=1): return a, b",
        (("parameter-became-keyword-only", "m.f", "b"),),
    ),
    "taken from *args, in another order": (
        "def f(a, b=1, c=2): ...",
        "def f(a, *args, c=2): return args",
        (("parameter-became-keyword-only", "m.f", "c"), ("parameter-removed", "m.f", "b")),
    ),
    "renamed, the old name stays last": (
        "def f(a, old=1): ...",
        "def f(a, new=1, old=None): ...",
        (),
    ),
    "another one inserted": (
        "def f(a, old=1): ...",
        "def f(a, new=0, old=1): ...",
        (("parameter-inserted", "m.f", "new"),),
    ),
    "a word that only looks like one": (
        "def f(a, *, points=1): ...",
        "import lib\n@lib.replaceable('points')\ndef f(a): ...",
        (("parameter-removed", "m.f", "points"),),
    ),
    "a decorator of another library": (
        "def f(a, *, points=1): ...",
        "import lib\n@lib.route_alias('points')\ndef f(a): ...",
        (("parameter-removed", "m.f", "points"),),
    ),
    "a known decorator of another library": (
        "def f(a, *, points=1): ...",
        "from monai.utils import deprecated_arg\n@deprecated_arg('points')\ndef f(a): ...",
        (),
    ),
    "a decorator of the package": (
        "def renamed_argument(old, new): ...\ndef f(a, *, points=1): ...",
        "def renamed_argument(old, new): ...\n"
        "@renamed_argument('points', 'values')\ndef f(a, *, values=1): ...",
        (),
    ),
}


@both_readers
@pytest.mark.parametrize("name", SHIMS)
def test_shims_are_recognised_by_what_they_are(name: str, reader: Callable[..., Module]) -> None:
    old, new, found = SHIMS[name]
    run(Row({"m.py": old}, {"m.py": new}, breaks(*found)), reader)
