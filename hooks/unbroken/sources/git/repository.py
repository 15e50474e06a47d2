"""The only caller of git: reads refs, trees, the index and blobs, and changes nothing.

Only plumbing is asked, so no hook, filter, textconv or diff program runs and no lock is taken.
There is no shell; `--end-of-options` or `--` stand before anything that comes from a user; output
is NUL-separated. Objects are read through one process (`git cat-file --batch`).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping

from unbroken.errors import GitError
from unbroken.sources.content_id import is_source
from unbroken.sources.git.environment import OPTIONS, git_environment, with_index
from unbroken.sources.git.errors import check_unborn, failed, not_a_repository, not_started
from unbroken.sources.git.objects import Commit, Objects, commit_of, missing
from unbroken.sources.git.plumbing_output import RAW, changes, entries, is_below
from unbroken.sources.git.plumbing_output import FileChange as FileChange
from unbroken.sources.git.tree_listing import TreeFiles
from unbroken.sources.git.virtual_commit import VirtualCommit
from unbroken.sources.git.worktree import Disk, listed
from unbroken.sources.listing import LazyListing, Listing, OverlayListing


class Repository:
    """A git repository, found from a folder inside it; close it, or use it in a `with`."""

    def __init__(self, root: str, environment: dict[str, str]) -> None:
        self.root = root
        """The top of the work tree; of a bare repository, the folder it was found from."""
        self.head: str | None = None
        """The commit that HEAD is; None while nothing is committed (an unborn branch)."""
        self.is_bare = self.is_shallow = False
        """Whether history was cut off by `git clone --depth`."""
        self.processes = 0
        """How many git processes were started."""
        self._environment = environment
        self.virtual_commits: dict[str, VirtualCommit] = {}
        self._objects = Objects(self._start)
        self._disk = Disk(root)
        self._staged: dict[str, list[FileChange]] = {}

    @classmethod
    def discover(cls, cwd: str, environment: Mapping[str, str] = os.environ) -> Repository:
        """Find the repository that a folder is in, as git does (git-rev-parse(1)).

        Raises GitError when there is none, when git is missing, or when it does not trust the
        repository.
        """
        found = cls(cwd := os.path.abspath(cwd), git_environment(environment, cwd))
        asked = ("--is-bare-repository", "--is-shallow-repository", "--show-toplevel")
        head = ("--verify", "--quiet", "HEAD^{commit}")
        found._objects.start()
        done = found._finish("rev-parse", *asked, *head)
        if b"must be run in a work tree" in done.stderr:
            done = found._finish("rev-parse", *asked[:2], *head)
        lines = os.fsdecode(done.stdout).split("\n")[:-1]
        if len(lines) < 2:
            raise GitError(not_a_repository(cwd, os.fsdecode(done.stderr).strip()))
        if done.returncode:
            check_unborn(found._finish)
        found.head = None if done.returncode else lines.pop()
        found.is_shallow = lines[1] == "true"
        found.is_bare = len(lines) == 2
        if not found.is_bare:
            # The name of a folder may contain a newline.
            found.root = os.path.normpath("\n".join(lines[2:]))
            found._environment = with_index(found._environment, found.root)
            found._disk = Disk(found.root)
        return found

    def resolve(self, ref: str) -> str | None:
        """Give the commit that a ref names (gitrevisions(7)); None when there is none.

        What begins with `-` is none: elsewhere it would be an option.
        """
        if not ref or ref.startswith("-"):
            return None
        (found,) = self._objects.fetch([ref])
        if found is not None and found.type == "tag":
            (found,) = self._objects.fetch([f"{found.id}^{{commit}}"])
        return found.id if found is not None and found.type == "commit" else None

    def commit(self, commit: str) -> Commit | None:
        """Give what a commit says of itself; None when it is not here, as in a shallow clone."""
        (found,) = self._objects.fetch([commit])
        return commit_of(found.data) if found is not None and found.type == "commit" else None

    def pseudo_refs(self, name: str) -> list[str]:
        """Give the commits that one of git's own files lists, such as MERGE_HEAD (gitglossary(7)).

        Every linked worktree has its own; without such a file none are given.
        """
        if self.resolve(name) is None:
            return []
        path = os.fsdecode(self.run("rev-parse", "--git-path", name)).removesuffix("\n")
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                found = [self.resolve(os.fsdecode(line)) for line in file.read().split()]
        except OSError:
            return []
        return [each for each in found if each is not None]

    def merge_base(self, one: str, other: str) -> str | None:
        """Give the best common ancestor of two commits; None when they share none."""
        if one == other:
            return one
        return self.run("merge-base", one, other, ok=(0, 1)).decode().strip() or None

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Tell whether a commit is another one, or comes before it."""
        if commit == of or commit in self.virtual_commits:
            return commit == of
        done = self._finish("merge-base", "--is-ancestor", commit, of)
        if done.returncode not in (0, 1):
            raise failed("merge-base", done)
        return done.returncode == 0

    def refs(self, *patterns: str, merged: str | None = None) -> list[tuple[str, str]]:
        """Give the full names and commits of refs, or those only that `merged` descends from.

        What leads to no commit (a tag of a file) is left out.
        """
        fields = ("refname", "objecttype", "objectname", "*objecttype", "*objectname")
        form = "--format=" + "%00".join(f"%({each})" for each in fields)
        within = [f"--merged={merged}"] if merged else []
        found = []
        for line in os.fsdecode(self.run("for-each-ref", form, *within, *patterns)).splitlines():
            name, kind, commit, inner, peeled = line.split("\0")
            if kind != "commit":
                # A tag of a tag is rare enough to be asked for on its own.
                commit = peeled if inner == "commit" else self.resolve(name) or ""
            if commit:
                found.append((name, commit))
        return found

    def tree(self, commit: str, under: Iterable[str] = ()) -> Listing:
        """Give the blob ids of the source files of a commit, at or below some paths."""
        if commit in self.virtual_commits:
            files, limits = self.virtual_commits[commit].files, tuple(under)
            return LazyListing(lambda: files(limits))
        (root,) = self._objects.fetch([f"{commit}^{{tree}}"])
        if root is None:
            raise GitError(missing(commit))
        return TreeFiles(self._objects, root.id, under)

    def tree_id(self, commit: str, path: str = "") -> str | None:
        """Give the id of what a commit has at a path: equal ids, equal contents."""
        (root,) = self._objects.fetch([f"{commit}^{{tree}}"])
        entry = self._objects.find(root.id, path) if root is not None else None
        return entry.id if entry is not None else None

    def index(self, under: Iterable[str] = ()) -> Listing:
        """Give the blob ids of the source files in the index, at or below some paths.

        Raises GitError while a merge has conflicts.
        """
        limits = tuple(under)
        if self.head is not None and not self.is_bare:
            # The commit and what is staged since: both are needed anyway.
            changed = {
                each.path: each.new
                for each in self.staged(self.head)
                if is_source(each.path) and is_below(each.path, limits)
            }
            return OverlayListing(self.tree(self.head, limits), changed)
        out = self.run("--literal-pathspecs", "ls-files", "-t", "-c", "-s", "-z", "--", *limits)
        return LazyListing(lambda: {each.path: each.staged for each in listed(entries(out))})

    def staged(self, commit: str) -> list[FileChange]:
        """Give how the index differs from a commit.

        A file that is only intended to be added (`git add -N`) is no part of a commit. Raises
        GitError while a merge has conflicts, and in a bare repository.
        """
        if self.is_bare:
            raise GitError(
                "nothing can be staged in a bare repository; name what to compare, "
                "e.g. --baseline v1.0 --current main"
            )
        if commit not in self._staged:
            options = ("--cached", "--ita-invisible-in-index", *RAW)
            self._staged[commit] = changes(self.run("diff-index", *options, commit, "--"))
        return self._staged[commit]

    def changes_between(self, old: str, new: str) -> list[FileChange]:
        """Give how one commit differs from another."""
        return changes(self.run("diff-tree", "-r", *RAW, old, new, "--"))

    def work_tree_files(self, under: Iterable[str] = ()) -> Listing:
        """Give the ids of the source files on disk, tracked or neither tracked nor ignored."""
        length = len(self.head or "") or 40
        found = {}
        kinds = ("-t", "-c", "-o", "-s", "-z", "--exclude-standard")
        out = self.run("--literal-pathspecs", "ls-files", *kinds, "--", *under)
        for each in listed(entries(out)):
            identity = each.staged
            if each.on_disk:
                identity = self._disk.identity(each.path, each.staged, length)
            if identity:
                found[each.path] = identity
        return LazyListing(lambda: found)

    def unstaged_files(self, under: Iterable[str] = ()) -> set[str]:
        """Give the source files that are not on disk as they are in the index."""
        limits = tuple(under)
        staged, disk = self.index(limits), self.work_tree_files(limits)
        return {path for path in (*staged, *disk) if staged.get(path) != disk.get(path)}

    def settings(self, *names: str) -> dict[str, str]:
        """Give what git is configured with, by names in lower case; the last value counts."""
        pattern = "|".join(re.escape(each) for each in names)
        found = entries(self.run("config", "-z", "--get-regexp", f"^({pattern})$", ok=(0, 1)))
        return {name: value for name, _, value in (each.partition("\n") for each in found)}

    def read_disk(self, path: str) -> bytes | None:
        """Give the contents of a file on disk; None when it is not there, or not a file."""
        return self._disk.read(path)

    def grep_words(self, words: Iterable[str], commit: str, under: Iterable[str] = ()) -> list[str]:
        """Give the paths of a commit's source files that contain one of some whole words."""
        if commit in self.virtual_commits:
            return self.virtual_commits[commit].grep_words(words, under)
        patterns = os.fsencode("".join(f"{word}\n" for word in words))
        if not patterns:
            return []
        # Words are read as they are (-F) and from a file: there may be more than a line can hold.
        options = ("-l", "-z", "-a", "-w", "-F", "--no-textconv", "--no-recurse-submodules")
        found = self.run(
            *("--literal-pathspecs", "grep", *options, "-f", "-", commit, "--", *under),
            ok=(0, 1),
            given=patterns,
        )
        paths = (entry.partition(":")[2] for entry in entries(found))
        return [path for path in paths if is_source(path)]

    def blobs(self, oids: Iterable[str]) -> Iterator[bytes]:
        """Give the contents of some objects, in order; raises GitError when one is missing."""
        wanted = list(oids)
        held = {
            oid: blob for each in self.virtual_commits.values() for oid, blob in each.blobs.items()
        }
        asked = self._objects.fetch(oid for oid in wanted if oid not in held)
        for oid in wanted:
            found = held[oid] if oid in held else next(asked)
            if found is None:
                raise GitError(missing(oid))
            yield found.data

    def run(self, *arguments: str, ok: tuple[int, ...] = (0,), given: bytes = b"") -> bytes:
        """Run git in the root of the work tree and give what it prints.

        Raises GitError with git's own words when it exits with a code that is not in `ok`.
        """
        done = self._finish(*arguments, given=given)
        if done.returncode not in ok:
            raise failed(next(each for each in arguments if each[0] != "-"), done)
        return done.stdout

    def close(self) -> None:
        """End the process that reads objects; a later question starts another."""
        self._objects.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _finish(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        self.processes += 1
        try:
            return subprocess.run(
                ["git", *OPTIONS, *arguments],
                cwd=self.root,
                env=self._environment,
                input=given,
                capture_output=True,
            )
        except OSError as error:
            raise not_started(error, self.root) from None

    def _start(self) -> subprocess.Popen[bytes]:
        self.processes += 1
        try:
            return subprocess.Popen(
                ["git", *OPTIONS, "cat-file", "--batch"],
                cwd=self.root,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise not_started(error, self.root) from None
