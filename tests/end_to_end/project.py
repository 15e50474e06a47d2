"""A library in a real repository, whose hooks are run by real pre-commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.checkout import commit, git, repository, run, write

HOOKS = ("unbroken", "unbroken-incremental", "unbroken-full")
"""The hooks that compare."""

LIBRARY = {
    "pyproject.toml": '[project]\nname = "trainer"\nversion = "1.1.0"\n',
    "trainer/__init__.py": '"""Train models."""\n\n\ndef train_model(config, dataloader): ...\n',
    "trainer/data.py": "def load(path, limit=None): ...\n",
    "trainer/extra.py": "def tidy(folder, deep=False): ...\n",
}
"""What is released as v1.0.0."""

BREAK = {"trainer/data.py": "def load(path): ...\n"}
KEEP = {"trainer/data.py": "def load(path, limit=None, seed=0): ...\n"}


class Hooks(NamedTuple):
    """Where pre-commit gets the hooks from, and where it keeps what it installed."""

    repository: Path
    revision: str
    home: Path


class State(NamedTuple):
    """What of a repository must not change."""

    head: str
    refs: str
    worktrees: str
    stashes: str
    config: bytes
    names: frozenset[str]
    index: dict[str, str]
    files: dict[str, bytes]


class Project:
    """A repository with the hooks; every way to run them checks that nothing else changed."""

    def __init__(self, folder: Path, hooks: Hooks) -> None:
        self.folder = folder
        self.hooks = hooks
        self.commits = 0

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def write(self, files: Mapping[str, str | None]) -> None:
        write(self.folder, files)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def release(self, files: Mapping[str, str | None], *tags: str) -> str:
        """Commit without the hooks."""
        return commit(self.folder, files, *tags)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command that may run the hooks, whose words it gives as `stdout`."""
        home = str(self.hooks.home)
        done = run(self.folder, *command, PRE_COMMIT_HOME=home, PRE_COMMIT_COLOR="never")
        done.stdout += done.stderr
        assert "Traceback" not in done.stdout, done.stdout
        return done

    def install(self, *kinds: str) -> None:
        options = [f"--hook-type={kind}" for kind in kinds]
        assert self.run("pre-commit", "install", *options).returncode == 0

    def passes(self, *command: str) -> str:
        """Run hooks that must pass and change nothing; gives what they say."""
        return self._unchanged(0, *command)

    def fails(self, *command: str) -> str:
        """Run hooks that must fail and change nothing; gives what they say."""
        return self._unchanged(1, *command)

    def _unchanged(self, code: int, *command: str) -> str:
        before = self.state()
        done = self.run(*command)
        assert done.returncode == code, done.stdout
        assert self.state() == before
        return done.stdout

    def stopped(self, *arguments: str) -> str:
        """Commit in a way that the hook must stop; gives what it says."""
        return self.fails("git", "commit", "--message", "A change", *arguments)

    def committed(self, *arguments: str) -> str:
        """Commit in a way that the hook must let pass; gives what it says."""
        amending = "--amend" in arguments
        before, parents = self.state(), self.git("rev-parse", "HEAD^@")
        # An equal commit in the same second would be the same one.
        self.commits += 1
        done = self.run("git", "commit", "--message", f"Change {self.commits}", *arguments)
        assert done.returncode == 0, done.stdout
        after = self.state()
        assert after.head != before.head
        expected = parents if amending else f"{before.head}\n"
        assert self.git("rev-parse", "HEAD^@") == expected
        # Only the branch moved, and the index has what was committed.
        refs = before.refs.replace(before.head, after.head, 1)
        assert after.refs in (refs, before.refs.replace(before.head, after.head))
        committed = self.git("diff", "--name-only", "-z", before.head, "HEAD").split("\0")[:-1]
        entries = dict(before.index)
        for name in committed:
            entries.pop(name, None)
            if name in after.index:
                entries[name] = after.index[name]
        assert set(self.git("diff", "--cached", "--name-only", "-z").split("\0")).isdisjoint(
            committed
        )
        assert after == before._replace(head=after.head, refs=after.refs, index=entries)
        return done.stdout

    def state(self) -> State:
        at = Path(self.git("rev-parse", "--absolute-git-dir").strip())
        worktrees = self.git("worktree", "list", "--porcelain").splitlines()
        staged = (line.partition("\t") for line in self.git("ls-files", "-s", "-z").split("\0"))
        return State(
            self.git("rev-parse", "HEAD").strip(),
            self.git("for-each-ref", "--format=%(objectname) %(refname) %(HEAD)"),
            "\n".join(line for line in worktrees if not line.startswith("HEAD ")),
            self.git("stash", "list"),
            (at / "config").read_bytes() if (at / "config").exists() else b"",
            frozenset(_names(at)),
            {name: entry for entry, _, name in staged if entry},
            dict(_files(self.folder)),
        )


def _names(at: Path) -> Iterator[str]:
    """Return the files of a `.git` folder, except for what every commit and hook may add."""
    for folder, folders, names in os.walk(at):
        inner = os.path.relpath(folder, at)
        if inner == ".":
            folders[:] = [
                folder for folder in folders if folder not in ("objects", "logs", "worktrees")
            ]
        usual = ("COMMIT_EDITMSG", "ORIG_HEAD", "packed-refs")
        yield from (f"{inner}/{name}" for name in names if name not in usual)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if inner.parts[0] != ".git" and path.is_file():
            yield str(inner), path.read_bytes()


def library(
    folder: Path, files: Mapping[str, str], hooks: Hooks, names: tuple[str, ...], *tags: str
) -> Path:
    listed = "".join(f"      - id: {name}\n        verbose: true\n" for name in names)
    config = (
        f"repos:\n  - repo: {hooks.repository}\n    rev: {hooks.revision}\n    hooks:\n{listed}"
    )
    return repository(folder, {**files, ".pre-commit-config.yaml": config}, *tags)
