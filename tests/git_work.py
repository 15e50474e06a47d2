"""Real git repositories in temporary folders, and proof that nothing in them changes."""

from __future__ import annotations

import builtins
import errno
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from unbroken.sources.git.repository import Repository

IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A Maintainer",
    "GIT_AUTHOR_EMAIL": "maintainer@example.org",
    "GIT_COMMITTER_NAME": "A Maintainer",
    "GIT_COMMITTER_EMAIL": "maintainer@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
}


@pytest.fixture
def git_identity(monkeypatch):
    """Neither the user's configuration nor a hook that the tests run in reaches git."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


class Work:
    """A repository to arrange; `open` gives what is tested."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._opened: list[Repository] = []

    def git(self, *arguments: str, given: bytes = b"", ok: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, input=given, capture_output=True, check=False
        )
        assert done.returncode in ok, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str | bytes, text: str | bytes = "") -> Path:
        place = Path(os.fsdecode(os.path.join(os.fsencode(self.root), os.fsencode(path))))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        return place

    def commit(self, *tags: str, **files: str) -> str:
        """Commit some files (`a__b` is `a/b.py`) and everything else that is there."""
        for name, text in files.items():
            self.write(name.replace("__", "/") + ".py", text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        for tag in tags:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")

    def open(self, folder: str = "", environment: dict[str, str] | None = None) -> Repository:
        found = Repository.discover(
            os.path.join(self.root, folder), os.environ if environment is None else environment
        )
        self._opened.append(found)
        return found

    def close(self) -> None:
        for repository in self._opened:
            repository.close()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        before = state(self.root)
        yield
        assert state(self.root) == before


def state(root: Path) -> dict[bytes, tuple[int, str]]:
    """Everything in a repository: worktree, index, objects, refs, branches, configuration, hooks.

    Gives mode and contents of every file, so that any write shows, and that of a file's mode too.
    """
    found = {}
    for at, folders, names in os.walk(os.fsencode(root)):
        for name in (*folders, *names):
            place = os.path.join(at, name)
            mode = os.lstat(place).st_mode
            if os.path.islink(place):
                text = os.readlink(place).hex()
            elif os.path.isfile(place):
                with open(place, "rb") as file:
                    text = hashlib.sha256(file.read()).hexdigest()
            else:
                text = ""
            found[place] = (mode, text)
    return found


@pytest.fixture
def make_work(tmp_path, git_identity) -> Iterator[object]:
    """Create a repository; `make_work("name", "--bare")` gives `git init` more options."""
    made = []

    def make(name: str = "work", *options: str) -> Work:
        root = tmp_path / name
        root.mkdir(parents=True)
        work = Work(root)
        work.git("init", "--quiet", "--initial-branch=main", *options)
        made.append(work)
        return work

    make.adopt = lambda root: made.append(Work(root)) or made[-1]
    yield make
    for repository in made:
        repository.close()


@pytest.fixture
def work(make_work) -> Work:
    """A repository with nothing in it."""
    return make_work()


@pytest.fixture
def lock(monkeypatch):
    """Take away the right to read a file or folder for the time of a test.

    Who may read everything (root) is refused as the others are.
    """
    locked = []

    def take(place: Path) -> None:
        locked.append((place, place.stat().st_mode))
        place.chmod(0)
        if os.access(place, os.R_OK):
            for module, name in ((builtins, "open"), (os, "scandir")):
                monkeypatch.setattr(module, name, _refusing(getattr(module, name), place))

    yield take
    for place, mode in locked:
        place.chmod(mode)


def _refusing(function, refused: Path):
    def call(place, *arguments, **options):
        if os.fspath(place) == str(refused):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(refused))
        return function(place, *arguments, **options)

    return call
