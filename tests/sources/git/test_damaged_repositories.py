"""Searching, what is damaged or missing, and what asking costs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sources.sample_sources import ONE, TWO, contents
from unbroken.errors import GitError
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree


class TestDamage:
    def test_a_lost_file(self, work):
        work.commit(a=ONE)
        lost = work.git("rev-parse", "HEAD:a.py")
        os.unlink(work.root / ".git/objects" / lost[:2] / lost[2:])
        with pytest.raises(GitError) as caught:
            contents(commit_tree(work.open(), "HEAD", ()))
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; run `git fsck` for details, and fetch or clone again"
        )

    def test_a_lost_folder(self, work):
        work.commit(pkg__a=ONE)
        lost = work.git("rev-parse", "HEAD:pkg")
        os.unlink(work.root / ".git/objects" / lost[:2] / lost[2:])
        with pytest.raises(GitError) as caught:
            list(work.open().tree("HEAD"))
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; run `git fsck` for details, and fetch or clone again"
        )

    @pytest.mark.parametrize("detached", [False, True])
    def test_a_lost_commit_is_not_taken_for_none(self, work, detached):
        lost = work.commit(a=ONE)
        if detached:
            work.git("checkout", "--quiet", "--detach")
        os.unlink(work.root / ".git/objects" / lost[:2] / lost[2:])
        with pytest.raises(GitError) as caught:
            work.open()
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; run `git fsck` for details, and fetch or clone again"
        )

    def test_a_damaged_branch_is_not_taken_for_an_unborn_one(self, work):
        work.commit(a=ONE)
        work.write(".git/refs/heads/main")
        with pytest.raises(GitError) as caught:
            work.open()
        assert str(caught.value) == (
            "the branch that is checked out is damaged; run `git fsck` for details"
        )

    def test_a_damaged_file(self, work):
        work.commit(a=ONE)
        lost = work.git("rev-parse", "HEAD:a.py")
        place = work.root / ".git/objects" / lost[:2] / lost[2:]
        os.chmod(place, 0o644)
        place.write_bytes(b"damaged")
        with pytest.raises(GitError) as caught:
            contents(commit_tree(work.open(), "HEAD", ()))
        assert str(caught.value).startswith(("git cannot read its objects: ", "git does not have"))

    def test_a_partial_clone_is_never_completed(self, work, tmp_path):
        work.commit("v1", pkg__a=ONE)
        work.commit(pkg__a=TWO)
        work.git("config", "uploadpack.allowFilter", "true")
        source = f"file://{work.root}"
        subprocess.run(
            ["git", "clone", "--quiet", "--filter=blob:none", source, tmp_path / "partial"],
            check=True,
        )
        before = sorted((tmp_path / "partial/.git/objects").rglob("*"))
        with Repository.discover(str(tmp_path / "partial")) as repository:
            assert contents(commit_tree(repository, "HEAD", ())) == {"pkg/a.py": TWO.encode()}
            tree = commit_tree(repository, repository.resolve("v1"), ())
            with pytest.raises(GitError) as caught:
                contents(tree)
            first, rest = str(caught.value).split("\n", 1)
            assert first.startswith("git cannot read its objects: ")
            assert rest.endswith(
                "This is a partial clone, and unbroken never fetches. "
                "Get the missing objects with:\n"
                "    git fetch --refetch --no-filter\n"
                "or clone without --filter."
            )
            assert sorted((tmp_path / "partial/.git/objects").rglob("*")) == before
            subprocess.run(
                ["git", "fetch", "--quiet", "--refetch", "--no-filter"],
                cwd=tmp_path / "partial",
                check=True,
            )
            assert contents(tree) == {"pkg/a.py": ONE.encode()}

    def test_a_clone_without_folders(self, work, tmp_path):
        work.commit("v1", pkg__a=ONE)
        work.git("config", "uploadpack.allowFilter", "true")
        options = ["--quiet", "--filter=tree:0", "--no-checkout", f"file://{work.root}"]
        subprocess.run(["git", "clone", *options, tmp_path / "partial"], check=True)
        with Repository.discover(str(tmp_path / "partial")) as repository:
            with pytest.raises(GitError) as caught:
                repository.staged("HEAD")
            assert str(caught.value).startswith("git diff-index failed: ")
            assert str(caught.value).endswith("\nor clone without --filter.")

    def test_git_fails(self, work):
        work.commit(a=ONE)
        with pytest.raises(GitError) as caught:
            work.open().changes_between("lost", "HEAD")
        assert str(caught.value) == "git diff-tree failed: fatal: bad revision 'lost'"


def test_what_is_replaced_is_read_as_it_was_committed(work):
    first = work.commit(a=ONE)
    second = work.commit(a=TWO)
    work.git("replace", second, first)
    assert contents(commit_tree(work.open(), second, ())) == {"a.py": TWO.encode()}


def test_what_starting_up_imports():
    heavy = [
        "msgspec", "dataclasses", "pathspec", "rich", "libcst", "griffe", "pathlib", "json",
        "importlib.metadata", "hashlib", "packaging", "tomli", "difflib", "tarfile", "zipfile",
    ]  # fmt: skip
    code = (
        "import sys; before = set(sys.modules)\n"
        "import unbroken.config.config, unbroken.config.config_file, unbroken.project.packages\n"
        "import unbroken.sources.git.repository, unbroken.sources.trees\n"
        "import unbroken.baseline.baseline\n"
        f"print([each for each in {heavy} if each in set(sys.modules) - before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
