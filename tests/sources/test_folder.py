"""Folders as versions: what is read, what is left out, and what is said when it cannot be."""

from __future__ import annotations

import os
import subprocess

import pytest

from unbroken.errors import UsageError
from unbroken.sources.folder import open_tree

ONE = b"def f(): ...\n"


def write(folder, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(ONE)


def test_source_files_in_all_folders(tmp_path):
    write(tmp_path, "pkg/__init__.py", "pkg/a/b.pyi", "pkg/py.typed", "pyproject.toml", "README.md")
    (tmp_path / "pkg" / os.fsdecode(b"latin\xe9.py")).write_bytes(b"")
    tree = open_tree(str(tmp_path))
    expected = {"pkg/__init__.py", "pkg/a/b.pyi", "pkg/py.typed", "pyproject.toml"}
    assert set(tree.files()) == expected | {os.fsdecode(b"pkg/latin\xe9.py")}
    assert tree.read(["pkg/a/b.pyi"]) == {"pkg/a/b.pyi": ONE}
    assert tree.label == str(tmp_path)


def test_ids_are_gits(tmp_path):
    write(tmp_path, "a.py")
    done = subprocess.run(
        ["git", "hash-object", "a.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert open_tree(str(tmp_path)).files() == {"a.py": done.stdout.strip()}


def test_what_is_no_source_of_the_project(tmp_path):
    write(
        tmp_path,
        "pkg/a.py",
        ".tox/x.py",
        "pkg/__pycache__/a.py",
        "node_modules/gyp/x.py",
        "lib/site-packages/x.py",
        "env/pyvenv.cfg",
        "env/x.py",
    )
    assert set(open_tree(str(tmp_path)).files()) == {"pkg/a.py"}


def test_links(tmp_path):
    write(tmp_path, "inside/a.py", "outside/secret.py")
    inside = tmp_path / "inside"
    (inside / "alias.py").symlink_to("a.py")
    (inside / "out.py").symlink_to("../outside/secret.py")
    (inside / "outside").symlink_to("../outside")
    (inside / "loop").symlink_to(".")
    (inside / "broken.py").symlink_to("lost.py")
    assert set(open_tree(str(inside)).files()) == {"a.py", "alias.py"}
    # The folder itself may be a link.
    (tmp_path / "link").symlink_to("inside")
    assert set(open_tree(str(tmp_path / "link")).files()) == {"a.py", "alias.py"}


def test_what_never_ends_is_not_read(tmp_path):
    write(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert set(open_tree(str(tmp_path)).files()) == {"a.py"}


def test_nothing_is_written(tmp_path):
    write(tmp_path, "pkg/a.py")
    before = sorted(tmp_path.rglob("*"))
    tree = open_tree(str(tmp_path))
    tree.read(tree.files())
    assert sorted(tmp_path.rglob("*")) == before


def test_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    for name, why in {
        "lost": "there is no such folder or file",
        "lost.whl": "there is no such folder or file",
        "notes.txt": "neither a folder nor a wheel (.whl) nor an sdist (.tar.gz, .zip)",
    }.items():
        path = str(tmp_path / name)
        with pytest.raises(UsageError) as caught:
            open_tree(path)
        assert str(caught.value) == f"{path}: {why}"


def test_what_may_not_be_read(tmp_path, lock):
    write(tmp_path, "pkg/a.py")
    lock(tmp_path / "pkg")
    with pytest.raises(UsageError) as caught:
        open_tree(str(tmp_path))
    assert str(caught.value) == f"{tmp_path}: cannot be read: Permission denied"
