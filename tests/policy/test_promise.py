"""What was promised at the baseline, and what the new version may do with it."""

from __future__ import annotations

import re

import pytest

from tests.checkout import commit, git, write
from tests.policy.surfaces import surface_of
from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces
from unbroken.config.config import Config, Settings
from unbroken.model.finding import Finding

MARKS = """\
def internal_api(thing): return thing
def experimental_api(thing): return thing
def deprecated(version=None, removal_version=None, alternative=None, reason=None):
    return lambda thing: thing
def my_internal_api_for_tests(thing): return thing
"""
IMPORT = (
    "from pkg._marks import internal_api, experimental_api, deprecated, my_internal_api_for_tests\n"
)
F = "def f(a, b=1): ...\n"
BROKEN = "def f(a): ...\n"
DEPRECATED = '@deprecated(version="1.0", removal_version="2.0")\n'

# Name, what was released, what comes, the version of what comes, and what is found.
CASES = [
    ("internal at the baseline", f"@internal_api\n{F}", BROKEN, "1.1", []),
    ("internal and gone", f"@internal_api\n{F}", "", "1.1", []),
    ("experimental at the baseline", f"@experimental_api\n{F}", BROKEN, "1.1", []),
    ("in an internal class", "@internal_api\nclass C:\n    def f(self, a): ...\n", "", "1.1", []),
    (
        "promised by then",
        f"@internal_api\n{F}",
        f"{F}",
        "1.1",
        [],
    ),
    (
        "internal from now on",
        F,
        f"@internal_api\n{BROKEN}",
        "1.1",
        ["warning[stability-lowered] pkg.api.f"],
    ),
    (
        "a class is internal from now on",
        "class C:\n    def f(self, a): ...\n    def g(self): ...\n",
        "@experimental_api\nclass C:\n    def f(self): ...\n",
        "1.1",
        ["warning[stability-lowered] pkg.api.C"],
    ),
    (
        "a decorator whose name is only similar",
        f"@my_internal_api_for_tests\n{F}",
        f"@my_internal_api_for_tests\n{BROKEN}",
        "1.1",
        ["error[parameter-removed] pkg.api.f"],
    ),
    (
        "experimental by its docstring",
        'def f(a, b=1):\n    """Do.\n\n    .. experimental:: later\n    """\n',
        BROKEN,
        "1.1",
        [],
    ),
    ("deprecated, then gone in time", DEPRECATED + F, "", "2.0", []),
    ("deprecated, then gone in the release candidate", DEPRECATED + F, "", "2.0rc1", []),
    (
        "deprecated, then gone too early",
        DEPRECATED + F,
        "",
        "1.9",
        ["error[removed-too-early] pkg.api.f"],
    ),
    (
        "deprecated without a date",
        "@deprecated()\n" + F,
        "",
        "1.1",
        ["warning[function-removed] pkg.api.f"],
    ),
    (
        "deprecated and broken",
        DEPRECATED + F,
        DEPRECATED + BROKEN,
        "1.9",
        ["warning[deprecated-signature-changed] pkg.api.f"],
    ),
    (
        "deprecated now and gone",
        F,
        "",
        "2.0",
        ["error[function-removed] pkg.api.f"],
    ),
    (
        "a directive",
        'def f(a, b=1):\n    """Do.\n\n    .. deprecated:: 1.0\n    """\n',
        "",
        "1.1",
        ["warning[function-removed] pkg.api.f"],
    ),
    (
        "a deprecated parameter that goes on schedule",
        'def f(a, b=1):\n    """Do.\n\n    Parameters\n    ----------\n    b : int\n        N.\n'
        "\n"
        '        .. deprecated:: 1.0\n            Will be removed in 2.0.\n    """\n',
        "def f(a): ...\n",
        "2.0",
        [],
    ),
    (
        "a deprecated parameter that goes too early",
        'def f(a, b=1):\n    """Do.\n\n    .. deprecated:: 1.0\n        The `b` argument will be '
        'removed in 2.0.\n    """\n',
        "def f(a): ...\n",
        "1.9",
        ["error[removed-too-early] pkg.api.f"],
    ),
    (
        "another parameter than the deprecated one",
        'def f(a, b=1):\n    """Do.\n\n    :param b: Count.\n\n        .. deprecated:: 1.0\n'
        '    """\n',
        "def f(b=1): ...\n",
        "2.0",
        ["error[parameter-removed] pkg.api.f"],
    ),
    (
        "a class with a deprecated parameter is not deprecated",
        'class C:\n    """Fit.\n\n    Parameters\n    ----------\n    penalty : str\n        K.\n'
        "\n"
        "        .. deprecated:: 1.0\n           `penalty` will be removed in 2.0.\n"
        '    """\n    def __init__(self, penalty=None, solver=None): ...\n',
        "",
        "2.0",
        ["error[class-removed] pkg.api.C"],
    ),
    (
        "a deprecated parameter of a constructor goes on schedule",
        'class C:\n    """Fit.\n\n    Parameters\n    ----------\n    penalty : str\n        K.\n'
        "\n"
        "        .. deprecated:: 1.0\n           `penalty` will be removed in 2.0.\n"
        '    """\n    def __init__(self, solver=None, penalty=None): ...\n',
        "class C:\n    def __init__(self, solver=None): ...\n",
        "2.0",
        [],
    ),
    (
        "a deprecated value does not deprecate the function",
        'def f(a, b=1):\n    """Do.\n\n    .. deprecated:: 1.0\n        Passing None as `a` is '
        'deprecated.\n    """\n',
        "",
        "2.0",
        ["error[function-removed] pkg.api.f"],
    ),
]


@pytest.mark.parametrize("command", ["check", "full"])
@pytest.mark.parametrize(
    ("old", "new", "version", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_findings_by_promise_and_announcement(
    library, unbroken, old, new, version, expected, command
):
    metadata = '[project]\nname = "pkg"\nversion = "{}"\n'
    files = {"pkg/__init__.py": "", "pkg/data.py": "", "pkg/_marks.py": MARKS}
    released = {**files, "pkg/api.py": IMPORT + old, "pyproject.toml": metadata.format("1.0")}
    commit(library, released, "v1.0.1")
    write(library, {"pkg/api.py": IMPORT + new, "pyproject.toml": metadata.format(version)})
    git(library, "add", "--all")
    said = unbroken(command)
    found = re.findall(r"^\S+:\d+:\d+: (\w+\[\S+\] \S+): ", said.out, re.MULTILINE)
    assert found == expected
    assert said.code == any(finding.startswith("error") for finding in expected)


MARKED = """\
def hidden(x): return x
def only_here(x): return x
def internal_api(x): return x
def not_hidden(x): return x
def hidden_v2(x): return x
def hiddenly(x=None): return (lambda it: it) if x is None else x
alias = hidden
again = alias
"""
IMPORTS = """\
import pkg
import pkg.marks as m
from pkg import marks
from pkg.marks import *
from pkg.marks import hidden as _h, not_hidden as hidden_at_last
import other
import elsewhere as e
from elsewhere import hidden as from_elsewhere, visible
from other.star import *
_own = marks.hidden
_theirs = e.hidden
"""
DECORATORS = [
    ("hidden", True),
    ("hidden()", True),
    ("hidden(why='x')", True),
    ("marks.hidden", True),
    ("m.hidden", True),
    ("pkg.marks.hidden()", True),
    ("_h", True),
    ("_h()", True),
    ("_own", True),
    ("_theirs", True),
    ("marks.alias", True),
    ("again", True),
    ("e.hidden", True),
    ("from_elsewhere", True),
    ("nobody.knows.hidden", True),
    ("marks.only_here", True),
    ("only_here", True),
    ("only_here()", True),
    ("not_hidden", False),
    ("hidden_v2", False),
    ("hiddenly", False),
    ("hiddenly()", False),
    ("m.hidden_v2", False),
    ("hidden_at_last", False),
    ("hidden.too", False),
    ("visible", False),
    ("e.only_here", False),
    ("other.marks.only_here", False),
    ("marks.internal_api", False),
    ("internal_api", False),
    ("hidden_v2(hidden)", False),
]


@pytest.mark.parametrize(("decorator", "is_exempt"), DECORATORS)
def test_configured_decorator_exempts(decorator, is_exempt):
    assert bool(found_between(f"@{decorator}\n{F}", f"@{decorator}\n{BROKEN}")) is not is_exempt


def found_between(old: str, new: str, **settings: object) -> list[str]:
    """Name what breaks between two versions of a module that has IMPORTS."""
    found = findings_between(old, new, **settings)
    return [
        f"{finding.level}[{finding.rule}] {finding.object}"
        for finding in found
        if finding.level != "note"
    ]


def findings_between(old: str, new: str, **settings: object) -> list[Finding]:
    config = Config(
        Settings(**{"exempt_decorators": ("hidden", "pkg.marks.only_here"), **settings})
    )
    surfaces = [
        surface_of(
            {"pkg/__init__.py": "", "pkg/marks.py": MARKED, "pkg/api.py": IMPORTS + source},
        )
        for source in (old, new)
    ]
    return judge_surfaces(*surfaces, ComparisonOptions(config, ("pkg",), "1.1"))[0]


def test_configured_dotted_name_may_be_a_reexport():
    """What is configured is where users know the decorator, not where it is defined."""
    old, new = (f"@m.alias\n{source}" for source in (F, BROKEN))
    assert found_between(old, new, exempt_decorators=("pkg.api.hidden",)) == []
    assert found_between(old, new, exempt_decorators=("pkg.api.hidden_v2",)) == [
        "error[parameter-removed] pkg.api.f"
    ]


CLASS = """\
{mark}class Outer:
    def m(self, a, b=1): ...
    x = 1
    class Inner:
        def n(self, a, b=1): ...
        class Innermost:
            y = 1
"""
BROKEN_CLASS = """\
{mark}class Outer:
    def m(self, a): ...
    class Inner:
        def n(self, a): ...
        class Innermost: ...
"""


def test_members_of_an_exempt_class_are_exempt():
    marked = [source.format(mark="@hidden\n") for source in (CLASS, BROKEN_CLASS)]
    assert found_between(*marked) == []
    assert found_between(marked[0], "") == []
    unmarked = [source.format(mark="@hidden_v2\n") for source in (CLASS, BROKEN_CLASS)]
    assert found_between(*unmarked) == [
        "error[parameter-removed] pkg.api.Outer.m",
        "error[attribute-removed] pkg.api.Outer.x",
        "error[parameter-removed] pkg.api.Outer.Inner.n",
        "error[attribute-removed] pkg.api.Outer.Inner.Innermost.y",
    ]


def test_definitions_beside_an_exempt_class_are_promised():
    inner = [source.format(mark="").replace("    class Inner:", "    @hidden\n    class Inner:")
             for source in (CLASS, BROKEN_CLASS)]  # fmt: skip
    assert found_between(*inner) == [
        "error[parameter-removed] pkg.api.Outer.m",
        "error[attribute-removed] pkg.api.Outer.x",
    ]


def test_members_inherited_from_an_exempt_class_are_promised():
    old = "@hidden\nclass Base:\n    def m(self, a, b=1): ...\n{}class Sub(Base): ...\n"
    new = "@hidden\nclass Base:\n    def m(self, a): ...\n{}class Sub(Base): ...\n"
    found = ["error[parameter-removed] pkg.api.Sub.m"]
    assert found_between(old.format(""), new.format("")) == found
    assert found_between(old.format("@hidden\n"), new.format("@hidden\n")) == []
    marked = [source.replace("    def", "    @hidden\n    def").format("") for source in (old, new)]
    assert found_between(*marked) == []


SEEN = [
    ("    def m(self, a, b=1): ...\n", "    def m(self, a): ...\n", "sub.m(a, b=1)"),
    ("    def m(self, a, b): ...\n", "    def m(self, a, x, b): ...\n", "sub.m(a, b)"),
    ("    @classmethod\n    def m(cls, a): ...\n", "    @classmethod\n    def m(cls): ...\n",
     "Sub.m(a)"),
    ("    def __call__(self, a): ...\n", "    def __call__(self): ...\n", "sub(a)"),
    ("    def __init__(self, a): ...\n", "    def __init__(self): ...\n", "Sub(a)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "call"), SEEN)
def test_witness_names_the_promised_class(old, new, call):
    sources = (f"@hidden\nclass Base:\n{body}class Sub(Base): ...\n" for body in (old, new))
    (found,) = (finding for finding in findings_between(*sources) if finding.level != "note")
    assert found.object.startswith("pkg.api.Sub")
    assert found.witness is not None
    assert found.witness.call == call


def test_exempt_base_that_changes_a_promised_constructor_is_reported():
    old = "from dataclasses import dataclass\n@hidden\n@dataclass\nclass Base:\n    a: int\n"
    sub = "@dataclass\nclass Sub(Base):\n    z: int = 0\n"
    assert found_between(old + sub, old + "    b: int\n" + sub) == [
        "error[parameter-added-required] pkg.api.Sub"
    ]
    assert found_between(old, old + "    b: int\n") == []


DOCSTRINGS = [
    (".. experimental::", True),
    ("..  experimental:: later", True),
    (".. EXPERIMENTAL::", True),
    (".. warning:: experimental", True),
    (".. warning:: Experimental, may change.", True),
    ("Experimental: may change.", True),
    ("Do.\n\n    Experimental: may change.", True),
    (".. warning:: experimentally verified", False),
    (".. warning:: This is not experimental", False),
    (".. note:: experimental", False),
    ("Not experimental: kept.", False),
    ("Run the experiment; experimental.", False),
    ("Experimental features are off.", False),
    ("", False),
]


@pytest.mark.parametrize(("docstring", "is_exempt"), DOCSTRINGS)
def test_docstring_label_exempts(docstring, is_exempt):
    old = f'def f(a, b=1):\n    """{docstring}"""\n'
    assert bool(found_between(old, BROKEN)) is not is_exempt
    old = f'class f:\n    """{docstring}"""\n    x = 1\n'
    assert bool(found_between(old, "class f: ...\n")) is not is_exempt


def test_configured_docstring_label_exempts():
    labels = {"experimental_docstrings": (".. beta::", "beta")}
    for text, is_exempt in (
        (".. beta::", True),
        ("Beta: may change.", True),
        ("beta", True),
        ("Betatron.", False),
        ("A beta.", False),
        (".. experimental::", False),
    ):
        old = f'def f(a, b=1):\n    """{text}"""\n'
        assert bool(found_between(old, BROKEN, **labels)) is not is_exempt, text


@pytest.mark.parametrize("command", ["check", "full"])
def test_new_configured_label_is_stability_lowered(library, unbroken, command):
    table = '[tool.unbroken]\nexperimental-docstrings = ["Beta:"]\n'
    commit(library, {"pyproject.toml": table}, "v1.1.0")
    write(library, {"pkg/data.py": 'def load(path, limit=None):\n    """Beta: may change."""\n'})
    git(library, "add", "--all")
    said = unbroken(command)
    assert (
        "warning[stability-lowered] pkg.data.load: 'load' was promised at the baseline and is now "
        "marked as internal or experimental\n"
    ) in said.out


@pytest.mark.parametrize("command", ["check", "full"])
def test_mark_that_came_is_taken_back_by_the_former_decorators(library, unbroken, command):
    marks = {"pkg/marks.py": MARKS}
    commit(library, {**marks, "pkg/data.py": "def load(path, limit=None): ...\n"}, "v1.1.0")
    source = "from pkg.marks import internal_api\n@internal_api\ndef load(path, limit=None): ...\n"
    write(library, {"pkg/data.py": source})
    git(library, "add", "--all")
    assert (
        "  paste:  instead of the decorators and the header at pkg/data.py:3\n"
        "            def load(path, limit=None):\n"
    ) in unbroken(command).out


@pytest.mark.parametrize("command", ["check", "full"])
def test_breaks_of_experimental_definitions_are_notes(library, unbroken, command):
    old = (
        "from marks import internal_api, experimental_api\n"
        "@experimental_api\ndef f(a, b=1): ...\n"
        "@internal_api\ndef g(a, b=1): ...\n"
        "@experimental_api\ndef h(a): ...\n"
        "@experimental_api\nclass C:\n    def m(self, a): ...\n"
        "@internal_api\ndef i(a): ...\n"
    )
    new = (
        "from marks import internal_api, experimental_api\n"
        "@experimental_api\ndef f(x): ...\n"
        "@internal_api\ndef g(x): ...\n"
        "def h(a): ...\n"
        "class C:\n    def m(self, a): ...\n"
        "def i(a): ...\n"
    )
    commit(library, {"pkg/api.py": old, "pkg/data.py": None}, "v1.1.0")
    write(library, {"pkg/api.py": new})
    git(library, "add", "--all")
    said = unbroken(command, "--verbose")
    assert re.findall(r"^\S+:\d+:\d+: (\w+\[\S+\] \S+: .*)$", said.out, re.MULTILINE) == [
        "note[experimental-changed] pkg.api.f: experimental 'f' changed: parameter 'b' was "
        "removed; parameter 'a' was renamed to 'x'",
        "note[stability-raised] pkg.api.h: 'h' was internal or experimental at the baseline and "
        "will be promised from the next release on",
        "note[stability-raised] pkg.api.C: 'C' was internal or experimental at the baseline and "
        "will be promised from the next release on",
        "note[stability-raised] pkg.api.i: 'i' was internal or experimental at the baseline and "
        "will be promised from the next release on",
    ]
    assert said.code == 0
