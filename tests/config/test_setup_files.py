"""setup.cfg and setup.py: what they say of a project's name and packages."""

from __future__ import annotations

import pytest

from unbroken.config.setup_files import with_setup_files

FIND = {"find": {"where": ["lib"]}}


def read(setup_py: str = "", setup_cfg: str = "", document: dict | None = None) -> tuple:
    """Return the name, packages, folders and modules that the files say."""
    found = with_setup_files(document or {}, {"setup.py": setup_py, "setup.cfg": setup_cfg})
    setuptools = found.get("tool", {}).get("setuptools", {})
    keys = ("packages", "package-dir", "py-modules")
    return (found.get("project", {}).get("name"), *(setuptools.get(key) for key in keys))


@pytest.mark.parametrize(
    ("setup_py", "expected"),
    [
        (
            "from setuptools import setup\nsetup(name='a', packages=['a', 'a.b'])",
            ("a", ["a", "a.b"], None, None),
        ),
        (
            "from setuptools import setup as s, find_packages as f\n"
            "s(name='a', package_dir={'': 'lib'}, packages=f('lib'))",
            ("a", FIND, {"": "lib"}, None),
        ),
        (
            "import setuptools\nsetuptools.setup(packages=setuptools.find_packages(where='lib'))",
            (None, FIND, None, None),
        ),
        (
            "from setuptools import *\nfrom setuptools import find_namespace_packages, setup\n"
            "setup(packages=find_namespace_packages(where='lib', include=['a*'], exclude=('b',)))",
            (
                None,
                {"find": {"where": ["lib"], "exclude": ["b"], "include": ["a*"]}},
                None,
                None,
            ),
        ),
        (
            "from distutils.core import setup\nNAME = 'a'\nsetup(name=NAME, py_modules=['m'])",
            ("a", None, None, ["m"]),
        ),
        (
            "from setuptools import setup\nkw = dict(name='a', packages=['a'])\nsetup(**kw)",
            ("a", ["a"], None, None),
        ),
        (
            "from setuptools import setup\nsetup(**{'name': 'a'}, packages=['a'] + ['b'])",
            ("a", ["a", "b"], None, None),
        ),
        (
            "from setuptools import find_packages, setup\n"
            "if __name__ == '__main__':\n    setup(packages=['x'] + find_packages('lib'))",
            (None, FIND, None, None),
        ),
        ("from setuptools import setup\nsetup(name=read_name(), packages=compute())", (None,) * 4),
        ("from other import setup\nsetup(name='a')", (None,) * 4),
        ("setup(name='a')", (None,) * 4),
        ("def broken(:", (None,) * 4),
        ("", (None,) * 4),
    ],
)
def test_literals_of_setup_py(setup_py, expected):
    assert read(setup_py) == expected


@pytest.mark.parametrize(
    ("setup_cfg", "expected"),
    [
        (
            "[metadata]\nname = a\n[options]\npackages = find:\npackage_dir =\n  = lib\n"
            "[options.packages.find]\nwhere = lib\n",
            ("a", FIND, {"": "lib"}, None),
        ),
        ("[options]\npackages =\n  a\n  a.b\n", (None, ["a", "a.b"], None, None)),
        ("[options]\npackages = a, a.b\n", (None, ["a", "a.b"], None, None)),
        ("[options]\npackages = find_namespace:\n", (None, {"find": {}}, None, None)),
        ("[options]\npy_modules = m\n", (None, None, None, ["m"])),
        ("[flake8]\nmax-line-length = 100\n", (None,) * 4),
        ("not an INI file", (None,) * 4),
        ("[metadata]\nname = %(x)s\n", ("%(x)s", None, None, None)),
    ],
)
def test_setup_cfg(setup_cfg, expected):
    assert read(setup_cfg=setup_cfg) == expected


SETUP = "from setuptools import setup\nsetup(name='a', packages=['a'])"


def test_setup_cfg_wins_over_setup_py():
    assert read(SETUP, "[options]\npackages = b\n")[:2] == ("a", ["b"])


@pytest.mark.parametrize(
    "document",
    [
        {"tool": {"poetry": {"name": "b"}}},
        {"tool": {"hatch": {}}},
        {"build-system": {"build-backend": "flit_core.buildapi"}},
        {"tool": {"setuptools": {"packages": ["b"]}}},
        {"tool": 1},
    ],
)
def test_setup_files_do_not_count_for_other_backends(document):
    assert with_setup_files(document, {"setup.py": SETUP}) is document


def test_packages_of_setup_py_count_beside_modules_of_pyproject():
    document = {"tool": {"setuptools": {"py-modules": ["m"]}}}
    assert read(SETUP, document=document) == ("a", ["a"], None, ["m"])


def test_name_in_pyproject_wins():
    assert read(SETUP, document={"project": {"name": "b"}})[:2] == ("b", ["a"])


def test_no_setup_files_leave_the_document_alone():
    document = {"project": {"name": "b"}}
    assert with_setup_files(document, {}) is document
    assert with_setup_files(document, None) is document
