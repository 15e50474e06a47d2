"""The errors for a git that is missing, fails, or finds no repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.errors import GitError
from unbroken.sources.git.objects import missing_object, partial_clone_advice

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


def failed(command: str, result: subprocess.CompletedProcess[bytes]) -> GitError:
    """Return the error for a git command that failed, with git's own message."""
    message = os.fsdecode(result.stderr).strip() or f"exit code {result.returncode}"
    return GitError(f"git {command} failed: {message}{partial_clone_advice(message)}")


def not_started(error: OSError, folder: str) -> GitError:
    """Return the error for a git that could not be started in a folder."""
    if not os.path.isdir(folder):
        return GitError(f"{folder}: there is no such folder")
    if isinstance(error, FileNotFoundError):
        return GitError("git was not found; install git, or put it on PATH")
    return GitError(f"git could not be started: {error.strerror}")


def not_a_repository(cwd: str, message: str) -> str:
    """Return why git finds no repository that it can use in a folder; `message` is git's own."""
    if "not a git repository" in message:
        return (
            f"{cwd} is not in a git repository; run unbroken inside one, or compare two folders "
            "with `unbroken diff OLD NEW`"
        )
    return f"git cannot use the repository at {cwd}: {message.removeprefix('fatal: ')}"


def check_unborn(git: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    """Make sure that HEAD names no commit because nothing was committed yet; `git` runs git.

    Raises GitError when HEAD names a commit that cannot be read, or when its branch is damaged.
    """
    head = git("rev-parse", "--verify", "--quiet", "HEAD")
    if head.returncode == 0:
        raise GitError(missing_object(os.fsdecode(head.stdout).strip()))
    if git("symbolic-ref", "--quiet", "HEAD").returncode:
        raise GitError("the branch that is checked out is damaged; run `git fsck` for details")
