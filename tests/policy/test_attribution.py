"""Which breaks count against a commit: those that it makes, by whatever way it is made."""

from __future__ import annotations

import os

import pytest

from tests.conftest import LIBRARY
from tests.policy.committed import Hooked, hooked

BREAK = {"pkg/data.py": "def load(path): ...\n"}
LOST = "error[parameter-removed] pkg.data.load: parameter 'limit' was removed\n"
OTHER = {"pkg/__init__.py": "def f(a): ...\n"}
OTHER_LOST = "error[parameter-removed] pkg.f: parameter 'b' was removed\n"
KEEP = {"pkg/data.py": "def load(path, limit=None, seed=0): ...\n"}
EXTRA = {"pkg/extra.py": "def tidy(folder): ...\n"}


@pytest.fixture(params=["check", "full"])
def library(tmp_path, request) -> Hooked:
    """A library that was released, and whose commits are checked in both ways."""
    if request.param == "check":
        return hooked(tmp_path / "library", LIBRARY, "v1.0.0")
    return hooked(tmp_path / "library", LIBRARY, "v1.0.0", command="full")


def on_branch(library: Hooked, name: str, files: dict[str, str], start: str = "v1.0.0") -> None:
    """Make a branch with a commit of some files, unchecked, and come back."""
    library.git("checkout", "--quiet", "-b", name, start)
    library.unchecked(files)
    library.git("checkout", "--quiet", "-")


class TestAmend:
    def test_break_of_the_amended_commit_is_introduced(self, library):
        library.unchecked(BREAK)
        library.write(EXTRA)
        assert LOST in library.stops("commit", "--amend", "--message", "More")

    def test_break_is_introduced_when_only_the_message_is_amended(self, library):
        library.unchecked(BREAK)
        assert LOST in library.stops("commit", "--amend", "--message", "Again")

    @pytest.mark.parametrize(
        "options",
        [
            ("--am", "--no-edit"),
            ("--amend", "--no-edit", "--reset-author"),
            ("--amend", "--no-edit", "--author=Somebody Else <else@example.org>"),
            ("--amend", "--no-edit", "--date", "2001-01-01T00:00:00Z"),
            ("--amend", "--all", "-m", "--no-amend"),
        ],
    )
    def test_amend_is_recognized_by_every_option(self, library, options):
        library.unchecked(BREAK)
        assert LOST in library.stops("commit", *options)

    def test_amend_is_recognized_by_an_alias(self, library):
        library.unchecked(BREAK)
        library.git("config", "alias.again", "commit --amend --no-edit")
        assert LOST in library.stops("again")

    def test_break_before_the_amended_commit_is_pre_existing(self, library):
        library.unchecked(BREAK)
        library.unchecked(EXTRA)
        said = library.passes("commit", "--amend", "--message", "Again")
        assert "error[" not in said or "(pre-existing)" in said
        assert OTHER_LOST in library.is_stopped(OTHER, "--amend")
        library.commits({"pkg/extra.py": "def tidy(): ...\n", **LIBRARY}, "--amend")

    def test_amend_that_removes_the_break_passes(self, library):
        library.unchecked(BREAK)
        library.commits(KEEP, "--amend")

    def test_api_of_only_the_amended_commit_may_go(self, library):
        library.unchecked(EXTRA)
        library.commits({"pkg/extra.py": "def tidy_up(): ...\n"}, "--amend")

    def test_amended_release_is_compared_with_the_release_before(self, library):
        library.unchecked(EXTRA, "v1.1.0")
        said = library.commits({"pkg/extra.py": "def tidy_up(): ...\n"}, "--amend")
        assert "v1.0.0 (the latest release" in said
        assert LOST in library.is_stopped(BREAK, "--amend")

    def test_amended_first_commit_passes(self, library):
        said = library.commits(BREAK, "--amend")
        assert "nothing is committed yet, so there is nothing to compare with" in said

    def test_commit_after_an_amend_is_not_an_amend(self, library):
        library.unchecked(BREAK)
        library.commits(EXTRA)
        library.commits({"pkg/extra.py": "def tidy(folder, deep=False): ...\n"}, "-m", "--amend")
        # Not even with the author and date of the last one.
        library.write({"pkg/more.py": ""})
        library.passes("commit", "--reuse-message=HEAD")

    def test_linked_worktree(self, library):
        library.git("worktree", "add", "--quiet", "-b", "side", "../linked")
        linked = Hooked(library.folder.parent / "linked")
        linked.unchecked(BREAK)
        assert LOST in linked.stops("commit", "--amend", "--no-edit")


class TestMerge:
    def test_merge_is_blocked_by_break_from_topic_branch(self, library):
        on_branch(library, "topic", BREAK)
        library.unchecked(EXTRA)
        assert LOST in library.stops("merge", "--no-edit", "topic")

    def test_merging_main_with_a_break_into_a_topic_passes(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        library.git("checkout", "--quiet", "topic")
        library.passes("merge", "--no-edit", "main")

    def test_pulling_main_with_a_break_passes(self, library):
        on_branch(library, "theirs", BREAK)
        library.git("update-ref", "refs/remotes/origin/main", "theirs")
        library.unchecked(EXTRA)
        library.passes("merge", "--no-edit", "origin/main")

    def test_merging_a_topic_that_has_the_break_of_main_passes(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        on_branch(library, "other", {"pkg/other.py": ""}, "main")
        library.git("checkout", "--quiet", "topic")
        library.passes("merge", "--no-edit", "other")

    def test_merge_is_blocked_by_break_of_another_topic(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        on_branch(library, "other", OTHER, "main")
        library.git("checkout", "--quiet", "topic")
        said = library.stops("merge", "--no-edit", "other")
        assert OTHER_LOST in said
        assert LOST not in said

    def test_main_branch_has_the_configured_name(self, library):
        table = {"pyproject.toml": '[tool.unbroken]\nfallback = "trunk"\n'}
        library.git("branch", "--move", "trunk")
        library.unchecked(table, "v1.0.1")
        on_branch(library, "topic", EXTRA, "v1.0.1")
        library.unchecked(BREAK)
        library.git("checkout", "--quiet", "topic")
        library.passes("merge", "--no-edit", "trunk")

    def test_break_made_in_the_merge_is_introduced(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        library.git("checkout", "--quiet", "topic")
        library.git("merge", "--quiet", "--no-commit", "main")
        said = library.is_stopped(OTHER)
        assert OTHER_LOST in said
        assert LOST not in said
        library.commits({"pkg/__init__.py": LIBRARY["pkg/__init__.py"]})

    def test_merge_of_main_with_conflicts_passes(self, library):
        on_branch(library, "topic", {"pkg/data.py": "def load(path, limit=1): ...\n"})
        library.unchecked(BREAK)
        library.git("checkout", "--quiet", "topic")
        assert library.run("git", "merge", "main").returncode == 1
        library.write(BREAK)
        library.passes("merge", "--continue", GIT_EDITOR=":")

    def test_merge_with_conflicts_is_blocked_by_break_from_topic(self, library):
        on_branch(library, "topic", BREAK)
        library.unchecked({"pkg/data.py": "def load(path, limit=1): ...\n"})
        assert library.run("git", "merge", "topic").returncode == 1
        assert LOST in library.is_stopped(BREAK)
        library.commits(KEEP)

    def test_octopus_merge_is_blocked_by_each_break(self, library):
        on_branch(library, "one", EXTRA)
        on_branch(library, "two", BREAK)
        on_branch(library, "three", {"pkg/three.py": ""})
        library.unchecked({"pkg/four.py": ""})
        library.passes("merge", "--no-edit", "one", "three")
        library.git("reset", "--quiet", "--hard", "HEAD^")
        assert LOST in library.stops("merge", "--no-edit", "one", "two")
        library.git("reset", "--quiet", "--hard")
        # The same branch, once the main branch has it.
        library.git("update-ref", "refs/remotes/origin/main", "two")
        library.passes("merge", "--no-edit", "one", "two")

    def test_amended_merge_is_checked_as_a_merge(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        library.git("checkout", "--quiet", "topic")
        library.git("merge", "--quiet", "--no-edit", "--no-verify", "main")
        library.passes("commit", "--amend", "--message", "Merge")
        assert OTHER_LOST in library.is_stopped(OTHER, "--amend")

    def test_amended_merge_into_main_is_blocked(self, library):
        on_branch(library, "topic", BREAK)
        library.unchecked(EXTRA)
        library.git("merge", "--quiet", "--no-edit", "--no-verify", "topic")
        assert LOST in library.stops("commit", "--amend", "--message", "Merge")

    def test_linked_worktree(self, library):
        on_branch(library, "topic", EXTRA)
        library.unchecked(BREAK)
        library.git("worktree", "add", "--quiet", "../linked", "topic")
        linked = Hooked(library.folder.parent / "linked")
        linked.git("merge", "--quiet", "--no-commit", "main")
        linked.passes("commit", "--message", "Merge")

    def test_branch_from_before_the_release_breaks_nothing(self, library):
        # What main never had, its merge into the release branch may not take away.
        library.git("checkout", "--quiet", "-b", "release")
        library.unchecked(EXTRA, "v1.1.0")
        library.git("checkout", "--quiet", "main")
        library.unchecked({"README.md": "Read me.\n"})
        library.git("checkout", "--quiet", "release")
        library.git("merge", "--quiet", "--no-commit", "main")
        said = library.is_stopped({"pkg/extra.py": None})
        assert "error[module-removed] pkg.extra: " in said


class TestRevertAndCherryPick:
    def test_revert_of_unreleased_changes_passes(self, library):
        library.unchecked(EXTRA)
        library.git("revert", "--no-commit", "HEAD")
        library.passes("commit", "--message", "Revert")
        assert not os.path.exists(library.folder / "pkg/extra.py")

    def test_revert_of_released_api_is_blocked(self, library):
        library.unchecked(EXTRA, "v1.1.0")
        library.git("revert", "--no-commit", "HEAD")
        said = library.stops("commit", "--message", "Revert")
        assert "error[module-removed] pkg.extra: " in said

    def test_revert_of_a_break_passes(self, library):
        library.unchecked(BREAK)
        library.git("revert", "--no-commit", "HEAD")
        library.passes("commit", "--message", "Revert")

    def test_cherry_picked_break_is_introduced(self, library):
        on_branch(library, "topic", BREAK)
        library.git("cherry-pick", "--no-commit", "topic")
        assert LOST in library.stops("commit", "--message", "Pick")

    def test_cherry_picked_break_is_introduced_after_conflicts(self, library):
        on_branch(library, "topic", BREAK)
        library.unchecked({"pkg/data.py": "def load(path, limit=1): ...\n"})
        assert library.run("git", "cherry-pick", "topic").returncode == 1
        library.write(BREAK)
        assert LOST in library.stops("cherry-pick", "--continue", GIT_EDITOR=":")

    def test_cherry_pick_without_break_passes(self, library):
        on_branch(library, "topic", KEEP)
        library.unchecked(EXTRA)
        library.git("cherry-pick", "--no-commit", "topic")
        library.passes("commit", "--message", "Pick")
