"""git's object store, read through one process that answers questions until it is closed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, NamedTuple

from unbroken.errors import GitError
from unbroken.sources.content_id import is_source

if TYPE_CHECKING:
    import subprocess

REGULAR = ("100644", "100755")
"""The modes of files; others are folders, symbolic links (120000) and submodules (160000)."""

_FOLDER = "40000"

_PIPE = 4000
"""Bytes that are asked before the answers are read: every pipe takes that many, so neither side
waits for the other (PIPE_BUF is at least 4096 on Linux, macOS and Windows)."""


class GitObject(NamedTuple):
    """An object: its id, its type (blob, tree, commit, tag) and its contents."""

    id: str
    type: str
    data: bytes


class Commit(NamedTuple):
    """What a commit says of itself; `author` is `Name <email> seconds zone`, as git writes it."""

    parents: tuple[str, ...]
    author: bytes


class Entry(NamedTuple):
    """What a folder says of a name in it."""

    mode: str
    id: str


class Objects:
    """Answers questions about objects; `start` starts `git cat-file --batch`."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._folders: dict[str, dict[str, Entry]] = {}

    def start(self) -> None:
        """Start the process before there is a question, so that it is ready for the first."""
        if self._process is None:
            self._process = self._start()

    def close(self) -> None:
        """End the process, if there is one; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()

    def fetch(self, names: Iterable[str]) -> Iterator[GitObject | None]:
        """Give the objects of some names, in order; None for what is not there.

        A name is anything that git understands as one (gitrevisions(7)). Raises GitError when
        the store is damaged or incomplete.
        """
        pending: list[bytes] = []
        size = 0
        for name in names:
            line = os.fsencode(name)
            if b"\n" in line or b"\0" in line:
                line = b""  # No object has such a name, and git has none for the empty one.
            if size + len(line) + 1 > _PIPE:
                yield from self._ask(pending)
                pending, size = [], 0
            pending.append(line)
            size += len(line) + 1
        yield from self._ask(pending)

    def _ask(self, lines: list[bytes]) -> list[GitObject | None]:
        if not lines:
            return []
        self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"".join(line + b"\n" for line in lines))
            process.stdin.flush()
        except OSError:
            raise self._failure() from None
        return [self._answer(process.stdout) for _ in lines]

    def _answer(self, stream: IO[bytes]) -> GitObject | None:
        header = stream.readline()
        if not header.endswith(b"\n"):
            raise self._failure()
        parts = header.split()
        # Anything else is "<name> missing", "<name> ambiguous" and the like.
        if len(parts) != 3 or not parts[2].isdigit() or len(parts[0]) not in (40, 64):
            return None
        size = int(parts[2])
        data = stream.read(size + 1)
        if len(data) != size + 1:
            raise self._failure()
        return GitObject(parts[0].decode(), parts[1].decode(), data[:-1])

    def _failure(self) -> GitError:
        assert self._process is not None
        stderr = self._process.stderr
        said = stderr.read().decode(errors="replace").strip() if stderr is not None else ""
        self.close()
        text = f"git cannot read its objects: {said or 'it ended without a word'}"
        return GitError(text + fetching(said))

    def folder(self, tree: str) -> dict[str, Entry]:
        """Give the entries of a tree object by name; an object that is no tree has none."""
        known = self._folders.get(tree)
        if known is None:
            self._load([tree])
            known = self._folders[tree]
        return known

    def _load(self, trees: Iterable[str]) -> None:
        wanted = [tree for tree in dict.fromkeys(trees) if tree not in self._folders]
        for tree, found in zip(wanted, self.fetch(wanted), strict=True):
            if found is None:
                raise GitError(missing(tree))
            is_tree = found.type == "tree"
            self._folders[tree] = _entries(found.data, len(found.id) // 2) if is_tree else {}

    def find(self, tree: str, path: str) -> Entry | None:
        """Find what a tree has at a path; the path "" is the tree itself."""
        entry = Entry(_FOLDER, tree)
        for part in path.split("/") if path else ():
            if entry.mode != _FOLDER:
                return None
            found = self.folder(entry.id).get(part)
            if found is None:
                return None
            entry = found
        return entry

    def files(self, tree: str, path: str = "") -> dict[str, str]:
        """Give the ids of all source files of a tree, at or below a path."""
        at = self.find(tree, path)
        if at is None:
            return {}
        if at.mode != _FOLDER:
            return {path: at.id} if at.mode in REGULAR and is_source(path) else {}
        files: dict[str, str] = {}
        level = {path + "/" if path else "": at.id}
        while level:
            self._load(level.values())
            level = self._descend(level, files)
        return files

    def files_under(self, tree: str, path: str) -> Iterator[str]:
        """Give the source files of a tree in a folder, one folder after the other."""
        at = self.find(tree, path)
        pending = [(f"{path}/" if path else "", at.id)] if at and at.mode == _FOLDER else []
        while pending:
            prefix, folder = pending.pop()
            for name, entry in self.folder(folder).items():
                if entry.mode == _FOLDER:
                    pending.append((f"{prefix}{name}/", entry.id))
                elif entry.mode in REGULAR and is_source(name):
                    yield prefix + name

    def differing_files(
        self, was: Entry | None, now: Entry, path: str, found: dict[str, str]
    ) -> None:
        """Add the source files at or below a path that are other ones than they were, or new."""
        pending = [(was, now, path)]
        while pending:
            before, after, at = pending.pop()
            if before == after:
                continue
            if after.mode == _FOLDER:
                old = self.folder(before.id) if before and before.mode == _FOLDER else {}
                start = f"{at}/" if at else ""
                inner = self.folder(after.id).items()
                pending += [(old.get(name), each, start + name) for name, each in inner]
            elif after.mode in REGULAR and is_source(at):
                same = before is not None and before.mode in REGULAR and before.id == after.id
                found |= {} if same else {at: after.id}

    def _descend(self, level: Mapping[str, str], files: dict[str, str]) -> dict[str, str]:
        """Collect the files of some folders; give the folders in them."""
        deeper: dict[str, str] = {}
        for prefix, tree in level.items():
            for name, entry in self._folders[tree].items():
                if entry.mode == _FOLDER:
                    deeper[f"{prefix}{name}/"] = entry.id
                elif entry.mode in REGULAR and is_source(name):
                    files[prefix + name] = entry.id
        return deeper


def fetching(said: str) -> str:
    """Say how to get what a partial clone lacks, if that is what git complains of."""
    if "promisor" not in said and "lazy fetching" not in said:
        return ""
    return (
        "\nThis is a partial clone, and unbroken never fetches. Get what is missing with:"
        "\n    git fetch --refetch --no-filter"
        "\nor clone without --filter."
    )


def missing(identity: str) -> str:
    """Say that an object is not there though it should be, and what to do."""
    return (
        f"git does not have the object {identity}, which the history names: the repository is "
        "incomplete or damaged; `git fsck` tells more"
    )


def commit_of(data: bytes) -> Commit:
    """Parse a commit object: header lines `name value` until an empty one (git's data model)."""
    lines = [each.partition(b" ") for each in data.partition(b"\n\n")[0].split(b"\n")]
    parents = tuple(value.decode() for name, _, value in lines if name == b"parent")
    return Commit(parents, next((value for name, _, value in lines if name == b"author"), b""))


def _entries(data: bytes, width: int) -> dict[str, Entry]:
    """Parse a tree object: `<mode> <name>NUL<id>` for each entry (git's data model, "tree")."""
    entries: dict[str, Entry] = {}
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        mode = data[at:space].decode()
        at = end + 1 + width
        entries[os.fsdecode(data[space + 1 : end])] = Entry(mode, data[end + 1 : at].hex())
    return entries
