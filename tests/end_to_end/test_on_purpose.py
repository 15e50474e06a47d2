"""Breaks made on purpose, and whose breaks they are: through real commits and real pre-commit."""

from __future__ import annotations

import pytest

from tests.end_to_end.project import BREAK, KEEP, LIBRARY
from unbroken.cli.main import main

pytestmark = pytest.mark.end_to_end

LOST = "error[parameter-removed] trainer.data.load: parameter 'limit' was removed"


@pytest.fixture
def project(make_project, monkeypatch):
    made = make_project()
    monkeypatch.chdir(made.folder)
    return made


def test_a_break_is_accepted_until_the_next_release(project):
    project.write(BREAK)
    assert LOST in project.stopped("--all")
    assert main(["accept", "trainer.data.load", "--reason", "agreed"]) == 0
    # The entry counts as it is on disk, and is committed with the break.
    said = project.committed("--all")
    accepted = "unbroken: accepted: trainer.data.load (--show-accepted shows why)\n"
    assert accepted in said
    assert LOST not in said
    assert "[[tool.unbroken.accept]]" in project.git("show", "HEAD:pyproject.toml")
    assert accepted in project.passes("pre-commit", "run", "--all-files")

    project.git("tag", "v1.1.0")
    project.release({"README.md": "Read me.\n"})
    assert "warning[unused-acceptance]" in project.passes("pre-commit", "run", "--all-files")
    project.release(LIBRARY, "v1.1.1")
    project.write(BREAK)
    assert LOST in project.stopped("--all")
    assert main(["accept", "--prune"]) == 0
    project.write(KEEP)
    project.committed("--all")
    assert "unused" not in project.passes("pre-commit", "run", "--all-files")


def test_a_break_is_accepted_by_a_comment(project):
    text = "# unbroken: accept[parameter-removed] agreed\ndef load(path): ...\n"
    project.write({"trainer/data.py": text.replace("removed", "renamed")})
    assert LOST in project.stopped("--all")
    project.write({"trainer/data.py": text})
    # Only what is staged counts.
    project.git("add", "--all")
    project.write(BREAK)
    assert "unbroken: accepted: trainer.data.load (--show-accepted" in project.committed()
    # Without its comment it is a break that stood before: the whole package has it.
    project.committed("--all")
    assert f"{LOST}\n" in project.fails("pre-commit", "run", "--all-files")


def test_a_message_that_is_amended_leaves_the_break(project):
    project.release(BREAK)
    assert LOST in project.stopped("--amend")
    project.release({"README.md": "Read me.\n"})
    assert LOST not in project.committed("--amend").replace(f"{LOST} (already so", "")


def test_whose_break_is_merged(make_project):
    project = make_project(install=("pre-commit", "pre-merge-commit"))
    project.git("checkout", "--quiet", "-b", "topic")
    project.release({"trainer/new.py": ""})
    project.git("checkout", "--quiet", "-b", "breaking")
    project.release(BREAK)
    project.git("checkout", "--quiet", "main")
    project.release({"trainer/extra.py": "def tidy(folder): ...\n"})
    done = project.run("git", "merge", "--no-edit", "breaking")
    assert done.returncode == 1
    assert LOST in done.stdout
    assert "parameter 'deep' was removed (pre-existing)" not in done.stdout
    project.git("merge", "--abort")
    project.git("checkout", "--quiet", "topic")
    done = project.run("git", "merge", "--no-edit", "main")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hook", ["unbroken", "unbroken-full"])
def test_a_push_counts_what_it_adds(make_project, hook):
    project = make_project(hook=hook, install=("pre-push",))
    origin = project.folder.parent / "origin.git"
    project.git("init", "--quiet", "--bare", str(origin))
    project.git("remote", "add", "origin", str(origin))
    project.release(BREAK)
    project.git("push", "--quiet", "--no-verify", "--tags", "origin", "main")
    project.release({"trainer/extra.py": "def tidy(folder, deep=False, quiet=True): ...\n"})
    assert project.run("git", "push", "origin", "main").returncode == 0
    project.release({"trainer/extra.py": "def tidy(folder): ...\n"})
    done = project.run("git", "push", "origin", "main")
    assert done.returncode == 1
    assert "error[parameter-removed] trainer.extra.tidy: parameter 'deep' was removed\n" in (
        done.stdout
    )


def test_a_push_of_a_topic_that_merged_the_main_branch(make_project):
    project = make_project(install=("pre-push",))
    origin = project.folder.parent / "origin.git"
    project.git("init", "--quiet", "--bare", str(origin))
    project.git("remote", "add", "origin", str(origin))
    project.git("push", "--quiet", "--no-verify", "--tags", "origin", "main")
    project.git("checkout", "--quiet", "-b", "topic")
    project.release({"trainer/new.py": ""})
    project.git("checkout", "--quiet", "main")
    project.release(BREAK)
    project.git("push", "--quiet", "--no-verify", "origin", "main")
    project.git("checkout", "--quiet", "topic")
    project.git("merge", "--quiet", "--no-edit", "main")
    done = project.run("git", "push", "origin", "topic")
    assert done.returncode == 0, done.stdout
    project.release({"trainer/extra.py": "def tidy(folder): ...\n"})
    done = project.run("git", "push", "origin", "topic")
    assert done.returncode == 1
    assert LOST not in done.stdout.replace(f"{LOST} (pre-existing)", "")


def test_what_the_change_itself_leaves_out_leaves_a_warning(project):
    table = LIBRARY["pyproject.toml"] + "\n[tool.unbroken.rules]\nparameter-removed = 'off'\n"
    project.write({"pyproject.toml": table, **BREAK})
    assert LOST.replace("error[parameter-removed]", "warning[stability-lowered]") + (
        " (parameter-removed), which a change of the settings leaves out"
    ) in project.committed("--all")
    exclude = LIBRARY["pyproject.toml"] + "\n[tool.unbroken]\nexclude = ['trainer/']\n"
    project.write({"pyproject.toml": exclude})
    done = project.run("git", "commit", "--all", "--message", "Exclude everything")
    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
    assert "every file of trainer is a test or excluded" in done.stdout
