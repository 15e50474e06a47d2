"""This checkout as a repository that pre-commit can install hooks from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_SHIPPED = ("hooks", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def git_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which git sees no configuration of the user's or machine's."""
    source = os.environ if base is None else base
    environment = {name: value for name, value in source.items() if not name.startswith("GIT_")}
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A Maintainer",
        "GIT_AUTHOR_EMAIL": "maintainer@example.org",
        "GIT_COMMITTER_NAME": "A Maintainer",
        "GIT_COMMITTER_EMAIL": "maintainer@example.org",
    }
    # The tools that run the tests come first, so that `pre-commit` is the tested one.
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, without the user's git configuration; it may fail."""
    return subprocess.run(
        command,
        cwd=folder,
        env=git_environment() | environment,
        capture_output=True,
        text=True,
        errors="surrogateescape",
    )


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints.

    Raises RuntimeError with what git says when it fails.
    """
    done = run(folder, "git", *arguments)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def write(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write files below a folder by their paths; None deletes one."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def stage(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write files and stage all changes."""
    write(folder, files)
    git(folder, "add", "--all")


def repository(folder: Path, files: Mapping[str, str], *tags: str) -> Path:
    """Create a repository with one commit of some files, which has some tags."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, files, *tags)
    return folder


def commit(folder: Path, files: Mapping[str, str | None], *tags: str) -> str:
    """Commit some files, and all that changed else; return the commit."""
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--no-verify", "--message", "A change")
    for tag in tags:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD").strip()


def hook_repository(folder: Path) -> str:
    """Copy what this checkout ships into a repository at `folder`; return its commit.

    Uncommitted work is included, so that what is tested is what is here.
    """
    folder.mkdir(parents=True)
    for name in _SHIPPED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "unbroken")
    return git(folder, "rev-parse", "HEAD").strip()


def contents(folder: str | Path) -> dict[bytes, tuple[int, bytes]]:
    """Return the mode and contents of everything in a folder, including those of `.git`."""
    found = {}
    for at, folders, names in os.walk(os.fsencode(folder)):
        for name in (*folders, *names):
            place = os.path.join(at, name)
            mode, text = os.lstat(place).st_mode, b""
            if os.path.islink(place):
                text = os.readlink(place)
            elif os.path.isfile(place) and os.access(place, os.R_OK):
                with open(place, "rb") as file:
                    text = file.read()
            found[place] = (mode, text)
    return found
