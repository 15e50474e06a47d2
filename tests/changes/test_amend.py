"""Whether a commit replaces the last one: by the command that makes it, else by its author."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from unbroken.changes.amend import is_amending

PRESENT = 1_800_000_000
COMMANDS = [
    ("git commit --amend", True),
    ("git commit", False),
    ("git commit -m x --amend", True),
    ("git commit --am", True),
    ("git commit --a", False),
    ("git commit --all", False),
    ("git commit --allow-empty --author --amend", False),
    ("git commit -m --amend", False),
    ("git commit -am --amend", False),
    ("git commit -am x --amend", True),
    ("git commit -mC --amend", True),
    ("git commit --message --amend", False),
    ("git commit --message=x --amend", True),
    ("git commit -F file --amend", True),
    ("git commit -- --amend", False),
    ("git commit -m -- --amend", True),
    ("git commit --amend --no-amend", False),
    ("git commit --no-amend --amend", True),
    ("git commit --fixup=amend:HEAD", False),
    ("git -C --amend commit", False),
    ("git -c a.b=c --no-pager -C folder commit --amend", True),
    ("git --git-dir=x --work-tree y commit --amend", True),
    ("/usr/lib/git-core/git commit --amend --no-gpg-sign -e", True),
    ("/usr/lib/git-core/git-commit --amend", True),
    ("git.exe commit --amend", True),
]


@pytest.fixture
def hook(work, monkeypatch):
    """Ask as a hook would, after a commit of some author at some time, about another one."""

    monkeypatch.setattr("unbroken.changes.amend.time", SimpleNamespace(time=lambda: PRESENT))

    def ask(*commands: str, ago: int = 60, env: bool = True, **author: str) -> bool:
        then = f"{PRESENT - ago} +0100"
        work.git("commit", "--quiet", "--allow-empty", "--message=x", f"--date=@{then}")
        said = {"NAME": "A Maintainer", "EMAIL": "maintainer@example.org", "DATE": f"@{then}"}
        said |= author
        environment = {"GIT_INDEX_FILE": ".git/index"} if env else {}
        environment |= {f"GIT_AUTHOR_{name}": value for name, value in said.items()}
        return is_amending(work.open(), environment, [command.split() for command in commands])

    return ask


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[item[0] for item in COMMANDS])
def test_the_command_line_tells(hook, command, expected):
    assert hook("sh .git/hooks/pre-commit", "python -m pre_commit", command) is expected
    # The author only counts when no command tells.
    assert hook(command, NAME="Somebody Else") is expected


def test_the_nearest_command_counts(hook):
    assert hook("git commit", "sh -c x", "git commit --amend") is False
    assert hook("git commit --amend", "git rebase --interactive", "git commit") is True


@pytest.mark.parametrize("command", ["", "git", "git -C", "git merge x", "vim --amend", "-"])
def test_otherwise_the_author_does(hook, command):
    assert hook(command) is True
    assert hook(command, NAME="Somebody Else") is False


def test_the_author_and_the_date_are_those_of_the_last_commit(hook):
    assert hook() is True
    assert hook(NAME="A Maintaine") is False
    assert hook(EMAIL="other@example.org") is False
    assert hook(DATE=f"@{PRESENT - 59} +0100") is False
    assert hook(DATE=f"@{PRESENT - 60} +0200") is False


def test_a_commit_made_in_the_same_moment_is_another_one(hook):
    assert hook(ago=0, DATE=f"@{PRESENT} +0100") is False


def test_outside_of_a_commit_nothing_is_amended(hook, work):
    assert hook("git commit --amend", env=False) is False


def test_nor_before_the_first_commit(work):
    environment = {"GIT_INDEX_FILE": ".git/index"}
    assert is_amending(work.open(), environment, [["git", "commit", "--amend"]]) is False


def test_nor_where_the_author_is_not_told(work):
    work.commit(a="")
    assert is_amending(work.open(), {"GIT_INDEX_FILE": ".git/index"}, []) is False
