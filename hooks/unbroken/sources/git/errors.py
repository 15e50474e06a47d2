"""The errors for a git that is missing, fails, or finds no repository."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from unbroken.errors import GitError
from unbroken.sources.git.advice import advice_on, missing_object, variables_in

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping

_LOST = re.compile(r"not a git repository: (?P<path>.+)")


def failed(
    command: str, result: subprocess.CompletedProcess[bytes], environment: Mapping[str, str]
) -> GitError:
    """Return the error for a git command that failed, with git's own message and a cure."""
    said = "; ".join(os.fsdecode(result.stderr).strip().splitlines())
    message = said or f"exit code {result.returncode}"
    # A variable that leads elsewhere is the likelier cause than damage.
    cure = variables_in(environment) or advice_on(message)
    return GitError(f"git {command} failed: {message}{cure}")


def not_started(error: OSError, folder: str, environment: Mapping[str, str]) -> GitError:
    """Return the error for a git that could not be started in a folder."""
    if not os.path.isdir(folder):
        return GitError(f"{folder}: there is no such folder{variables_in(environment)}")
    if isinstance(error, FileNotFoundError):
        return GitError("git was not found; install git, or put it on PATH")
    return GitError(f"git could not be started: {error.strerror}")


def not_a_repository(
    cwd: str, result: subprocess.CompletedProcess[bytes], environment: Mapping[str, str]
) -> GitError:
    """Return the error for a folder in which git finds no repository that it can use."""
    message, variables = os.fsdecode(result.stderr).strip(), variables_in(environment)
    lost = _LOST.search(message)
    if lost is not None and not variables:
        return GitError(
            f"{cwd} belongs to the git repository at {lost['path']}, which is not there; if it was "
            "moved, run `git worktree repair` in its new place, and for a submodule "
            "`git submodule update --init`"
        )
    if "not a git repository" in message:
        return GitError(
            f"{cwd} is not in a git repository{variables}; run unbroken inside one, or compare two "
            "folders with `unbroken diff OLD NEW`"
        )
    message = message.removeprefix("fatal: ")
    cure = variables or advice_on(message)
    return GitError(f"git cannot use the repository at {cwd}: {message}{cure}")


def check_unborn(
    git: Callable[..., subprocess.CompletedProcess[bytes]], environment: Mapping[str, str]
) -> None:
    """Make sure that HEAD names no commit because nothing was committed yet; `git` runs git.

    Raises GitError when HEAD names a commit that cannot be read, or when its branch is damaged.
    """
    head = git("rev-parse", "--verify", "--quiet", "HEAD")
    if head.returncode == 0:
        lost = os.fsdecode(head.stdout).strip()
        raise GitError(f"{missing_object(lost)}{variables_in(environment)}")
    if git("symbolic-ref", "--quiet", "HEAD").returncode:
        raise GitError("the branch that is checked out is damaged; run `git fsck` for details")
