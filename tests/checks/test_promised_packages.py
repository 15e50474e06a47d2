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


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_that_moves_with_a_table_that_is_new_is_compared(library, unbroken, command):
    (library / "src").mkdir()
    git(library, "mv", "pkg", "src")
    stage(library, {"pyproject.toml": table("pkg", paths="src", name="pkg")})
    assert unbroken(command).code == 0
    stage(library, {"src/pkg/data.py": "def load(path): ...\n"})
    result = unbroken(command)
    assert result.code == 1
    assert "error[parameter-removed] pkg.data.load: " in result.out


@pytest.mark.parametrize("command", ["check", "full"])
def test_package_beside_that_of_a_table_that_is_new_is_not_removed(library, unbroken, command):
    stage(library, {"pyproject.toml": table("two", name="pkg"), "two/__init__.py": MODULE})
    result = unbroken(command)
    assert result.code == 0
    assert "removed" not in result.out


DECLARED = '[project]\nname = "runner"\nversion = "1.1.0"\n\n{}\n'


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
@pytest.mark.parametrize(
    ("folder", "table"),
    [
        ("tests", '[tool.setuptools]\npackages = ["tests"]'),
        ("tests", '[tool.unbroken]\npackages = ["tests"]'),
        ("src/tests", '[tool.hatch.build.targets.wheel]\npackages = ["src/tests"]'),
        ("lib/tests", '[tool.poetry]\npackages = [{include = "tests", from = "lib"}]'),
        ("docs", '[tool.setuptools]\npackages = ["docs"]'),
        ("examples", '[tool.flit.module]\nname = "examples"'),
        ("demo", '[tool.uv.build-backend]\nmodule-name = "demo"\nmodule-root = ""'),
    ],
)
def test_package_that_is_called_like_what_is_not_shipped_is_compared(
    tmp_path, monkeypatch, unbroken, command, folder, table
):
    files = {
        "pyproject.toml": DECLARED.format(table),
        f"{folder}/__init__.py": "def run(a, b=1): ...\n",
        f"{folder}/tests/__init__.py": "def helper(a, b=1): ...\n",
    }
    project = repository(tmp_path / "project", files, "v1.0.0")
    monkeypatch.chdir(project)
    stage(
        project,
        {
            f"{folder}/__init__.py": "def run(a): ...\n",
            f"{folder}/tests/__init__.py": "def helper(a): ...\n",
        },
    )
    said = unbroken(command)
    assert said.code == 1
    assert f"error[parameter-removed] {folder.rpartition('/')[2]}.run: " in said.out
    assert "helper" not in said.out  # tests inside of a package are tests


@pytest.mark.parametrize(
    "table",
    [
        '[tool.poetry]\npackages = [{include = "runner"}, {include = "tests", format = "sdist"}]',
        '[tool.poetry]\npackages = [{include = "runner"}, {include = "tests", format = ["sdist"]}]',
        '[tool.setuptools.packages.find]\nwhere = ["."]',
        "",
    ],
)
def test_folder_of_tests_that_is_not_declared_is_not_compared(
    tmp_path, monkeypatch, unbroken, table
):
    files = {
        "pyproject.toml": DECLARED.format(table),
        "runner/__init__.py": "",
        "tests/__init__.py": "def helper(a, b=1): ...\n",
    }
    project = repository(tmp_path / "project", files, "v1.0.0")
    monkeypatch.chdir(project)
    stage(project, {"tests/__init__.py": "def helper(a): ...\n"})
    for command, result in (
        ("check", "no new breaks, because no source file changed; "),
        ("full", "no breaks; the whole package (1 file) of the index compared with "),
    ):
        said = unbroken(command)
        assert said.code == 0
        assert said.closing.startswith(f"unbroken: runner: {result}")


def test_packages_at_the_baseline_are_those_of_its_setup_py(tmp_path, monkeypatch, unbroken):
    files = {
        "pyproject.toml": "[tool.black]\n",
        "setup.py": (
            "from setuptools import find_packages, setup\n"
            "setup(name='runner', packages=find_packages(exclude=['t', 't.*']))\n"
        ),
        "runner/__init__.py": "def run(a, b=1): ...\n",
        "t/__init__.py": "def helper(a, b=1): ...\n",
    }
    project = repository(tmp_path / "project", files, "v1.0.0")
    monkeypatch.chdir(project)
    changed = {"pyproject.toml": "[tool.ruff]\n", "t/__init__.py": "", "setup.py": "setup()\n"}
    stage(project, {**changed, "runner/__init__.py": "def run(a): ...\n"})
    for command in ("check", "full"):
        said = unbroken(command)
        assert said.out.count("error[") == 1
        assert said.closing.startswith("unbroken: runner: 1 error;")


@pytest.mark.parametrize("first", ["a", "b"])
def test_release_that_is_newer_than_one_of_two_projects_is_refused(
    tmp_path, monkeypatch, unbroken, first
):
    """Both have no table, so that nothing but their folders tells them apart."""
    second = "ab".replace(first, "")
    built = '[build-system]\nbuild-backend = "hatchling.build"\n[project]\n'
    files = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["*"]\n'}
    for name, version in ((first, "1.14.0.dev0"), (second, "0.66b0.dev0")):
        files[f"{name}/pyproject.toml"] = f'{built}name = "{name}"\nversion = "{version}"\n'
        files[f"{name}/{name}/__init__.py"] = "def f(a, b=1): ...\n"
    project = repository(tmp_path / "project", files, "v1.13.0")
    commit(project, {"README.md": ""})
    monkeypatch.chdir(project)
    for _ in range(2):
        said = unbroken("full")
        assert (said.code, said.out) == (2, "")
        assert "v1.13.0, the latest release, is newer than 0.66b0.dev0" in said.err


def test_projects_with_the_same_packages_are_named_by_their_folders(
    tmp_path, monkeypatch, unbroken
):
    built = '[build-system]\nbuild-backend = "hatchling.build"\n[project]\n'
    wheel = '[tool.hatch.build.targets.wheel]\npackages = ["src/ns"]\n'
    files = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["*"]\n'}
    for name in ("ns-api", "ns-sdk"):
        files[f"{name}/pyproject.toml"] = f'{built}name = "{name}"\nversion = "1.1"\n{wheel}'
        files[f"{name}/src/ns/{name[3:]}/__init__.py"] = "def f(a, b=1): ...\n"
    project = repository(tmp_path / "project", files, "v1.0.0")
    commit(project, {"README.md": ""})
    monkeypatch.chdir(project)
    lines = unbroken("full").out.splitlines()
    assert [line.partition(";")[0] for line in lines] == [
        "unbroken: ns in ns-api: no breaks",
        "unbroken: ns in ns-sdk: no breaks",
    ]
