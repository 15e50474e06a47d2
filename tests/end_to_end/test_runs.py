"""Runs that are no commit: all files, ranges of commits, pushes."""

from __future__ import annotations

import pytest

from tests.checkout import git
from tests.end_to_end.project import BREAK, HOOKS, KEEP, LIBRARY

pytestmark = pytest.mark.end_to_end

LOST = "error[parameter-removed] trainer.data.load: parameter 'limit' was removed"


@pytest.fixture
def project(make_project):
    return make_project(install=())


@pytest.fixture(params=HOOKS)
def hooked(request, make_project):
    """A library for each of the hooks."""
    return make_project(hook=request.param, install=())


def test_all_files(project):
    project.release({"README.md": "Read me.\n"})
    said = project.passes("pre-commit", "run", "--all-files")
    assert "unbroken: trainer: no breaks; the whole package (3 files) of " in said


def test_all_files_with_a_break_that_stands(hooked):
    hooked.release(BREAK)
    hooked.release({"README.md": "Read me.\n"})
    assert LOST in hooked.fails("pre-commit", "run", "--all-files")


def test_all_files_with_a_break_on_disk(project):
    project.write(BREAK)
    assert LOST in project.fails("pre-commit", "run", "--all-files")


def between(first: str, last: str) -> tuple[str, ...]:
    return ("pre-commit", "run", "--from-ref", first, "--to-ref", last)


def test_a_range(hooked):
    hooked.release(BREAK)
    said = hooked.fails(*between("v1.0.0", "HEAD"))
    assert LOST in said
    assert "compared with v1.0.0 (the latest release)" in said
    hooked.release(KEEP)
    assert "no breaks" in hooked.passes(*between("v1.0.0", "HEAD"))


def test_a_range_after_a_break(hooked):
    broken = hooked.release(BREAK)
    hooked.release({"trainer/extra.py": "def tidy(folder, deep=False, quiet=True): ...\n"})
    said = hooked.passes(*between(broken, "HEAD"))
    assert said.count("error[") == said.count("(pre-existing)")


def test_a_range_takes_nothing_from_disk(project):
    project.release(KEEP)
    project.write(BREAK)
    assert "no breaks" in project.passes(*between("v1.0.0", "HEAD"))
    assert project.read("trainer/data.py") == BREAK["trainer/data.py"]


def test_a_range_that_deletes_a_module(project):
    project.git("rm", "--quiet", "trainer/extra.py")
    project.release({})
    assert "error[module-removed] trainer.extra: " in project.fails(*between("v1.0.0", "HEAD"))


def test_a_range_that_ends_with_a_release(project):
    # What is released now must keep the promise of the release before, not its own.
    project.release(BREAK, "v1.1.0")
    said = project.fails(*between("v1.0.0", "v1.1.0"))
    assert LOST in said
    assert "compared with v1.0.0 (" in said


@pytest.mark.parametrize("hook", HOOKS)
def test_a_push(make_project, hook):
    project = make_project(hook=hook, install=("pre-push",))
    remote = project.folder.parent / "remote.git"
    project.git("clone", "--quiet", "--bare", ".", str(remote))
    project.git("remote", "add", "origin", str(remote))
    project.git("fetch", "--quiet", "origin")
    released = git(remote, "rev-parse", "main")

    project.release(BREAK)
    assert LOST in project.fails("git", "push", "--quiet", "origin", "main")
    assert git(remote, "rev-parse", "main") == released
    assert LOST in project.fails("git", "push", "--quiet", "origin", "main:feature")

    project.release(KEEP)
    done = project.run("git", "push", "--quiet", "origin", "main")
    assert done.returncode == 0, done.stdout
    assert "no breaks" in done.stdout
    assert git(remote, "rev-parse", "main") == project.git("rev-parse", "main")
    assert git(remote, "branch", "--format=%(refname:short)") == "main\n"


def test_a_first_push(make_project):
    project = make_project(install=("pre-push",))
    remote = project.folder.parent / "remote.git"
    git(project.folder.parent, "init", "--quiet", "--bare", str(remote))
    project.git("remote", "add", "origin", str(remote))
    project.release(BREAK)
    assert LOST in project.fails("git", "push", "--quiet", "origin", "main")
    project.release(LIBRARY)
    done = project.run("git", "push", "--quiet", "origin", "main")
    assert done.returncode == 0, done.stdout
    assert git(remote, "rev-parse", "main") == project.git("rev-parse", "main")
