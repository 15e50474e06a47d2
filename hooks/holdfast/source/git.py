"""The only caller of git: reads refs, trees, the index and blobs, and changes nothing.

No shell; the environment is cleaned; `--end-of-options` and `--` stand before anything that comes
from a user; output is NUL-separated. Objects are read from the object store (`git cat-file
--batch`, which applies no filters and runs no hooks).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from holdfast.errors import GitError

# Hooks run with these set (githooks(5)); they say which repository and index is meant. All other
# GIT_ variables could make git read another object store, run a program or write a trace.
_KEPT = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
)  # fmt: skip
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager")
_REGULAR = ("100644", "100755")
_NO_BLOB = "0" * 40


class Change(NamedTuple):
    """One changed file; an id is None where the file is not there (or not yet hashed)."""

    path: str
    old: str | None
    new: str | None


class Repository:
    """A git repository, found from a folder inside it."""

    def __init__(
        self, root: str, git_dir: str, head: str | None, environment: dict[str, str]
    ) -> None:
        self.root = root
        self.git_dir = git_dir
        self.head = head
        """The commit that HEAD is; None while nothing is committed (an unborn branch)."""
        self._environment = environment
        self._batch: subprocess.Popen[bytes] | None = None
        self.processes = 1
        """How many git processes were started."""

    @classmethod
    def discover(cls, cwd: str, environment: Mapping[str, str] = os.environ) -> Repository:
        """Find the repository that a folder is in.

        Raises GitError when there is none, when it has no work tree, or when git is missing.
        """
        clean = clean_environment(environment, cwd)
        done = _run(
            ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--verify", "--quiet", "HEAD"],
            cwd,
            clean,
        )
        lines = os.fsdecode(done.stdout).splitlines()
        if len(lines) < 2:
            message = os.fsdecode(done.stderr).strip().removeprefix("fatal: ")
            raise GitError(_not_a_repository(cwd, message))
        head = lines[2] if len(lines) > 2 else None
        return cls(lines[0], lines[1], head, clean)

    def run(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> bytes:
        """Run git in the root of the work tree and give what it prints.

        Raises GitError with git's own words when it exits with a code that is not in `ok`.
        """
        self.processes += 1
        done = _run(arguments, self.root, self._environment)
        if done.returncode not in ok:
            words = os.fsdecode(done.stderr).strip() or f"exit code {done.returncode}"
            raise GitError(f"git {arguments[0]} failed: {words}")
        return done.stdout

    @property
    def is_shallow(self) -> bool:
        """Tell whether history was cut off by `git clone --depth`."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def resolve(self, ref: str) -> str | None:
        """Give the commit that a ref names; None when there is none."""
        if not ref or ref.startswith("-") or "\0" in ref:
            return None
        out = self.run(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{ref}^{{commit}}",
            ok=(0, 1, 128),
        )
        return out.decode().strip() or None

    def merge_base(self, one: str, other: str) -> str | None:
        """Give the best common ancestor of two commits; None when they share none."""
        return self.run("merge-base", one, other, ok=(0, 1)).decode().strip() or None

    def refs(self, *patterns: str, merged: str | None = None) -> list[tuple[str, str]]:
        """Give the names (full) and commits of refs, those reachable from `merged` only."""
        within = ["--merged", merged] if merged else []
        out = self.run(
            "for-each-ref",
            "--format=%(refname)%00%(objectname)%00%(*objectname)",
            *within,
            *patterns,
        )
        found = []
        for line in os.fsdecode(out).splitlines():
            name, own, peeled = line.split("\0")
            found.append((name, peeled or own))
        return found

    def tree(self, commit: str, under: Iterable[str] = ()) -> dict[str, str]:
        """Give the blob ids of the regular files of a commit by path."""
        out = self.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *under)
        found = {}
        for entry in _entries(out):
            meta, _, path = entry.partition("\t")
            mode, _, oid = meta.split(" ")
            if mode in _REGULAR:
                found[path] = oid
        return found

    def index(self, under: Iterable[str] = ()) -> dict[str, str]:
        """Give the blob ids of the regular files in the index by path.

        Raises GitError while a merge has conflicts.
        """
        out = self.run("ls-files", "-s", "-z", "--", *_literal(under))
        found = {}
        for entry in _entries(out):
            meta, _, path = entry.partition("\t")
            mode, oid, stage = meta.split(" ")
            if stage != "0":
                raise GitError(f"{path} has merge conflicts; resolve them and `git add` it")
            if mode in _REGULAR:
                found[path] = oid
        return found

    def staged(self, commit: str) -> list[Change]:
        """Give how the index differs from a commit."""
        return _changes(
            self.run(
                "diff-index",
                "--cached",
                "--raw",
                "-z",
                "--no-renames",
                "--no-ext-diff",
                "--full-index",
                commit,
                "--",
            )
        )

    def between(self, old: str, new: str) -> list[Change]:
        """Give how one commit differs from another."""
        return _changes(
            self.run(
                "diff-tree",
                "-r",
                "--raw",
                "-z",
                "--no-renames",
                "--no-ext-diff",
                "--full-index",
                old,
                new,
                "--",
            )
        )

    def unstaged(self, under: Iterable[str] = ()) -> set[str]:
        """Give the paths whose files on disk may differ from the index, or are not in it."""
        out = self.run(
            "ls-files", "-z", "-m", "-d", "-o", "--exclude-standard", "--", *_literal(under)
        )
        return set(_entries(out))

    def containing(self, words: Iterable[str], commit: str, under: Iterable[str]) -> list[str]:
        """Give the paths of a commit's Python files that contain one of some words."""
        patterns = [part for word in words for part in ("-e", word)]
        if not patterns:
            return []
        limits = [f"{each}/*.py*" if not each.endswith(".py") else each for each in under]
        out = self.run(
            "grep",
            "-l",
            "-z",
            "-w",
            "-F",
            "-I",
            "--no-textconv",
            *patterns,
            commit,
            "--",
            *limits,
            ok=(0, 1),
        )
        return [entry.partition(":")[2] for entry in _entries(out)]

    def blobs(self, oids: Iterable[str]) -> Iterator[bytes]:
        """Give the contents of some objects, in order."""
        wanted = list(oids)
        if not wanted:
            return
        if self._batch is None:
            self.processes += 1
            self._batch = subprocess.Popen(
                ["git", *_SAFE, "cat-file", "--batch"],
                cwd=self.root,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._batch.stdin is not None
        assert self._batch.stdout is not None
        # In portions: git stops reading names while nobody reads what it answers.
        for start in range(0, len(wanted), 64):
            portion = wanted[start : start + 64]
            self._batch.stdin.write("".join(f"{each}\n" for each in portion).encode())
            self._batch.stdin.flush()
            for oid in portion:
                head = self._batch.stdout.readline().split()
                if len(head) != 3:
                    raise GitError(_missing(oid))
                content = self._batch.stdout.read(int(head[2]) + 1)
                yield content[:-1]

    def close(self) -> None:
        """End the reading process."""
        if self._batch is not None:
            assert self._batch.stdin is not None
            assert self._batch.stdout is not None
            self._batch.stdin.close()
            self._batch.stdout.close()
            self._batch.wait()
            self._batch = None

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def clean_environment(environment: Mapping[str, str], cwd: str) -> dict[str, str]:
    """Keep of git's variables only those that say which repository and index is meant."""
    clean = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_")
        or name in _KEPT
        or name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))
    }
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"):
        if clean.get(name):
            clean[name] = os.path.join(cwd, clean[name])
    clean |= {
        "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
    }  # fmt: skip
    return clean


def _run(
    arguments: Iterable[str], cwd: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise GitError("git was not found; install git, or put it on PATH") from None


def _entries(out: bytes) -> list[str]:
    return [os.fsdecode(each) for each in out.split(b"\0") if each]


def _literal(paths: Iterable[str]) -> list[str]:
    return [f":(literal){each}" for each in paths]


def _changes(out: bytes) -> list[Change]:
    found = []
    parts = _entries(out)
    for meta, path in zip(parts[::2], parts[1::2], strict=True):
        old_mode, new_mode, old, new, _ = meta.lstrip(":").split(" ")
        found.append(
            Change(
                path,
                old if old_mode in _REGULAR else None,
                new if new_mode in _REGULAR and new.strip("0") else None,
            )
        )
    return found


def _missing(oid: str) -> str:
    return (
        f"git object {oid} is missing; in a partial or shallow clone run `git fetch --refetch "
        "--filter=tree:0` with the filter taken off, or clone again with full history"
    )


def _not_a_repository(cwd: str, words: str) -> str:
    if "not a git repository" in words:
        return (
            f"{cwd} is not in a git repository; run holdfast inside one, or compare two folders "
            "with `holdfast diff OLD NEW`"
        )
    return f"git cannot use the repository at {cwd}: {words}"
