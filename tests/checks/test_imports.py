"""Every commit pays for what is imported: each kind of commit imports only what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.checkout import commit, git, git_environment, write

DEPENDENCIES = {
    "griffe",
    "libcst",
    "msgspec",
    "packaging",
    "pathspec",
    "platformdirs",
    "rich",
    "tomlkit",
}
"""The packages that ours imports, by the names that they are imported by."""
RELEASES = {"packaging"}
"""What orders the release tags."""
COMPARING = RELEASES | {"msgspec"}
"""What a comparison of definitions imports, whoever read them."""
READING = {"libcst"}
"""What reads the contents of a changed file that the cache does not know."""

OLD = "def f(a, b): ...\n"


@pytest.fixture
def imported(library, tmp_path):
    """Return a function that runs a command and returns which dependencies it imported."""
    commit(library, {"pkg/data.py": OLD, "pkg/other.py": "from pkg.data import f\n"}, "v1.1.0")
    environment = {**git_environment(), "UNBROKEN_CACHE_DIR": str(tmp_path / "cache")}

    def run(*arguments: str) -> set[str]:
        result = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "unbroken", *arguments],
            cwd=library,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode in (0, 1), result.stderr
        lines = (line for line in result.stderr.splitlines() if line.startswith("import time:"))
        names = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
        assert "unbroken" in names
        return names & DEPENDENCIES - {"libcst_native"}

    return run


def stage(library, text):
    write(library, {"pkg/data.py": text})
    git(library, "add", "--all")


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_imports_no_dependency(imported, option):
    assert imported(option) == set()


def test_other_bodies_are_compared_without_a_reader(library, imported):
    stage(library, OLD.replace("...", "return a"))
    assert imported("check") == RELEASES


DECORATOR = """
def d(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper
"""


def test_other_bodies_of_decorators_are_compared_without_a_reader(library, imported):
    commit(library, {"pkg/data.py": OLD + DECORATOR})
    stage(library, OLD + DECORATOR.replace("    def w", "    print(f)\n    def w"))
    assert imported("check") == RELEASES


def test_other_bodies_that_hand_arguments_on_are_compared_without_a_reader(library, imported):
    text = "def h(*args, **kwargs):\n    return f(*args, **kwargs)\n"
    commit(library, {"pkg/data.py": OLD + text})
    stage(library, OLD + text.replace("    r", "    print()\n    r"))
    assert imported("check") == RELEASES


def test_changed_files_are_read_with_libcst_alone(library, imported):
    stage(library, OLD.replace("b", "b, c"))
    imported("check")  # Other files of the package are read with griffe, once.
    stage(library, OLD.replace("b", "b, d"))
    assert imported("check") == COMPARING | READING


def test_known_contents_are_compared_without_a_reader(library, imported):
    stage(library, OLD.replace("b", "b, c"))
    imported("check")
    assert imported("check") == COMPARING


def test_whole_package_is_read_with_griffe_alone(library, imported):
    stage(library, OLD.replace("b", "b, c"))
    assert imported("full") == COMPARING | {"griffe"}
