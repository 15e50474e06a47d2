"""Which packages were promised is what the configuration of the baseline says."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, repository, stage

MODULE = "def f(a, b=1): ...\n"


def table(*packages: str, paths: str = ".", name: str = "one") -> str:
    return (
        f'[project]\nname = "{name}"\nversion = "1.1.0"\n'
        f'[tool.unbroken]\npackages = {list(packages)}\nsearch-paths = ["{paths}"]\n'
    ).replace("'", '"')


@pytest.fixture
def two(tmp_path, monkeypatch):
    """A project with two packages that are named in the table."""
    files = {
        "pyproject.toml": table("one", "two"),
        "one/__init__.py": MODULE,
        "two/__init__.py": MODULE,
    }
    folder = repository(tmp_path / "two", files, "v1.0.0")
    commit(folder, {"README.md": "Read me."})
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_that_is_taken_out_of_the_table_and_deleted_is_removed(two, unbroken, command):
    stage(two, {"pyproject.toml": table("one"), "two/__init__.py": None})
    result = unbroken(command)
    assert result.code == 1
    assert "error[module-removed] two: " in result.out


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_that_is_renamed_with_the_table_is_removed(two, unbroken, command):
    git(two, "mv", "two", "three")
    stage(two, {"pyproject.toml": table("one", "three")})
    result = unbroken(command)
    assert result.code == 1
    assert " two" in result.out


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_that_moves_to_src_with_the_table_is_compared(two, unbroken, command):
    (two / "src").mkdir()
    git(two, "mv", "one", "two", "src")
    stage(two, {"pyproject.toml": table("one", "two", paths="src")})
    assert unbroken(command).code == 0
    stage(two, {"src/two/__init__.py": "def f(a): ...\n"})
    result = unbroken(command)
    assert result.code == 1
    assert "error[parameter-removed] two.f: parameter 'b' was removed" in result.out


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_that_is_renamed_with_the_project_is_removed(library, unbroken, command):
    git(library, "mv", "pkg", "other")
    stage(library, {"pyproject.toml": '[project]\nname = "other"\nversion = "1.1.0"\n'})
    result = unbroken(command)
    assert result.code == 1
    assert "pkg" in result.out


def test_table_that_is_new_says_where_the_packages_are(library, unbroken):
    stage(library, {"pyproject.toml": table("pkg", name="pkg"), "pkg/data.py": "def load(): ...\n"})
    result = unbroken("check")
    assert result.code == 1
    assert "pkg.data.load" in result.out
