"""DeprecationSettings that do not say what users need, or do not keep to what they said."""

from __future__ import annotations

import pytest

from tests.policy.surfaces import surface_of
from unbroken.checks.compare_packages import ComparisonOptions, judge_deprecations
from unbroken.config.config import Config, DeprecationSettings, Settings
from unbroken.model.finding import Finding

MODULES = {
    "pkg/__init__.py": "from pkg.other import exported\nfrom pkg.api import f\ndef top(): ...\n",
    "pkg/other.py": "import numpy\ndef exported(): ...\ndef elsewhere_too(): ...\nclass Other:\n"
    "    def m(self): ...\n",
    "pkg/marks.py": "def deprecated(version, removal_version=None, alternative=None, reason=None):"
    " ...\ndef hidden(x): return x\n",
}
IMPORTS = """\
import warnings
import numpy as np
from pkg import other
from pkg.marks import deprecated, hidden
from deprecated import deprecated as pypi
"""


def judged(
    new: str, old: str | None = None, version: str | None = "1.5.0", **settings: object
) -> list[Finding]:
    window = DeprecationSettings(**settings)
    config = Config(Settings(deprecation=window, exempt_decorators=("hidden", "deprecated")))
    surfaces = [
        None if source is None else surface_of({**MODULES, "pkg/api.py": IMPORTS + source})
        for source in (old, new)
    ]
    releases = ("1.0", "1.1", "1.2", "1.3", "1.4")
    task = ComparisonOptions(config, ("pkg",), version, None, releases)
    return judge_deprecations(*surfaces, task)[0]


def text(finding: Finding) -> str:
    return f"{finding.level}[{finding.rule}] {finding.object}: {finding.message} > {finding.remedy}"


def said(decorator: str, body: str = "def f(a): ...", **settings: object) -> list[str]:
    return [text(finding) for finding in judged(f"@{decorator}\n{body}\n", **settings)]


MALFORMED = "error[deprecation-malformed] pkg.f: deprecation of 'f' "
NOTE = "note[deprecation-malformed] pkg.f: deprecation of 'f' "
UNFILLED = (
    f"{MALFORMED}has the placeholder '…' for the alternative > Name an alternative or a reason."
)
MESSAGES = [
    ('deprecated("1.5", removal_version="1.7", alternative="…")', UNFILLED),
    ('pypi(version="1.5", reason="will be removed in 1.7; use …")', UNFILLED),
    (
        "deprecated('1.5', alternative='top')",
        f"{MALFORMED}does not say in which version it will be removed > Announce 1.7.",
    ),
    (
        "deprecated(alternative='top')",
        f"{MALFORMED}does not say in which version it will be removed > "
        "Announce the version of its removal.",
    ),
    (
        "deprecated('1.5', '1.7')",
        f"{MALFORMED}names neither an alternative nor a reason > Name an alternative or a reason.",
    ),
    (
        "deprecated",
        f"{MALFORMED}does not say in which version it will be removed and names neither an "
        "alternative nor a reason > Announce the version of its removal.",
    ),
    (
        "deprecated('1.x', '2.0', reason='slow')",
        f"{MALFORMED}names '1.x', which is not a PEP 440 version > Write it as 1.2 or 1.2.0.",
    ),
    (
        "deprecated('1.5', 'next', reason='slow')",
        f"{MALFORMED}names 'next', which is not a PEP 440 version > Write it as 1.2 or 1.2.0.",
    ),
    (
        "deprecated('1.5', '1.5.0', reason='slow')",
        f"{MALFORMED}announces its removal in 1.5.0, which does not come after 1.5 > Announce 1.7.",
    ),
    (
        "deprecated('1.10', '1.9', reason='slow')",
        f"{MALFORMED}announces its removal in 1.9, which does not come after 1.10 > Announce 1.12.",
    ),
    (
        "deprecated('1.5', '1.6', reason='slow')",
        f"{MALFORMED}announces its removal in 1.6, less than 2 minor versions after 1.5 > "
        "Announce 1.7, or a later version.",
    ),
    (
        "deprecated('1.5.0', '1.6.9', 'topp')",
        f"{MALFORMED}announces its removal in 1.6.9, less than 2 minor versions after 1.5.0 and "
        "names an alternative that does not exist: 'topp'; did you mean 'top'? > "
        "Announce 1.7.0, or a later version.",
    ),
    (
        "warnings.deprecated('Use top, this one will be removed in 1.4.')",
        None,
    ),
    (
        "warnings.deprecated('Use top.')",
        f"{NOTE}does not say in which version it will be removed > "
        "Announce the version of its removal.",
    ),
    (
        "pypi(version='1.5', reason='Use top.')",
        f"{NOTE}does not say in which version it will be removed > Announce 1.7.",
    ),
    (
        "pypi(version='soon', reason='Use top.')",
        f"{MALFORMED}names 'soon', which is not a PEP 440 version > Write it as 1.2 or 1.2.0.",
    ),
    (
        "pypi",
        f"{NOTE}does not say in which version it will be removed and names neither an "
        "alternative nor a reason > Announce the version of its removal.",
    ),
    ("deprecated('1.5', '1.7', 'top')", None),
    ("deprecated('1.5', '1.7', reason='slow')", None),
    ("deprecated('1.5.2', '1.7.0', reason='slow')", None),
    ("deprecated('1.5', '2.0', reason='slow')", None),
    ("deprecated('1.9', '2.0', reason='slow')", None),
    ("deprecated(removal_version='1.7', reason='slow')", None),
    ("deprecated('1.5', later(), reason='slow')", None),
    ("deprecated('1.5', **more)", None),
    ("deprecated(*given)", None),
    ("pypi(version='1.5', reason='To be removed in 1.7; use top.')", None),
    ("hidden", None),
]


@pytest.mark.parametrize(("decorator", "message"), MESSAGES)
def test_decorator_is_well_formed_or_the_problem_is_named(decorator, message):
    version = None if "1.4" in decorator else "1.5.0"
    assert said(decorator, version=version) == ([] if message is None else [message])


def test_directive_with_too_short_a_window():
    short = 'def f():\n    """Do.\n\n    .. deprecated:: 1.5\n        Removed in 1.6.\n    """\n'
    assert [text(finding) for finding in judged(short)] == [
        f"{MALFORMED}announces its removal in 1.6, less than 2 minor versions after 1.5 > "
        "Announce 1.7, or a later version."
    ]
    assert judged(short.replace("1.6", "1.7")) == []


@pytest.mark.parametrize(
    ("window", "unit", "removal", "message"),
    [
        (1, "minor", "1.6", None),
        (0, "minor", "1.5.1", None),
        (3, "minor", "1.7", "less than 3 minor versions after 1.5 > Announce 1.8, or"),
        (1, "minor", "1.5.9", "less than 1 minor version after 1.5 > Announce 1.6, or"),
        (1, "major", "1.9", "less than 1 major version after 1.5 > Announce 2.0, or"),
        (1, "major", "2.0", None),
        (2, "patch", "1.5.1", "less than 2 patch versions after 1.5 > Announce 1.5.2, or"),
        (2, "patch", "1.5.2", None),
        (9, "release", "1.6", None),
    ],
)
def test_removal_before_the_window_ends_is_malformed(window, unit, removal, message):
    decorator = f"deprecated('1.5', '{removal}', reason='slow')"
    expected = (
        f"{MALFORMED}announces its removal in {removal}, {message} a later version."
        if message
        else None
    )
    assert said(decorator, window=window, unit=unit) == [expected][: bool(expected)]


def test_window_of_releases_is_checked_when_the_removal_is_due():
    decorator = "deprecated('1.4', '1.5', reason='slow')"
    assert said(decorator, window=2, unit="release") == [
        f"{MALFORMED}announces its removal in 1.5, before which only 1 of 2 releases warned of it "
        "> Announce a later version."
    ]
    assert said(decorator, window=2, unit="release", version="1.4.1") == []
    assert said(decorator, window=1, unit="release") == [
        "warning[deprecation-overdue] pkg.f: 'f' was announced to be removed in 1.5, but 1.5.0 "
        "still has it > Remove 'f', or announce a later version."
    ]


@pytest.mark.parametrize(
    ("removal", "version", "is_overdue"),
    [
        ("1.5", "1.5.0", True),
        ("1.5", "1.5.0rc1", True),
        ("1.5", "1.6", True),
        ("1.5.1", "1.5.0", False),
        ("1.6", "1.5.9", False),
        ("1.5", None, False),
    ],
)
def test_overdue_from_the_removal_version_on(removal, version, is_overdue):
    found = said(f"deprecated('1.0', '{removal}', 'top')", version=version)
    message = (
        f"warning[deprecation-overdue] pkg.f: 'f' was announced to be removed in {removal}, "
        f"but {version} still has it > Remove 'f', or announce a later version."
    )
    assert found == ([message] if is_overdue else [])


def test_unpromised_deprecations_are_not_checked():
    bad = "@deprecated('1.5', '1.5')\n"
    assert judged(f"{bad}@hidden\ndef f(): ...\n") == []
    assert judged(f"@hidden\nclass C:\n    {bad}    def f(self): ...\n") == []
    assert judged(f"{bad}def _f(): ...\n") == []
    assert len(judged(f"{bad}def f(): ...\n")) == 1


def test_inherited_deprecation_is_reported_once():
    bad = "@deprecated('1.5', '1.5', 'top')\n"
    source = f"class C:\n    {bad}    def m(self): ...\nclass D(C): ...\n"
    assert [finding.object for finding in judged(source)] == ["pkg.api.C.m"]
    source = f"{bad}class C:\n    def m(self): ...\n    class E: ...\nclass D(C): ...\n"
    assert [finding.object for finding in judged(source)] == ["pkg.api.C"]


def test_finding_shows_the_decorator_and_its_place():
    old = "@deprecated('1.4', '2.0', 'top')\ndef f(): ...\n"
    new = "@deprecated('1.4',\n    '1.9', 'top')\n@hidden_too\ndef f(): ...\n"
    (found,) = judged(new, old)
    assert (found.old, found.new) == (
        "@deprecated('1.4', '2.0', 'top')",
        "@deprecated('1.4', '1.9', 'top')",
    )
    assert (found.path, found.line, found.baseline_path) == ("pkg/api.py", 9, "pkg/api.py")
    (found,) = judged("@deprecated('1.5')\ndef f(): ...\n")
    assert (found.old, found.new, found.baseline_path) == (None, "@deprecated('1.5')", None)
    assert found.affects == ("pkg.api.f",)


def test_too_early_a_removal_is_announced_in_time_once_the_code_is_pasted():
    bad = "@deprecated('1.5', removal_version='1.6', alternative='top')\ndef f(a): ...\n"
    (malformed,) = judged(bad)
    assert (malformed.code_place.how, malformed.code_place.path) == ("head", "pkg/api.py")
    assert malformed.code == (
        "@deprecated('1.5', removal_version=\"1.7\", alternative='top')\ndef f(a):"
    )
    assert judged(f"{malformed.code} ...\n") == []


def test_removal_is_announced_as_before_once_the_code_is_pasted():
    old = "@deprecated('1.4', '2.0', 'top')\ndef f(): ...\n"
    (shortened,) = judged(old.replace("2.0", "1.9"), old)
    assert shortened.code == "@deprecated('1.4', '2.0', 'top')\ndef f():"
    assert judged(f"{shortened.code} ...\n", old) == []


KEPT = [
    (
        "deprecated('1.4', '2.0', 'top')",
        "deprecated('1.4', '1.8', 'top')",
        "error[deprecation-shortened] pkg.f: removal of 'f' was announced for 2.0, and is now for "
        "1.8 > Announce 2.0 again, or a later version: users plan by it.",
    ),
    (
        "deprecated('1.4', '2.0', 'top')",
        "warnings.deprecated('Use top, f is removed in 1.8')",
        "error[deprecation-shortened] pkg.f: removal of 'f' was announced for 2.0, and is now for "
        "1.8 > Announce 2.0 again, or a later version: users plan by it.",
    ),
    ("deprecated('1.4', '2.0', 'top')", "deprecated('1.4', '2.0.0', 'top')", None),
    ("deprecated('1.4', '2.0', 'top')", "deprecated('1.4', '3.0', 'top')", None),
    ("deprecated('1.4', '2.0', 'top')", "deprecated('1.5', '2.0', reason='slow')", None),
    (
        "deprecated('1.4', '2.0', 'top')",
        None,
        "note[deprecation-withdrawn] pkg.f: 'f' is no longer deprecated; it was to be removed in "
        "2.0 > Mention it in the release notes.",
    ),
    (
        "pypi(version='1.4', reason='slow')",
        None,
        "note[deprecation-withdrawn] pkg.f: 'f' is no longer deprecated; it was to be removed > "
        "Mention it in the release notes.",
    ),
    ("deprecated('1.4', '2.0', 'top')", "hidden", None),
    (None, "deprecated('1.5', '1.7', 'top')", None),
]


@pytest.mark.parametrize(("old", "new", "message"), KEPT)
def test_earlier_or_withdrawn_announcement_is_reported(old, new, message):
    sources = [
        ("" if decorator is None else f"@{decorator}\n") + "def f(a): ...\n"
        for decorator in (new, old)
    ]
    assert [text(finding) for finding in judged(*sources)] == ([] if message is None else [message])


def test_removed_definitions_are_not_checked():
    assert judged("def g(): ...\n", "@deprecated('1.4', '2.0', 'top')\ndef f(): ...\n") == []


BODY = """\
class C:
    @deprecated('1.5', '1.7', {!r})
    def old(self, x, y): ...
    def new(self): ...
    inherited = 1
class D(C):
    @deprecated('1.5', '1.7', {!r})
    def older(self, x, **more): ...
"""
THERE = [
    "new", "C.new", "D.new", "D.inherited", "self.new", "pkg.api.C.new", "new()", "top",
    "pkg.top", "pkg.other.Other.m", "other.exported", "other.Other.m", "elsewhere_too", "Other",
    "Other.m", "numpy", "np.sum", "numpy.sum", "print", "os.path", "pathlib", "exported",
    "`new`", "``new()``", ":meth:`new`", ":meth:`~pkg.api.C.new`", ":py:func:`pkg.top`",
    "use new", "Use `new` instead.", "x=", "use x=", "y=None", "Use x=3 instead.",
]  # fmt: skip
SILENT = [
    "https://example.org/new", "the new one", "nothing", "None", "n/a", "torch", "polars.read",
    "torch.nn.Linear", "get_tracker().record()", "new(x=1)", "new, or top", "a[b]", "-",
    "other/new", "Use the config.", "new one", "lambda", "Upgrade",
]  # fmt: skip
MISSING = {
    "newer_one": "'newer_one'",
    "neww": "'neww'; did you mean 'new'?",
    "nowhere()": "'nowhere'",
    "NewThing": "'NewThing'",
    "C.newer": "'C.newer'",
    "self.newest_of_all": "'newest_of_all'",
    "pkg.api.C.nothing_such": "'pkg.api.C.nothing_such'",
    "pkg.nowhere": "'pkg.nowhere'",
    "pkg.nowhere.f": "'pkg.nowhere.f'",
    "other.exportet": "'other.exportet'; did you mean 'exported'?",
    ":func:`pkg.topp`": "'pkg.topp'; did you mean 'top'?",
    "use z=": "parameter 'z'",
    "xx=": "parameter 'xx'",
}


@pytest.mark.parametrize("alternative", [*THERE, *SILENT])
def test_existing_and_foreign_alternatives_are_accepted(alternative):
    assert [text(finding) for finding in judged(BODY.format(alternative, "new"))] == []


@pytest.mark.parametrize("alternative", MISSING)
def test_missing_alternative_is_malformed(alternative):
    assert [text(finding) for finding in judged(BODY.format(alternative, "new"))] == [
        "error[deprecation-malformed] pkg.api.C.old: deprecation of 'old' names an alternative "
        f"that does not exist: {MISSING[alternative]} > Name the alternative as users import it."
    ]


def test_any_parameter_exists_beside_var_keyword():
    assert judged(BODY.format("new", "z=")) == []


def test_name_that_a_star_import_may_define_is_not_missing():
    source = BODY.format("brought_by_a_star", "new")
    assert len(judged(source)) == 1
    assert judged(f"from unknown import *\n{source}") == []
