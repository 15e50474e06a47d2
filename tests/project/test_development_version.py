"""The version under development: where it is found, and what is no place to look."""

from __future__ import annotations

import textwrap

import pytest

from tests.checkout import commit, git, write
from unbroken.config.config import Config
from unbroken.config.config_file import parse_project
from unbroken.project.development_version import under_development
from unbroken.project.packages import find_packages
from unbroken.rules.registry import rule_names
from unbroken.sources.folder import FolderTree

MEGATRON = """
    MAJOR = 0
    MINOR = 17
    PATCH = 0
    PRE_RELEASE = 'rc0'

    # Use the following formatting: (major, minor, patch, pre-release)
    VERSION = (MAJOR, MINOR, PATCH, PRE_RELEASE)

    __shortversion__ = '.'.join(map(str, VERSION[:3]))
    __version__ = '.'.join(map(str, VERSION[:3])) + ''.join(VERSION[3:])
"""


def found(files, tags="9.9.0", folder=""):
    """Return the version, path and line that are found in some files of a project."""
    prefix = f"{folder}/" if folder else ""
    contents = {
        prefix + path: textwrap.dedent(text).lstrip("\n").encode() for path, text in files.items()
    }
    tree = FolderTree({f"{prefix}pkg/__init__.py": b"", **contents}, "")
    table = contents.get(f"{prefix}pyproject.toml", b"")
    config = parse_project(table, "pyproject.toml", folder, rule_names)
    it = under_development(config, tree, find_packages(config, tree.files()), lambda: tags)
    return (it.text, it.path, it.line) if it is not None else None


FOUND = {
    "configured": (
        {
            "pyproject.toml": """
                [project]
                version = "1.0"
                [tool.unbroken]
                version = "2.0.0.dev0"
            """
        },
        ("2.0.0.dev0", "pyproject.toml", 4),
    ),
    "project": (
        {"pyproject.toml": '[tool.x]\nversion = "7"\n[project]\nname = "pkg"\nversion = "1.0"\n'},
        ("1.0", "pyproject.toml", 5),
    ),
    "poetry": (
        {"pyproject.toml": '[tool.poetry] # here\nname = "pkg"\nversion="1.0"\n'},
        ("1.0", "pyproject.toml", 3),
    ),
    "written inline": (
        {"pyproject.toml": 'project = {name = "pkg", version = "1.0"}\n'},
        ("1.0", "pyproject.toml", 1),
    ),
    "project before the package": (
        {
            "pyproject.toml": '[project]\nname = "pkg"\nversion = "1.0"\n',
            "pkg/__init__.py": '__version__ = "2.0"',
        },
        ("1.0", "pyproject.toml", 3),
    ),
    "the package": (
        {"pkg/__init__.py": '"""Doc."""\n__version__ = "1.0"\n'},
        ("1.0", "pkg/__init__.py", 2),
    ),
    "imported": (
        {
            "pkg/__init__.py": "from ._version import __version__",
            "pkg/_version.py": 'version = __version__ = "1.0"',
        },
        ("1.0", "pkg/_version.py", 1),
    ),
    "imported under another name, in a try": (
        {
            "pkg/__init__.py": """
                try:
                    from pkg.meta import VERSION as __version__
                except ImportError:
                    __version__ = "0.0.0"
            """,
            "pkg/meta.py": 'VERSION: str = "1.0"',
        },
        ("1.0", "pkg/meta.py", 1),
    ),
    "a file of the usual names": (
        {"pkg/__about__.py": '__version__ = "1.0"'},
        ("1.0", "pkg/__about__.py", 1),
    ),
    "Megatron Core": (
        {
            "pyproject.toml": """
                [project]
                name = "pkg"
                dynamic = ["version", "readme"]
                [tool.setuptools.dynamic]
                version = { attr = "pkg.package_info.__version__" }
            """,
            "pkg/package_info.py": MEGATRON,
        },
        ("0.17.0rc0", "pkg/package_info.py", 10),
    ),
    "parts whose sum takes running it": (
        {"pkg/package_info.py": MEGATRON + "    __version__ += os.environ['BUILD']\n"},
        ("0.17.0rc0", "pkg/package_info.py", 1),
    ),
    "setuptools": (
        {
            "pyproject.toml": '[tool.setuptools.dynamic.version]\nattr = "pkg.about.number"\n',
            "pkg/__init__.py": '__version__ = "2.0"',
            "pkg/about.py": 'number = "1.0"',
        },
        ("1.0", "pkg/about.py", 1),
    ),
    "setup.cfg": (
        {"setup.cfg": "[metadata]\nname = pkg\nversion = 1.0\n[options]\nversion = 2.0\n"},
        ("1.0", "setup.cfg", 3),
    ),
    "an attribute in setup.cfg": (
        {
            "setup.cfg": "[metadata]\nversion = attr: pkg.about.number\n",
            "pkg/about.py": 'number = "1.0"',
        },
        ("1.0", "pkg/about.py", 1),
    ),
    "hatch": (
        {
            "pyproject.toml": '[tool.hatch.version]\npath = "./pkg/sub/about.py"\n',
            "pkg/sub/about.py": 'VERSION = "1.0"',
        },
        ("1.0", "pkg/sub/about.py", 1),
    ),
    "PDM": (
        {
            "pyproject.toml": '[tool.pdm.version]\nsource = "file"\npath = "pkg/v.py"\n',
            "pkg/v.py": '__version__ = "1.0"',
        },
        ("1.0", "pkg/v.py", 1),
    ),
    "hatch by tags": (
        {
            "pyproject.toml": '[tool.hatch.version]\nsource = "vcs"\n',
            "pkg/__init__.py": '__version__ = "0.0.0"',
        },
        ("9.9.0", None, 1),
    ),
    "setuptools-scm": (
        {
            "pyproject.toml": "[tool.setuptools_scm]\n",
            "pkg/__init__.py": '__version__ = "0.0.0"',
        },
        ("9.9.0", None, 1),
    ),
    "Poetry by tags": (
        {
            "pyproject.toml": """
                [tool.poetry]
                version = "0.0.0"
                [tool.poetry-dynamic-versioning]
                enable = true
            """
        },
        ("9.9.0", None, 1),
    ),
    "nothing says it": ({}, ("9.9.0", None, 1)),
    "installed metadata": (
        {"pkg/__init__.py": 'from importlib.metadata import *\n__version__ = version("pkg")\n'},
        ("9.9.0", None, 1),
    ),
    "what is no version": ({"pkg/__init__.py": '__version__ = "unknown"'}, ("9.9.0", None, 1)),
    "a branch": (
        {"pkg/__init__.py": 'if dev:\n    __version__ = "2.0"\nelse:\n    __version__ = "1.0"\n'},
        ("9.9.0", None, 1),
    ),
    "a file that does not parse": (
        {"pkg/__init__.py": '__version__ = "1.0"\ndef\n'},
        ("9.9.0", None, 1),
    ),
    "a circle of imports": (
        {
            "pkg/__init__.py": "from pkg._version import __version__",
            "pkg/_version.py": "from pkg import __version__",
        },
        ("9.9.0", None, 1),
    ),
    "an import from elsewhere": (
        {"pkg/__init__.py": "from other import __version__"},
        ("9.9.0", None, 1),
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_version_is_found_where_the_project_keeps_it(case):
    files, expected = FOUND[case]
    assert found(files) == expected


def test_no_version_in_an_empty_project():
    assert found({}, tags=None) is None
    assert found({}, tags="next") is None


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "1" * 5000, "[project"])
def test_invalid_toml_has_no_version(text):
    tree = FolderTree({"pyproject.toml": text.encode()}, "new")
    assert under_development(Config(), tree, ()) is None


def test_version_of_a_project_in_a_folder():
    files = {"pyproject.toml": '[project]\nname = "pkg"\nversion = "1.0"\n'}
    assert found(files, folder="libs/pkg") == ("1.0", "libs/pkg/pyproject.toml", 3)
    files = {"src/pkg/__init__.py": '__version__ = "1.0"', "pyproject.toml": ""}
    assert found(files, folder="libs/pkg")[1] == "libs/pkg/src/pkg/__init__.py"


@pytest.fixture
def removal(library, unbroken):
    """Deprecate `g` until 2.0, release that as v1.0.0, remove it, and check that."""
    text = "def f(a, b=1): ...\n"
    gone = '@deprecated("old", removal_version="{}")\ndef g(a): ...\n'

    def check(files, until="2.0"):
        commit(library, {"pkg/__init__.py": text + gone.format(until)})
        git(library, "tag", "--force", "v1.0.0")
        write(library, {"pkg/__init__.py": text, **files})
        git(library, "add", "--all")
        said = unbroken("check")
        assert said.code == ("error[removed-too-early] pkg.g" in said.out)
        return said.code

    return check


PYPROJECT = '[project]\nname = "pkg"\nversion = "{}"\n'


@pytest.mark.parametrize(("version", "code"), [("1.9.9", 1), ("2.0.0.dev0", 0), ("2.0rc1", 0)])
def test_removal_is_judged_by_the_committed_version(removal, library, version, code):
    assert removal({"pyproject.toml": PYPROJECT.format(version)}) == code


def test_unstaged_version_does_not_count(library, removal, unbroken):
    assert removal({"pyproject.toml": PYPROJECT.format("1.9")}) == 1
    write(library, {"pyproject.toml": PYPROJECT.format("2.0")})
    assert unbroken("check").code == 1
    git(library, "add", "pyproject.toml")
    assert unbroken("check").code == 0


DYNAMIC = '[project]\nname = "pkg"\ndynamic = ["version"]\n'


@pytest.mark.parametrize(
    ("until", "table", "code"),
    [
        ("1.1", "", 0),
        ("1.1.0", "", 0),
        ("1.1.1", "", 1),
        ("2.0", "", 1),
        ("1.1", '[tool.unbroken.deprecation]\nunit = "patch"\n', 1),
        ("1.0.1", '[tool.unbroken.deprecation]\nunit = "patch"\n', 0),
        ("2.0", '[tool.unbroken]\nversion = "2.0"\n', 0),
    ],
)
def test_next_version_by_tags(removal, until, table, code):
    assert removal({"pyproject.toml": DYNAMIC + table}, until=until) == code


def test_pre_release_tag_leads_to_its_release(library, removal, unbroken):
    removal({"pyproject.toml": DYNAMIC})
    assert unbroken("check").code == 1
    commit(library, {}, "v2.0.0rc1")
    assert unbroken("full", "--current", "HEAD").code == 0
    git(library, "tag", "--delete", "v2.0.0rc1")
    assert unbroken("full", "--current", "HEAD").code == 1


def test_tagged_commit_has_the_version_of_its_tag(library, removal, unbroken):
    removal({"pyproject.toml": DYNAMIC})
    commit(library, {}, "v2.0.0")
    assert unbroken("full").code == 0
    git(library, "tag", "v1.7.0")
    git(library, "tag", "--delete", "v2.0.0")
    assert unbroken("full").code == 1
    # A tag elsewhere says nothing of this branch.
    git(library, "checkout", "--quiet", "-b", "elsewhere", "v1.0.0")
    commit(library, {"README": "."}, "v2.0.0")
    git(library, "checkout", "--quiet", "main")
    assert unbroken("full").code == 1
