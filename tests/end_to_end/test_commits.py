"""Every way to commit: stopped when it breaks calls, let through when it does not."""

from __future__ import annotations

import pytest

from tests.end_to_end.project import BREAK, HOOKS, KEEP, LIBRARY

pytestmark = pytest.mark.end_to_end

LOST = "error[parameter-removed] trainer.data.load: parameter 'limit' was removed"


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture(params=HOOKS)
def hooked(request, make_project):
    """A library for each of the hooks."""
    return make_project(hook=request.param)


def test_what_was_added(hooked):
    hooked.write(BREAK)
    hooked.git("add", "--all")
    said = hooked.stopped()
    assert f"trainer/data.py:1:1: {LOST}" in said
    assert "unbroken: trainer: 1 error;" in said
    assert "compared with v1.0.0 (the latest release)" in said
    hooked.write(KEEP)
    hooked.git("add", "--all")
    assert "unbroken: trainer: no breaks;" in hooked.committed()


def test_all_that_changed(hooked):
    hooked.write(BREAK)
    assert LOST in hooked.stopped("--all")
    hooked.write(KEEP)
    assert "no breaks" in hooked.committed("--all")


def test_one_file_while_another_breaks_unstaged(hooked):
    hooked.write({**KEEP, "trainer/extra.py": "def tidy(folder): ...\n"})
    assert "no breaks" in hooked.committed("trainer/data.py")
    assert hooked.read("trainer/extra.py") == "def tidy(folder): ...\n"
    assert hooked.git("diff", "--name-only") == "trainer/extra.py\n"


def test_one_file_while_another_breaks_staged(project):
    project.write({**KEEP, "trainer/extra.py": "def tidy(folder): ...\n"})
    project.git("add", "--all")
    assert "no breaks" in project.committed("trainer/data.py")
    assert project.git("diff", "--cached", "--name-only") == "trainer/extra.py\n"


def test_one_file_that_breaks_while_another_does_not(project):
    project.write({**BREAK, "trainer/extra.py": "def tidy(folder, deep=True): ...\n"})
    project.git("add", "trainer/extra.py")
    said = project.stopped("trainer/data.py")
    assert LOST in said
    assert "trainer/extra.py" not in said


def test_what_was_added_while_the_rest_of_the_file_breaks_it(project):
    project.write(KEEP)
    project.git("add", "--all")
    project.write(BREAK)
    assert "no breaks" in project.committed()
    assert project.read("trainer/data.py") == BREAK["trainer/data.py"]


def test_what_was_added_though_the_file_is_whole_again(project):
    project.write(BREAK)
    project.git("add", "--all")
    project.write(LIBRARY)
    assert LOST in project.stopped()
    assert project.read("trainer/data.py") == LIBRARY["trainer/data.py"]


def test_a_commit_that_only_deletes_a_module(hooked):
    hooked.git("rm", "--quiet", "trainer/extra.py")
    assert "error[module-removed] trainer.extra: " in hooked.stopped()


def test_a_rename(project):
    project.git("mv", "trainer/extra.py", "trainer/tools.py")
    said = project.stopped()
    assert "error[module-removed] trainer.extra: " in said


def test_a_commit_of_no_source(hooked):
    hooked.write({"README.md": "Read me.\n"})
    hooked.git("add", "--all")
    said = hooked.committed()
    is_full = "compared with v1.0.0" in said
    result = "no breaks; the whole package (" if is_full else "no new breaks, because no source "
    assert f"unbroken: trainer: {result}" in said


def test_amending(project):
    project.write(KEEP)
    project.committed("--all")
    project.write(BREAK)
    assert LOST in project.stopped("--all", "--amend")
    project.write({"trainer/data.py": "def load(path, limit=None, seed=1): ...\n"})
    project.committed("--all", "--amend")


def test_amending_away_a_break(project):
    project.release(BREAK)
    project.write(LIBRARY)
    assert "no new breaks" in project.committed("--all", "--amend", "--allow-empty")


def test_a_break_that_was_there_before_stops_no_commit(hooked):
    hooked.release(BREAK)
    hooked.write({"trainer/extra.py": "def tidy(folder, deep=False, quiet=True): ...\n"})
    hooked.committed("--all")
    # Not even one in which nothing changes but the message.
    hooked.committed("--amend")


def test_in_a_linked_worktree(project):
    linked = project.folder.parent / "linked"
    project.git("worktree", "add", "--quiet", "-b", "feature", str(linked))
    main = project.state()
    inner = type(project)(linked, project.hooks)
    inner.write(BREAK)
    assert LOST in inner.stopped("--all")
    assert project.state() == main
    inner.write(KEEP)
    assert "no breaks" in inner.committed("--all")
    assert project.state()._replace(refs=main.refs) == main


def test_from_a_folder_inside(project):
    project.write(BREAK)
    inner = type(project)(project.folder, project.hooks)
    said = inner.fails("git", "-C", "trainer", "commit", "--all", "--message", "A change")
    assert LOST in said


def test_a_file_that_does_not_parse(project):
    project.write({"trainer/data.py": "def load(path, limit=None:\n"})
    said = project.stopped("--all")
    assert "trainer/data.py:1:" in said
    assert "error[module-unreadable] trainer.data: " in said
