"""Files looked up one by one are those of a full list."""

from __future__ import annotations

import functools
import random

import pytest

from unbroken.errors import GitError
from unbroken.loading.module_files import ModuleFiles, Package, module_files
from unbroken.sources.git.tree_listing import TreeFiles
from unbroken.sources.listing import LazyListing, OverlayListing, differing_files

PLACES = [
    "pkg/__init__.py", "pkg/a.py", "pkg/a.pyi", "pkg/a/__init__.py", "pkg/b/c.py",
    "pkg/b/d/__init__.pyi", "pkg/b/d/e.py", "pkg/b-c/f.py", "pkg/g.pyi", "pkg/h/tests/test_i.py",
    "pkg/h/readme.md", "pkg.py", "pkg/j/k.txt", "other/l.py", "pyproject.toml", "pkg/1.py",
]  # fmt: skip


def histories(work, count):
    """Commit random sets of files; give the listings of the commits."""
    random_ = random.Random(count)
    for _ in range(count):
        work.git("rm", "-r", "--quiet", "--ignore-unmatch", ".")
        for path in random_.sample(PLACES, random_.randrange(1, len(PLACES))):
            parts = path.split("/")
            inside = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
            if not any((work.root / item).is_file() for item in inside):
                work.write(path, f"x = {random_.randrange(2)}\n")
        work.commit()
    return work.git("rev-list", "HEAD").split("\n")


@pytest.mark.parametrize("under", [(), ("pkg",), ("pkg/a.py", "other/")])
def test_what_a_tree_has(work, under):
    commits = histories(work, 8)
    repository = work.open()
    for commit in commits:
        everything = dict(repository.tree(commit, under))
        lazy = repository.tree(commit, under)
        assert {path: lazy[path] for path in PLACES if path in lazy} == everything
        for folder in ("", "pkg", "pkg/b", "pkg/h", "nowhere", "pkg/a.py"):
            start = f"{folder}/" if folder else ""
            expected = {path for path in everything if path.startswith(start)}
            assert set(lazy.files_under(folder)) == expected
            assert set(LazyListing(lambda: everything).files_under(folder)) == expected  # noqa: B023


@pytest.mark.parametrize("under", [(), ("pkg",), ("pkg/a.py", "other/")])
def test_what_differs(work, under):
    repository = work.open() if histories(work, 6) else None
    commits = work.git("rev-list", "HEAD").split("\n")
    for one in commits:
        for other in commits:
            files, before = (repository.tree(item, under) for item in (one, other))
            expected = {path: each for path, each in files.items() if before.get(path) != each}
            assert (
                differing_files(repository.tree(one, under), repository.tree(other, under))
                == expected
            )
            assert differing_files(repository.tree(one, under), dict(before)) == expected


def test_only_its_mode_changed(work):
    first = work.commit(pkg__a="x = 1\n")
    work.git("update-index", "--chmod=+x", "pkg/a.py")
    work.git("commit", "--quiet", "--message", "mode")
    repository = work.open()
    assert differing_files(repository.tree("HEAD"), repository.tree(first)) == {}


def test_a_change_on_top():
    under = LazyListing(lambda: {"a.py": "1", "b/c.py": "2", "b/d.py": "3"})
    files = OverlayListing(under, {"a.py": "4", "b/c.py": None, "e/f.py": "5", "g.py": None})
    assert dict(files) == {"b/d.py": "3", "a.py": "4", "e/f.py": "5"}
    assert len(files) == 3
    assert [path in files for path in ("a.py", "b/c.py", "g.py", "h.py")] == [True, *[False] * 3]
    assert list(files.files_under("b")) == ["b/d.py"]
    assert list(files.files_under("e")) == ["e/f.py"]
    assert set(files.files_under("")) == set(files)


def test_a_lost_folder_is_told_when_it_is_looked_into(work):
    work.commit(pkg__a="x = 1\n", other__b="x = 1\n")
    lost = work.git("rev-parse", "HEAD:pkg")
    (work.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    files = work.open().tree("HEAD")
    assert isinstance(files, TreeFiles)
    assert "other/b.py" in files
    with pytest.raises(GitError, match=f"git does not have the object {lost}"):
        files.get("pkg/a.py")


def test_modules_are_found_one_by_one(work):
    packages = (Package("pkg", "pkg"), Package("top", "other"), Package("one", "pkg.py", True))
    names = [
        *("pkg", "pkg.a", "pkg.b", "pkg.b.c", "pkg.b.d", "pkg.b.d.e", "pkg.b-c", "pkg.g", "pkg.h"),
        *("pkg.h.tests", "pkg.h.tests.test_i", "pkg.j", "pkg.1", "pkg.__init__", "pkg.a.__init__"),
        *("top", "top.l", "one", "one.pkg", "pkgs", "", "pkg."),
    ]

    def is_skipped_test(path: str) -> bool:
        return "/tests/" in path

    for commit in histories(work, 10):
        repository = work.open()
        listing = LazyListing(functools.partial(dict, repository.tree(commit)))
        every = dict(ModuleFiles(packages, listing, is_skipped_test))
        lazy = ModuleFiles(packages, repository.tree(commit), is_skipped_test)
        assert {name: lazy[name] for name in names if name in lazy} == every
        by_path = {path: item for item in every.values() for path in item.paths}
        assert {path: lazy.at(path) for path in PLACES if lazy.at(path)} == by_path
        assert all(lazy.may_have(path) for path in by_path)
        folders = {
            ".".join(name.split(".")[:depth])
            for name in every
            for depth in range(1, name.count(".") + 1)
        }
        assert {name for name in names if lazy.folder(name)} == folders - every.keys()
        if "pkg.b" in folders - every.keys():
            assert lazy.folder("pkg.b") == "pkg/b"


def test_two_places_for_one_module():
    found = module_files((Package("pkg", "b/pkg"), Package("pkg", "a/pkg")), [
        "a/pkg/__init__.py", "b/pkg/__init__.py", "b/pkg/m.py", "a/pkg/m.pyi",
    ])  # fmt: skip
    assert found["pkg"].path == "a/pkg/__init__.py"
    assert found["pkg.m"].path == "b/pkg/m.py"


def test_overlay_differs_in_its_changes_and_where_its_base_differs():
    base = LazyListing(lambda: {"a.py": "1", "b.py": "2", "c.py": "3", "d.py": "4"})
    files = OverlayListing(base, {"a.py": "5", "b.py": None, "c.py": "9"})
    other = {"a.py": "1", "b.py": "2", "c.py": "9", "d.py": "0"}
    assert files.differing_files(other) == {"a.py": "5", "d.py": "4"}
    assert files.differing_files(other) == differing_files(dict(files), other)
