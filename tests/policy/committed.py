"""A library whose commits are checked by git's own hooks: as real as pre-commit's, and quick."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.checkout import commit, git, repository, run, write

HOOK = '#!/bin/sh\nexec "{python}" -m unbroken {command}\n'


class Hooked:
    """A repository with hooks; `words` is what the last command said."""

    def __init__(self, folder: Path, command: str = "check") -> None:
        self.folder = folder
        self.words = ""
        self.count = 0
        hooks = Path(git(folder, "rev-parse", "--git-common-dir").strip())
        for name in ("pre-commit", "pre-merge-commit"):
            hook = folder / hooks / "hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(HOOK.format(python=sys.executable, command=command))
            hook.chmod(0o755)

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = run(self.folder, *command, **environment)
        self.words = done.stdout + done.stderr
        assert "Traceback" not in self.words, self.words
        return done

    def unchecked(self, files: Mapping[str, str | None], *tags: str) -> str:
        """Commit without the hooks."""
        return commit(self.folder, files, *tags)

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write some files and stage all that changed."""
        write(self.folder, files)
        git(self.folder, "add", "--all")

    def passes(self, *arguments: str, **environment: str) -> str:
        """Run a git command whose hook lets it pass; gives what it says."""
        done = self.run("git", *arguments, **environment)
        assert done.returncode == 0, self.words
        assert "unbroken: " in self.words, "no hook was run"
        return self.words

    def stops(self, *arguments: str, **environment: str) -> str:
        """Run a git command that the hook stops because of findings; gives what it says."""
        done = self.run("git", *arguments, **environment)
        assert done.returncode, self.words
        assert "error[" in self.words, self.words
        return self.words

    def commits(self, files: Mapping[str, str | None], *arguments: str) -> str:
        """Commit some files, which the hook lets pass."""
        self.write(files)
        self.count += 1
        return self.passes("commit", "--message", f"Change {self.count}", *arguments)

    def is_stopped(self, files: Mapping[str, str | None], *arguments: str) -> str:
        """Try to commit some files, which the hook stops."""
        self.write(files)
        return self.stops("commit", "--message", "A change", *arguments)


def hooked(folder: Path, files: Mapping[str, str], *tags: str, command: str = "check") -> Hooked:
    return Hooked(repository(folder, files, *tags), command)
