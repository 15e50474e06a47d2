"""The hook for messages, run by real commits: what must be said, and what need not be."""

from __future__ import annotations

import pytest

from tests.end_to_end.project import BREAK, KEEP

pytestmark = pytest.mark.end_to_end

FOOTER = "BREAKING CHANGE: trainer.data.load: parameter 'limit' was removed"
SILENT = "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
NOTE = "unbroken: note: the message announces a break, but no change here is one\n"
COMMENTS = """\
{message}

# Please enter the commit message for your changes. Lines starting
# with '#' will be ignored. For example:
# feat!: all new
# BREAKING CHANGE: everything
"""


@pytest.fixture
def project(make_project):
    return make_project(hook="unbroken-commit-msg", install=("commit-msg",))


def stage(project, files):
    project.write(files)
    project.git("add", "--all")


def message(project):
    return project.git("log", "-1", "--format=%B").strip()


def passes(project, *arguments, **environment):
    """Commit in a way that must pass; gives what the hook says."""
    done = project.run(*_command(arguments, environment))
    assert done.returncode == 0, done.stdout
    return done.stdout


def fails(project, *arguments, **environment):
    """Commit in a way that must fail and change nothing; gives what the hook says."""
    said = project.fails(*_command(arguments, environment))
    assert SILENT in said
    assert FOOTER in said
    return said


def _command(arguments, environment):
    given = [f"{name}={value}" for name, value in environment.items()]
    return ["env", *given, "git", *arguments]


def test_on_the_command_line(project):
    stage(project, BREAK)
    said = fails(project, "commit", "--message", "fix: Tidy up")
    assert "  fix!: Tidy up\n" in said
    assert "add --edit --file=.git/COMMIT_EDITMSG to git commit.\n" in said
    passes(project, "commit", "--message", "fix!: Tidy up")
    assert message(project) == "fix!: Tidy up"


def test_what_breaks_nothing(project):
    stage(project, KEEP)
    assert NOTE in passes(project, "commit", "--message", "feat!: Seeds")
    stage(project, {"README.md": "Read me.\n"})
    assert NOTE not in passes(project, "commit", "--message", "Say more")


def test_all_that_changed(project):
    project.write(BREAK)
    fails(project, "commit", "--all", "--message", "Tidy up")
    passes(project, "commit", "--all", "--message", "Tidy up", "--message", FOOTER)


def test_only_some_files(project):
    stage(project, {**BREAK, "README.md": "Read me.\n"})
    passes(project, "commit", "--message", "Say more", "README.md")
    fails(project, "commit", "--message", "Tidy up", "trainer/data.py")
    passes(project, "commit", "--message", "fix!: Tidy up", "trainer/data.py")


def test_from_a_file(project, tmp_path):
    stage(project, BREAK)
    text = tmp_path / "text"
    text.write_bytes(b"fix: M\xfcde\r\n\r\nNothing else.\r\n")
    fails(project, "commit", "--file", str(text))
    text.write_bytes(b"fix: M\xfcde\r\n\r\n" + FOOTER.encode() + b"\r\n")
    passes(project, "commit", "--file", str(text))


def edited(tmp_path, text):
    """Create an editor that puts a text before what git shows to be edited."""
    (tmp_path / "text").write_text(text)
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncat {tmp_path}/text "$1" > "$1.new" && mv "$1.new" "$1"\n')
    editor.chmod(0o755)
    return {"GIT_EDITOR": str(editor)}


@pytest.mark.parametrize("verbose", [[], ["--verbose"]])
def test_in_an_editor(project, tmp_path, verbose):
    # The diff that `--verbose` shows has the very words.
    stage(project, {**BREAK, "notes.md": "feat!: x\n\nBREAKING CHANGE: x\n"})
    text = COMMENTS.format(message="fix: Tidy up")
    fails(project, "commit", *verbose, **edited(tmp_path, text))
    text = COMMENTS.format(message="fix!: Tidy up")
    passes(project, "commit", *verbose, **edited(tmp_path, text))
    assert message(project) == "fix!: Tidy up"


def test_other_comment_characters(project, tmp_path):
    stage(project, BREAK)
    project.git("config", "core.commentChar", ";")
    text = COMMENTS.format(message="fix: Tidy up").replace("#", ";")
    fails(project, "commit", "--verbose", **edited(tmp_path, text))
    # What git would keep is no comment.
    text = COMMENTS.format(message="fix: Tidy up").replace("# BREAK", "BREAK").replace("#", ";")
    passes(project, "commit", "--verbose", **edited(tmp_path, text))
    assert message(project).splitlines()[0] == "fix: Tidy up"


def test_an_empty_message_is_left_to_git(project, tmp_path):
    stage(project, BREAK)
    done = project.run(*_command(["commit"], edited(tmp_path, "\n")))
    assert done.returncode == 1
    assert "Aborting commit due to empty commit message" in done.stdout
    assert SILENT not in done.stdout


def test_a_message_is_reworded(project):
    stage(project, BREAK)
    passes(project, "commit", "--message", "fix!: Tidy up")
    # The commit that comes of it still breaks.
    fails(project, "commit", "--amend", "--message", "fix: Tidy up")
    passes(project, "commit", "--amend", "--message", "refactor!: Tidy up")
    assert message(project) == "refactor!: Tidy up"


def test_a_message_is_reworded_of_what_breaks_nothing(project):
    stage(project, KEEP)
    passes(project, "commit", "--message", "feat: Seeds")
    assert NOTE not in passes(project, "commit", "--amend", "--message", "feat: More seeds")


def test_a_break_comes_in_by_an_amend(project):
    stage(project, KEEP)
    passes(project, "commit", "--message", "feat: Seeds")
    stage(project, BREAK)
    fails(project, "commit", "--amend", "--no-edit")
    passes(project, "commit", "--amend", "--message", "feat!: Seeds")


def test_a_break_is_taken_back_by_an_amend(project):
    stage(project, BREAK)
    passes(project, "commit", "--message", "fix!: Tidy up")
    stage(project, KEEP)
    assert NOTE in passes(project, "commit", "--amend", "--no-edit")
    assert NOTE not in passes(project, "commit", "--amend", "--message", "feat: Seeds")


def branch(project, name, files, text):
    project.git("checkout", "--quiet", "-b", name)
    stage(project, files)
    passes(project, "commit", "--message", text)
    project.git("checkout", "--quiet", "main")


def test_a_merge_brings_what_its_commits_told(project):
    branch(project, "topic", BREAK, "fix!: Tidy up")
    stage(project, {"README.md": "Read me.\n"})
    passes(project, "commit", "--message", "Say more")
    said = passes(project, "merge", "--no-edit", "topic")
    assert SILENT not in said
    assert len(project.git("rev-parse", "HEAD^@").split()) == 2


def test_a_merge_that_breaks_something_itself(project):
    branch(project, "topic", KEEP, "feat: Seeds")
    stage(project, {"README.md": "Read me.\n"})
    passes(project, "commit", "--message", "Say more")
    project.git("merge", "--no-commit", "--no-ff", "topic")
    stage(project, BREAK)
    fails(project, "commit", "--no-edit")
    passes(project, "commit", "--message", "Merge the topic", "--message", FOOTER)
    assert len(project.git("rev-parse", "HEAD^@").split()) == 2


def test_a_branch_that_is_squashed(project):
    branch(project, "topic", BREAK, "fix!: Tidy up")
    project.git("merge", "--squash", "topic")
    # What the commits of the branch said is indented there.
    fails(project, "commit", "--no-edit")
    passes(project, "commit", "--message", "fix!: Tidy up")


def test_reverting(project):
    stage(project, BREAK)
    passes(project, "commit", "--message", "fix!: Tidy up")
    said = passes(project, "revert", "--no-edit", "HEAD")
    assert SILENT not in said
    # Of what the release has, a revert is a break like any other.
    project.git("checkout", "--quiet", "-b", "other", "v1.0.0")
    stage(project, BREAK)
    fails(project, "commit", "--message", 'Revert "feat!: limits"')


def test_what_is_for_autosquash(project):
    stage(project, BREAK)
    passes(project, "commit", "--message", "fix!: Tidy up")
    stage(project, {"trainer/data.py": "def load(path, /): ...\n"})
    said = passes(project, "commit", "--fixup", "HEAD")
    assert message(project) == "fixup! fix!: Tidy up"
    assert NOTE not in said
    project.git("checkout", "--quiet", "-b", "other", "v1.0.0")
    stage(project, {"README.md": "Read me.\n"})
    passes(project, "commit", "--message", "Say more")
    stage(project, BREAK)
    fails(project, "commit", "--fixup", "HEAD")
    passes(project, "commit", "--fixup", "HEAD", "--message", FOOTER)


def test_in_a_linked_worktree(project, tmp_path):
    project.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    project = type(project)(tmp_path / "linked", project.hooks)
    stage(project, BREAK)
    done = project.run("git", "commit", "--message", "Tidy up")
    assert (done.returncode, SILENT in done.stdout) == (1, True)
    passes(project, "commit", "--message", "fix!: Tidy up")


def test_breaks_accepted_on_purpose_are_told(project):
    table = (
        '[project]\nname = "trainer"\n[[tool.unbroken.accept]]\nobject = "trainer.data.load"\n'
        'rule = "parameter-removed"\nreason = "agreed"\n'
    )
    stage(project, {**BREAK, "pyproject.toml": table})
    fails(project, "commit", "--message", "Tidy up")
    passes(project, "commit", "--message", "fix!: Tidy up")


def test_the_configuration_is_checked(make_project):
    project = make_project(hook="unbroken-config")
    project.write({"pyproject.toml": '[project]\nname = "trainer"\n[tool.unbroken]\nrulez = 1\n'})
    said = project.run("git", "commit", "--all", "--message", "Configure")
    assert said.returncode == 1
    assert (
        "pyproject.toml: [tool.unbroken] unknown key 'rulez'; did you mean 'rules'?" in said.stdout
    )
    project.write(
        {"pyproject.toml": '[project]\nname = "trainer"\n[tool.unbroken]\nstrict = true\n'}
    )
    assert "pyproject.toml is valid" in project.committed("--all")
