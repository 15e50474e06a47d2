"""The only caller of git: reads refs, trees, the index and blobs, and changes nothing.

Only plumbing commands are used, so no hook, filter, textconv or diff program runs and no lock is
taken. There is no shell; `--end-of-options` or `--` stands before anything that comes from a user;
output is NUL-separated. Objects are read through one process (`git cat-file --batch`).
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping

from unbroken.errors import GitError
from unbroken.sources.content_id import is_listed
from unbroken.sources.git.advice import missing_object
from unbroken.sources.git.environment import OPTIONS, git_environment, with_index
from unbroken.sources.git.errors import check_unborn, failed, not_a_repository, not_started
from unbroken.sources.git.objects import Commit, GitObject, Objects, parse_commit
from unbroken.sources.git.plumbing_output import (
    RAW_DIFF_OPTIONS,
    is_at_or_below,
    parse_raw_diff,
    split_nul,
)
from unbroken.sources.git.plumbing_output import FileChange as FileChange
from unbroken.sources.git.sparse_index import COMMANDS, has_sparse_index, writing_elsewhere
from unbroken.sources.git.tree_listing import TreeFiles
from unbroken.sources.git.virtual_commit import VirtualCommit
from unbroken.sources.git.worktree import WorkTreeReader, parse_ls_files
from unbroken.sources.listing import LazyListing, Listing, OverlayListing


class Repository:
    """A git repository, found from a folder inside it; close it, or use it in a `with`."""

    def __init__(self, root: str, environment: dict[str, str]) -> None:
        self.root = root
        """The top of the work tree; of a bare repository, the folder it was found from."""
        self.head: str | None = None
        """The commit of HEAD; None while nothing is committed (an unborn branch)."""
        self.is_bare = False
        self.is_shallow = False
        """Whether the history was cut off by `git clone --depth`."""
        self.processes = 0
        """How many git processes were started."""
        self.virtual_commits: dict[str, VirtualCommit] = {}
        """Files from outside the repository (a snapshot) by the id under which they are read."""
        self._environment = environment
        self._objects = Objects(self._start)
        self._work_tree = WorkTreeReader(root)
        self._staged: dict[str, list[FileChange]] = {}

    @classmethod
    def discover(cls, cwd: str, environment: Mapping[str, str] = os.environ) -> Repository:
        """Return the repository that a folder is in, found as git finds it (git-rev-parse(1)).

        Raises GitError when there is none, when git is missing, or when git does not trust the
        repository.
        """
        cwd = os.path.abspath(cwd)
        repository = cls(cwd, git_environment(environment, cwd))
        questions = ("--is-bare-repository", "--is-shallow-repository")
        head = ("--verify", "--quiet", "HEAD^{commit}")
        repository._objects.start()
        result = repository._finish("rev-parse", *questions, "--show-toplevel", *head)
        if b"must be run in a work tree" in result.stderr:
            result = repository._finish("rev-parse", *questions, *head)
        lines = os.fsdecode(result.stdout).split("\n")[:-1]
        if len(lines) < 2:
            raise not_a_repository(cwd, result, repository._environment)
        if result.returncode:
            check_unborn(repository._finish, repository._environment)
        repository.head = None if result.returncode else lines.pop()
        repository.is_shallow = lines[1] == "true"
        repository.is_bare = len(lines) == 2
        if not repository.is_bare:
            # The name of a folder may contain a newline.
            repository.root = os.path.normpath("\n".join(lines[2:]))
            repository._environment = with_index(repository._environment, repository.root)
            repository._work_tree = WorkTreeReader(repository.root)
        return repository

    def resolve(self, ref: str) -> str | None:
        """Return the commit that a revision names (gitrevisions(7)); None when there is none.

        A name that begins with `-` is never a revision: elsewhere it would be an option.
        """
        if not ref or ref.startswith("-"):
            return None
        (git_object,) = self._objects.fetch([ref])
        if git_object is not None and git_object.type == "tag":
            (git_object,) = self._objects.fetch([f"{git_object.id}^{{commit}}"])
        if git_object is None or git_object.type != "commit":
            return None
        return git_object.id

    def commit(self, commit: str) -> Commit | None:
        """Return a commit; None when the repository lacks it, as a shallow clone may."""
        (git_object,) = self._objects.fetch([commit])
        if git_object is None or git_object.type != "commit":
            return None
        return parse_commit(git_object.data)

    def pseudo_refs(self, name: str) -> list[str]:
        """Return the commits that one of git's own files lists, such as MERGE_HEAD.

        Every linked worktree has its own file (gitglossary(7), "pseudoref"); without one the list
        is empty.
        """
        if self.resolve(name) is None:
            return []
        path = os.fsdecode(self.run("rev-parse", "--git-path", name)).removesuffix("\n")
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                names = [os.fsdecode(line) for line in file.read().split()]
        except OSError:
            return []
        commits = (self.resolve(name) for name in names)
        return [commit for commit in commits if commit is not None]

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits; None when they have none."""
        if one == other:
            return one
        return self.run("merge-base", one, other, ok=(0, 1)).decode().strip() or None

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Return whether a commit is another one or an ancestor of it."""
        if commit == of or commit in self.virtual_commits:
            return commit == of
        result = self._finish("merge-base", "--is-ancestor", commit, of)
        if result.returncode not in (0, 1):
            raise failed("merge-base", result, self._environment)
        return result.returncode == 0

    def refs(self, *patterns: str, merged: str | None = None) -> list[tuple[str, str]]:
        """Return the full names and commits of refs, or of those only that `merged` contains.

        Refs to other objects than commits (a tag of a file) are left out.
        """
        fields = ("refname", "objecttype", "objectname", "*objecttype", "*objectname")
        layout = "--format=" + "%00".join(f"%({field})" for field in fields)
        limits = [f"--merged={merged}"] if merged else []
        refs: list[tuple[str, str]] = []
        result = self._finish("for-each-ref", layout, *limits, *patterns)
        if result.returncode or b"broken ref" in result.stderr:
            # git ignores a ref that it cannot read, which may be the last release.
            raise failed("for-each-ref", result, self._environment)
        # Only a newline ends a line: the name of a tag may have other separators.
        for line in os.fsdecode(result.stdout).split("\n")[:-1]:
            name, kind, commit, inner, peeled = line.split("\0")
            if kind != "commit":
                # A tag of a tag is rare enough to be asked for on its own.
                commit = peeled if inner == "commit" else self.resolve(name) or ""
            if commit:
                refs.append((name, commit))
        return refs

    def tree(self, commit: str, under: Iterable[str] = ()) -> Listing:
        """Return the blob ids of the source files of a commit, at or below some paths."""
        if commit in self.virtual_commits:
            files, limits = self.virtual_commits[commit].files, tuple(under)
            return LazyListing(lambda: files(limits))
        (root,) = self._objects.fetch([f"{commit}^{{tree}}"])
        if root is None:
            raise GitError(missing_object(commit))
        return TreeFiles(self._objects, root.id, under)

    def tree_id(self, commit: str, path: str = "") -> str | None:
        """Return the id of the file or folder at a path of a commit; None if there is none.

        Equal ids mean equal contents.
        """
        (root,) = self._objects.fetch([f"{commit}^{{tree}}"])
        entry = self._objects.find(root.id, path) if root is not None else None
        return entry.id if entry is not None else None

    def links(self, commit: str, folder: str, *, deep: bool) -> dict[str, str]:
        """Return where the symbolic links in a folder of a commit lead, by their paths.

        `deep`: those in the folders in it as well.
        """
        if commit in self.virtual_commits:
            return {}
        (root,) = self._objects.fetch([f"{commit}^{{tree}}"])
        if root is None:
            raise GitError(missing_object(commit))
        links = dict(self._objects.links_under(root.id, folder, deep=deep))
        return {
            path: posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(target)))
            for path, target in zip(links, self.blobs(links.values()), strict=True)
        }

    def index(self, under: Iterable[str] = ()) -> Listing:
        """Return the blob ids of the source files in the index, at or below some paths.

        Raises GitError while a merge has conflicts.
        """
        limits = tuple(under)
        if self.head is not None and not self.is_bare:
            # The commit and the staged changes are both needed anyway.
            changed = {
                change.path: change.new
                for change in self.staged(self.head)
                if is_listed(change.path) and is_at_or_below(change.path, limits)
            }
            return OverlayListing(self.tree(self.head, limits), changed)
        out = self.run("--literal-pathspecs", "ls-files", "-t", "-c", "-s", "-z", "--", *limits)
        files = parse_ls_files(split_nul(out))
        ids = {file.path: file.staged for file in files if file.staged is not None}
        return LazyListing(lambda: ids)

    def staged(self, commit: str) -> list[FileChange]:
        """Return how the index differs from a commit.

        A file that is only intended to be added (`git add -N`) is not part of it. Raises GitError
        while a merge has conflicts, and in a bare repository.
        """
        if self.is_bare:
            raise GitError(
                "nothing can be staged in a bare repository; run unbroken in a clone of it, or "
                "compare two revisions: unbroken full --baseline v1.0 --current main"
            )
        if commit not in self._staged:
            options = ("--cached", "--ita-invisible-in-index", *RAW_DIFF_OPTIONS)
            self._staged[commit] = parse_raw_diff(self.run("diff-index", *options, commit, "--"))
        return self._staged[commit]

    def changes_between(self, old: str, new: str) -> list[FileChange]:
        """Return how one commit differs from another."""
        return parse_raw_diff(self.run("diff-tree", "-r", *RAW_DIFF_OPTIONS, old, new, "--"))

    def work_tree_files(self, under: Iterable[str] = ()) -> Listing:
        """Return the ids of the source files on disk, tracked or neither tracked nor ignored."""
        length = len(self.head) if self.head is not None else 40
        files: dict[str, str] = {}
        kinds = ("-t", "-c", "-o", "-s", "-z", "--exclude-standard")
        out = self.run("--literal-pathspecs", "ls-files", *kinds, "--", *under)
        for file in parse_ls_files(split_nul(out)):
            identity = file.staged
            if file.is_on_disk:
                identity = self._work_tree.content_id(file.path, file.staged, length)
            if identity is not None:
                files[file.path] = identity
        return LazyListing(lambda: files)

    def unstaged_files(self, under: Iterable[str] = ()) -> set[str]:
        """Return the source files whose contents on disk differ from those in the index."""
        limits = tuple(under)
        staged, disk = self.index(limits), self.work_tree_files(limits)
        return {path for path in (*staged, *disk) if staged.get(path) != disk.get(path)}

    def settings(self, *names: str) -> dict[str, str]:
        """Return settings of git by their names in lower case; the last value counts."""
        pattern = "|".join(re.escape(name) for name in names)
        out = self.run("config", "-z", "--get-regexp", f"^({pattern})$", ok=(0, 1))
        records = (record.partition("\n") for record in split_nul(out))
        return {name: value for name, _, value in records}

    def read_disk(self, path: str) -> bytes | None:
        """Return the contents of a file on disk; None when there is no regular file."""
        return self._work_tree.read(path)

    def blobs(self, oids: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents of some objects, in order; raises GitError when one is missing."""
        wanted = list(oids)
        virtual: dict[str, GitObject] = {}
        for virtual_commit in self.virtual_commits.values():
            virtual |= virtual_commit.blobs
        fetched = self._objects.fetch(oid for oid in wanted if oid not in virtual)
        for oid in wanted:
            blob = virtual[oid] if oid in virtual else next(fetched)
            if blob is None:
                raise GitError(missing_object(oid))
            yield blob.data

    def run(self, *arguments: str, ok: tuple[int, ...] = (0,), stdin: bytes = b"") -> bytes:
        """Run git in the root of the work tree and return its output.

        Raises GitError with git's own message when it exits with a code that is not in `ok`.
        """
        result = self._finish(*arguments, stdin=stdin)
        if result.returncode not in ok:
            command = next(argument for argument in arguments if argument[0] != "-")
            raise failed(command, result, self._environment)
        return result.stdout

    def close(self) -> None:
        """End the process that reads objects; a later question starts another."""
        self._objects.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _finish(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        if COMMANDS.isdisjoint(arguments) or not has_sparse_index(self.root, self._environment):
            return self._run(arguments, stdin, self._environment)
        with writing_elsewhere(self.root, self._environment, self.run) as environment:
            return self._run(arguments, stdin, environment)

    def _run(
        self, arguments: tuple[str, ...], stdin: bytes, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        self.processes += 1
        try:
            return subprocess.run(
                ["git", *OPTIONS, *arguments],
                cwd=self.root,
                env=environment,
                input=stdin,
                capture_output=True,
            )
        except OSError as error:
            raise not_started(error, self.root, self._environment) from None

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
            raise not_started(error, self.root, self._environment) from None
