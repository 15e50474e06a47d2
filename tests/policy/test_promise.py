"""What was promised at the baseline, and what the new version may do with it."""

from __future__ import annotations

import re

import pytest
from tests.checkout import commit, git, write

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
]


@pytest.mark.parametrize("command", ["check", "full"])
@pytest.mark.parametrize(
    ("old", "new", "version", "expected"), [each[1:] for each in CASES], ids=[e[0] for e in CASES]
)
def test_promise(library, holdfast, old, new, version, expected, command):
    metadata = '[project]\nname = "pkg"\nversion = "{}"\n'
    files = {"pkg/__init__.py": "", "pkg/data.py": "", "pkg/_marks.py": MARKS}
    released = {**files, "pkg/api.py": IMPORT + old, "pyproject.toml": metadata.format("1.0")}
    commit(library, released, "v1.0.1")
    write(library, {"pkg/api.py": IMPORT + new, "pyproject.toml": metadata.format(version)})
    git(library, "add", "--all")
    said = holdfast(command)
    found = re.findall(r"^\S+:\d+:\d+: (\w+\[\S+\] \S+): ", said.out, re.MULTILINE)
    assert found == expected
    assert said.code == any(each.startswith("error") for each in expected)


@pytest.mark.parametrize(
    ("decorator", "is_exempt"),
    [
        ("@hidden\n", True),
        ("@marks.hidden\n", True),
        ("@pkg.marks.hidden()\n", True),
        ("@hidden_too\n", False),
        ("@marks.internal_api\n", False),
        ("@other.marks.only_here\n", False),
        ("@marks.only_here\n", True),
        ("@only_here\n", True),
    ],
)
def test_configured_decorators(library, holdfast, decorator, is_exempt):
    table = '[tool.holdfast]\nexempt-decorators = ["hidden", "pkg.marks.only_here"]\n'
    imports = (
        "import pkg\nfrom pkg import marks\nfrom pkg.marks import hidden, hidden_too, only_here\n"
        "import other\n"
    )
    files = {
        "pyproject.toml": table,
        "pkg/marks.py": "def hidden(x): return x\nhidden_too = only_here = internal_api = hidden\n",
        "pkg/api.py": f"{imports}{decorator}{F}",
    }
    commit(library, files, "v1.1.0")
    write(library, {"pkg/api.py": f"{imports}{decorator}{BROKEN}"})
    git(library, "add", "--all")
    assert holdfast("check").code == (0 if is_exempt else 1)
