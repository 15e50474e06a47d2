"""The packages of folders, wheels and sdists: what each of them really ships."""

from __future__ import annotations

import pytest

from tests.checkout import write
from unbroken.errors import NothingToCheckError
from unbroken.project.distributions import config_of, shipped_packages
from unbroken.rules.registry import rule_names
from unbroken.sources.folder import open_tree

SETUP = (
    "from setuptools import find_packages, setup\n"
    "setup(name='SQLAlchemy', package_dir={'': 'lib'}, packages=find_packages('lib'))\n"
)


def shipped(folder, files: dict[str, str], label: str = "x.tar.gz", names: tuple[str, ...] = ()):
    """Return the packages of an unpacked archive as text: `name:root`."""
    write(folder, files)
    tree = open_tree(str(folder))
    packages = shipped_packages(tree, label, config_of(tree, "pyproject.toml", rule_names), names)
    return " ".join(f"{package.name}:{package.root}" for package in packages)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ("pkg/__init__.py pkg/a.py pkg-1.0.dist-info/METADATA", "pkg:pkg"),
        ("a/__init__.py b/__init__.py one.py", "a:a b:b one:one.py"),
        ("pkg/__init__.py tests/__init__.py docs/conf.py", "pkg:pkg"),
        ("tests/__init__.py", "tests:tests"),
        (
            "google/cloud/vision.py google/cloud/vision_v1/__init__.py google/cloud/vision_v1/a.py",
            "google.cloud.vision:google/cloud/vision.py "
            "google.cloud.vision_v1:google/cloud/vision_v1",
        ),
        ("numpy/__config__.pyi numpy/__init__.py numpy/__init__.pyi", "numpy:numpy"),
        ("ns/a/__init__.py ns/b/c.py", "ns.a:ns/a ns.b.c:ns/b/c.py"),
        ("pytest/__init__.py _pytest/__init__.py", "pytest:pytest _pytest:_pytest"),
        ("foo-stubs/__init__.pyi foo-stubs/a.pyi", "foo:foo-stubs"),
        ("google-stubs/cloud/a.pyi", "google.cloud.a:google-stubs/cloud/a.pyi"),
    ],
)
def test_wheel_ships_all_that_it_contains(tmp_path, paths, expected):
    assert shipped(tmp_path, dict.fromkeys(paths.split(), ""), "x.whl") == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"setup.py": SETUP, "lib/sqlalchemy/__init__.py": "", "versioning.py": ""},
            "sqlalchemy:lib/sqlalchemy",
        ),
        (
            {
                "lib/SQLAlchemy.egg-info/top_level.txt": "sqlalchemy\n",
                "lib/sqlalchemy/__init__.py": "",
                "versioning.py": "",
            },
            "sqlalchemy:lib/sqlalchemy",
        ),
        (
            {
                "PyYAML.egg-info/top_level.txt": "_yaml\nyaml\n",
                "lib/yaml/__init__.py": "",
                "lib/_yaml/__init__.py": "",
                "lib3/yaml/__init__.py": "",
            },
            "_yaml:lib/_yaml yaml:lib/yaml",
        ),
        (
            {"x.egg-info/top_level.txt": "six\n", "six.py": "", "test_six.py": ""},
            "six:six.py",
        ),
        (
            {"x.egg-info/top_level.txt": "pkg\ntests\n", "pkg/a.py": "", "tests/a.py": ""},
            "pkg:pkg",
        ),
        ({"x.egg-info/top_level.txt": "lost\n", "pkg/__init__.py": ""}, "pkg:pkg"),
        ({"setup.cfg": "[options]\npackages = demo\n", "demo/__init__.py": ""}, "demo:demo"),
        (
            {"setup.cfg": "[options]\npackages = examples\n", "examples/a.py": "", "a.py": ""},
            "examples:examples",
        ),
    ],
)
def test_sdist_ships_what_its_metadata_names(tmp_path, files, expected):
    assert shipped(tmp_path, files) == expected


def test_named_package_wins(tmp_path):
    assert shipped(tmp_path, {"a/__init__.py": "", "b/__init__.py": ""}, "x.whl", ("b",)) == "b:b"


def test_nothing_to_compare_is_an_error(tmp_path):
    with pytest.raises(NothingToCheckError) as caught:
        shipped(tmp_path, {"README": ""}, "old.whl")
    assert str(caught.value) == (
        "old.whl: no package was found in it, so nothing would be compared; name it with "
        "--package NAME"
    )
