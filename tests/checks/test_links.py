"""Modules that are symbolic links are not compared, and the report says so."""

from __future__ import annotations

import pytest

from tests.checkout import commit, stage

REAL = "def g(a, b=1): ...\n"
NOTE = "; some names of 1 file cannot be known (listed with -v); "


@pytest.fixture
def link(library):
    """Release a library with a link, from a path in the package to another."""

    def make(path: str, target: str) -> None:
        (library / "pkg/inner").mkdir()
        (library / path).symlink_to(target)
        commit(library, {"pkg/_real.py": REAL, "elsewhere/__init__.py": REAL}, "v1.0.1")
        changed = REAL.replace(", b=1", "")
        stage(library, {"pkg/_real.py": changed, "elsewhere/__init__.py": changed})

    return make


def test_changed_file_that_a_public_link_leads_to(link, unbroken):
    link("pkg/alias.py", "_real.py")
    said = unbroken("check")
    assert (said.code, NOTE in said.closing) == (0, True)
    line = "pkg/alias.py:1: not understood: a symbolic link to pkg/_real.py, which is not followed"
    assert line in unbroken("check", "-v").out.splitlines()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("pkg/alias.py", "_real.py"),
        ("pkg/alias.pyi", "_real.py"),
        ("pkg/inner/alias.py", "../_real.py"),
        ("pkg/vendored", "../elsewhere"),
    ],
)
def test_link_in_the_whole_package(link, unbroken, path, target):
    link(path, target)
    assert NOTE in unbroken("full").closing
    assert f"{path}:1: not understood: a symbolic link to " in unbroken("full", "-v").out


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("pkg/_alias.py", "_real.py"),
        ("pkg/data.txt", "_real.py"),
        ("pkg/folder", "inner"),
        ("alias.py", "pkg/_real.py"),
        ("tests.py", "pkg/_real.py"),
    ],
)
@pytest.mark.parametrize("command", ["check", "full"])
def test_link_that_promises_nothing(link, unbroken, command, path, target):
    link(path, target)
    said = unbroken(command)
    assert (said.code, "cannot be known" in said.closing) == (0, False)
