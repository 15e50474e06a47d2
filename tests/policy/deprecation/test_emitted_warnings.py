"""Deprecation warnings that functions emit are announcements, like decorators and directives."""

from __future__ import annotations

import pytest

from tests.policy.surfaces import surface_of
from unbroken.config.config import Config
from unbroken.policy.deprecation.announcements import Announcements
from unbroken.policy.stability import Marks

HEAD = """\
import warnings
from warnings import warn as w
import warnings as ws
from other import warn as foreign
from other import DeprecationWarning as Foreign
class Own(DeprecationWarning): ...
class Sub(Own): ...
class Plain(UserWarning): ...
class Like(Foreign): ...
def helper(text): warnings.warn(text, DeprecationWarning, stacklevel=3)
def shout(text, category): warnings.warn(text, category)
"""


def announcements(source: str, name: str):
    surface = surface_of({"pkg/__init__.py": "", "pkg/api.py": f"{HEAD}{source}"})
    config = Config()
    return Announcements(Marks(surface, config), config), surface.resolve(f"pkg.api.{name}")


def own(source: str, name: str = "f"):
    found, definition = announcements(source, name)
    return found.own(definition)


@pytest.mark.parametrize(
    "call",
    [
        'warnings.warn("f is deprecated", DeprecationWarning)',
        'w("f is deprecated", FutureWarning)',
        'ws.warn("f is deprecated", PendingDeprecationWarning)',
        'warnings.warn("f is deprecated", Own)',
        'warnings.warn("f is deprecated", category=Sub, stacklevel=2)',
        'warnings.warn(DeprecationWarning("f is deprecated"))',
        "warnings.warn(compute(), DeprecationWarning)",
        'helper("f is deprecated")',
        'shout("f is deprecated", DeprecationWarning)',
        'warnings.warn("f() is deprecated, use g()", DeprecationWarning)',
    ],
)
def test_unconditional_deprecation_warning_deprecates_the_function(call):
    assert own(f"def f(a):\n    {call}\n") is not None
    assert own(f"async def f(a):\n    {call}\n") is not None
    assert own(f"class C:\n    def f(self, a):\n        {call}\n", "C.f") is not None


@pytest.mark.parametrize(
    "call",
    [
        'warnings.warn("f is deprecated")',
        'warnings.warn("f is deprecated", Foreign)',
        'warnings.warn("f is deprecated", Like)',
        'warnings.warn("f is deprecated", UserWarning)',
        'warnings.warn("f is deprecated", Plain)',
        'foreign("f is deprecated", DeprecationWarning)',
        'shout("f is deprecated", UserWarning)',
        'warnings.warn("passing None is deprecated", DeprecationWarning)',
        'warnings.warn("g is deprecated", DeprecationWarning)',
        'warnings.warn("this is slow", FutureWarning)',
        'if a: warnings.warn("f is deprecated", DeprecationWarning)',
        'return warnings.warn("f is deprecated", DeprecationWarning)',
    ],
)
def test_other_warnings_deprecate_nothing(call):
    assert own(f"def f(a):\n    {call}\n") is None


def test_warning_of_a_constructor_deprecates_the_class():
    warning = 'warnings.warn("C is deprecated", DeprecationWarning)'
    source = f"class C:\n    def __init__(self):\n        {warning}\n    def m(self): ...\n"
    assert own(source, "C") is not None
    assert own(source, "C.m") is None


def test_versions_are_read_from_the_text():
    text = "f is deprecated since version 1.2 and will be removed in 2.0; use g"
    found = own(f"def f():\n    warnings.warn({text!r}, DeprecationWarning)\n")
    assert (found.version, found.removal_version, found.reason) == ("1.2", "2.0", text)


def test_dates_are_no_versions():
    text = "f is deprecated since May 2022 and will be removed in 2023"
    found = own(f"def f():\n    warnings.warn({text!r}, DeprecationWarning)\n")
    assert (found.version, found.removal_version, found.reason) == (None, None, text)


@pytest.mark.parametrize(
    ("test", "text", "expected"),
    [
        ("b is not None", "b is deprecated", ["b"]),
        ("b is not _MISSING", "the b argument will be removed in 2.0", ["b"]),
        ("b is not None", "the default of b will change", []),
        ("b == 1", "b is deprecated", []),
    ],
)
def test_warning_about_a_passed_argument_deprecates_the_parameter(test, text, expected):
    source = f"def f(a, b=None):\n    if {test}: warnings.warn({text!r}, DeprecationWarning)\n"
    found, definition = announcements(source, "f")
    assert list(found.parameters(definition)) == expected
    assert found.own(definition) is None


def test_unconditional_warning_about_a_parameter_deprecates_the_parameter():
    source = 'def f(a, b=1):\n    warnings.warn("The `b` argument is gone", DeprecationWarning)\n'
    found, definition = announcements(source.replace("gone", "deprecated"), "f")
    assert list(found.parameters(definition)) == ["b"]
    assert found.own(definition) is None


def test_source_is_the_call():
    text = 'def f():\n    warnings.warn("f is deprecated", DeprecationWarning)\n'
    found, definition = announcements(text, "f")
    assert found.source_of(definition) == "warnings.warn('f is deprecated', DeprecationWarning)"
