"""What is said when git is missing, fails, or finds no repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.errors import GitError
from unbroken.sources.git.objects import fetching, missing

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


def failed(command: str, done: subprocess.CompletedProcess[bytes]) -> GitError:
    """Make the error for a git command that failed, with git's own words."""
    words = os.fsdecode(done.stderr).strip() or f"exit code {done.returncode}"
    return GitError(f"git {command} failed: {words}{fetching(words)}")


def not_started(error: OSError, folder: str) -> GitError:
    """Make the error for a git that could not even be started in a folder."""
    if not os.path.isdir(folder):
        return GitError(f"{folder}: there is no such folder")
    if isinstance(error, FileNotFoundError):
        return GitError("git was not found; install git, or put it on PATH")
    return GitError(f"git could not be started: {error.strerror}")


def not_a_repository(cwd: str, words: str) -> str:
    """Say why a folder is in no repository that git can use; `words` are git's own."""
    if "not a git repository" in words:
        return (
            f"{cwd} is not in a git repository; run unbroken inside one, or compare two folders "
            "with `unbroken diff OLD NEW`"
        )
    return f"git cannot use the repository at {cwd}: {words.removeprefix('fatal: ')}"


def check_unborn(git: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    """Make sure that HEAD gives no commit because nothing is committed; `git` runs git.

    Raises GitError when HEAD does name a commit, which cannot be read, or its branch is damaged.
    """
    named = git("rev-parse", "--verify", "--quiet", "HEAD")
    if named.returncode == 0:
        raise GitError(missing(os.fsdecode(named.stdout).strip()))
    if git("symbolic-ref", "--quiet", "HEAD").returncode:
        raise GitError("the branch that is checked out is damaged; `git fsck` tells more")
