"""What deprecations announce, in the words of every family of decorators."""

from __future__ import annotations

import pytest

from tests.policy.surfaces import surface_of
from unbroken.config.config import Config, DeprecationSettings, Settings
from unbroken.policy.deprecation.announcements import Announcements, Deprecation
from unbroken.policy.stability import Marks
from unbroken.semantics.resolution import Definition

UTILS = """\
import warnings
import typing_extensions
from deprecated import deprecated as pypi_deprecated
LATER = "3.0"
def own(version, removal_version=None, alternative=None, reason=None): ...
deprecated = own
class deprecate:
    def __init__(self, reason, removed_in=None): ...
def undatable(since): ...
"""
IMPORTS = """\
import warnings
import deprecated.sphinx
import deprecation
import typing_extensions as te
from typing_extensions import deprecated as te_deprecated
from unbroken.markers import deprecated as hf
from pkg import utils
from pkg.utils import LATER, deprecated, pypi_deprecated
from elsewhere import deprecated as unknown, retired
VERSION = "1.5"
"""
OWN = {"takes_removal": True}
FAMILIES = [
    (
        'deprecated(version="1.0.0", removal_version="2.0.0", alternative="g", reason="slow")',
        Deprecation("1.0.0", "2.0.0", "g", "slow", **OWN),
    ),
    ('deprecated("1.0", "2.0", "g", "slow")', Deprecation("1.0", "2.0", "g", "slow", **OWN)),
    ('utils.deprecated("1.0", reason="slow")', Deprecation("1.0", None, None, "slow", **OWN)),
    ('hf("1.0", "2.0", alternative="g")', Deprecation("1.0", "2.0", "g", **OWN)),
    ('utils.deprecate("slow", removed_in="2")', Deprecation(None, "2", None, "slow", **OWN)),
    ("deprecated", Deprecation(**OWN)),
    ("deprecated()", Deprecation(**OWN)),
    ("deprecated(VERSION, LATER)", Deprecation("1.5", "3.0", **OWN)),
    ("deprecated(VERSION, utils.LATER)", Deprecation("1.5", "3.0", **OWN)),
    ("deprecated('1.0', alternative=g)", Deprecation("1.0", None, "g", **OWN)),
    ("deprecated('1.0', removal_version=None)", Deprecation("1.0", **OWN)),
    ("deprecated('1.0', later())", Deprecation("1.0", is_unclear=True, **OWN)),
    ("deprecated('1.0', f'{x}.0')", Deprecation("1.0", is_unclear=True, **OWN)),
    ("deprecated(*args)", Deprecation(is_unclear=True, **OWN)),
    ("deprecated('1.0', **more)", Deprecation("1.0", is_unclear=True, **OWN)),
    ("warnings.deprecated('Use g.')", Deprecation(reason="Use g.")),
    (
        "te_deprecated('It will be removed in 2.0. Use g.')",
        Deprecation(None, "2.0", None, "It will be removed in 2.0. Use g."),
    ),
    ("te.deprecated('Use g.', category=None)", Deprecation(reason="Use g.")),
    (
        "pypi_deprecated(version='1.2.1', reason='Use g.')",
        Deprecation("1.2.1", reason="Use g."),
    ),
    ("pypi_deprecated", Deprecation()),
    ("pypi_deprecated('Use g.')", Deprecation(reason="Use g.")),
    (
        "deprecated.sphinx.deprecated('Gone with version 3.1', '1.2')",
        Deprecation("1.2", "3.1", None, "Gone with version 3.1"),
    ),
    (
        "deprecation.deprecated(deprecated_in='1.0', removed_in='2.0', current_version=v, "
        "details='Use g.')",
        Deprecation("1.0", "2.0", None, "Use g.", **OWN),
    ),
    (
        "deprecation.deprecated('1.0', '2.0', '1.1', 'Use g.')",
        Deprecation("1.0", "2.0", None, "Use g.", **OWN),
    ),
    (
        "deprecation.deprecated('1.0', removed_in=date(2024, 1, 1))",
        Deprecation("1.0", is_unclear=True, **OWN),
    ),
    ("unknown('3.8', removal='3.10')", Deprecation("3.8", "3.10")),
    ("unknown('Use g.')", Deprecation(reason="Use g.")),
    ("unknown(reason='Use g.', version=1.5)", Deprecation("1.5", reason="Use g.")),
    ("retired('1.0')", None),
    ("deprecated_v2('1.0')", None),
    ("utils.undatable('1.0')", None),
    ("not_deprecated", None),
]


def announced(source: str, name: str = "f", **settings: object) -> Deprecation | None:
    surface = surface_of({"pkg/__init__.py": "", "pkg/utils.py": UTILS, "pkg/api.py": source})
    config = Config(Settings(deprecation=DeprecationSettings(**settings)))
    found = surface.definition("pkg.api", name)
    assert isinstance(found, Definition)
    return Announcements(Marks(surface, config), config).of(found)


@pytest.mark.parametrize(("decorator", "expected"), FAMILIES)
def test_announcement_of_a_decorator(decorator, expected):
    assert announced(f"{IMPORTS}@{decorator}\ndef f(): ...\n") == expected
    assert announced(f"{IMPORTS}@{decorator}\nclass f: ...\n") == expected
    source = f"{IMPORTS}@{decorator}\nclass C:\n    class D:\n        def f(self): ...\n"
    assert announced(source, "C.D.f") == expected


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        (
            "retired(as_of='1.0', gone_in='2.0', rather='g', why='slow')",
            ("1.0", "2.0", "g", "slow"),
        ),
        ("retired(version='1.0', removal_version='2.0')", ("1.0", "2.0", None, None)),
        ("retired('1.0', gone_in='2.0')", ("1.0", "2.0", None, None)),
        ("retired", (None, None, None, None)),
        ("utils.undatable('1.0')", ("1.0", None, None, None)),
    ],
)
def test_announcement_of_a_configured_decorator(decorator, expected):
    names = {
        "decorators": ("retired", "pkg.utils.undatable"),
        "version_arguments": ("as_of",),
        "removal_arguments": ("gone_in",),
        "alternative_arguments": ("rather",),
        "reason_arguments": ("why",),
    }
    found = announced(f"{IMPORTS}@{decorator}\ndef f(): ...\n", **names)
    assert found is not None
    assert found[:4] == expected
    assert announced(f"{IMPORTS}@retired_too\ndef f(): ...\n", **names) is None


DIRECTIVES = [
    (".. deprecated:: 1.2", Deprecation("1.2")),
    (".. deprecated::   v1.2  ", Deprecation("v1.2")),
    (".. deprecated:: 1.2 Use g.", Deprecation("1.2", reason="Use g.")),
    (".. deprecated:: 1.2\n        Use g.", Deprecation("1.2", reason="Use g.")),
    (
        ".. deprecated:: 2.10.0\n        Call g, it will be\n        removed in v2.14.0.",
        Deprecation("2.10.0", "2.14.0", None, "Call g, it will be removed in v2.14.0."),
    ),
    (".. deprecated::\n        Use g.", Deprecation(reason="Use g.")),
    (".. deprecated:: Use g.", Deprecation(reason="Use g.")),
    (
        ".. deprecated:: 1.2\n        Use g.\n\n    It was removed in 1.0 once.",
        Deprecation("1.2", reason="Use g."),
    ),
    (".. versionchanged:: 1.2", None),
    ("It is deprecated:: 1.2", None),
    ("Deprecated: 1.2", None),
]


@pytest.mark.parametrize(("text", "expected"), DIRECTIVES)
def test_announcement_of_a_directive(text, expected):
    assert announced(f'def f():\n    """Do it.\n\n    {text}\n    """\n') == expected


def test_docstring_completes_the_decorator():
    docstring = '"""Do it.\n\n    .. deprecated:: 1.2\n        To be removed in 1.4.\n    """'
    source = f"{IMPORTS}@te_deprecated('Use g.')\ndef f():\n    {docstring}\n"
    assert announced(source) == Deprecation("1.2", "1.4", None, "Use g.")
    source = f"{IMPORTS}@deprecated('1.0', '2.0')\ndef f():\n    {docstring}\n"
    assert announced(source) == Deprecation("1.0", "2.0", None, "To be removed in 1.4.", **OWN)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("will be removed in 2.0", "2.0"),
        ("Will be removed in version 2.0.", "2.0"),
        ("to be removed in release 2.0.1!", "2.0.1"),
        ("removal in v3", "3"),
        ("scheduled for removal in pkg 2.0", "2.0"),
        ("is going to be removed from scikit-learn in 0.25.", "0.25"),
        ("will be dropped with 1.10rc1", "1.10rc1"),
        ("gone by 4.1", "4.1"),
        ("since 1.0, removed in\n   2.0", "2.0"),
        ("removed in a future release", None),
        ("removed soon. Since 1.0 there is g", None),
        ("use g, new in 2.0", None),
        ("removed; see issue 12", None),
        ("the unremoved in 2.0", None),
        ("will be removed in October 2023: use g", None),
        ("will be removed by 2025", None),
        ("removed in 2025.1", "2025.1"),
        ("removed on or from 2025-01-31", None),
        ("removal in 10/2025", None),
        ("removed by 1 January 2025", None),
        ("removed by the 31st of Dec", None),
        ("removed in Q3 2025", None),
        ("removed in 2 releases", None),
        ("removed in 3 minor versions", None),
        ("removed in 6 months", None),
        ("removed in the v2 release", "2"),
    ],
)
def test_removal_version_in_a_text(text, version):
    found = announced(f"{IMPORTS}@te_deprecated({text!r})\ndef f(): ...\n")
    assert found is not None
    assert found.removal_version == version
