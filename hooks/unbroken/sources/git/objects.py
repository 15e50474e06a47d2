"""git's object store, read through one process that answers questions until it is closed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, NamedTuple

from unbroken.errors import GitError
from unbroken.sources.content_id import is_listed
from unbroken.sources.git.advice import advice_on, missing_object

if TYPE_CHECKING:
    import subprocess

FILE_MODE = "100"
"""The beginning of the modes of files; others are folders (40000), symbolic links (120000) and
submodules (160000). Old versions of git wrote more modes than 100644 and 100755, such as 100664."""

SUBMODULE_MODE = "160000"
_FOLDER = "40000"
_LINK = "120000"

_BATCH_SIZE = 4000
"""Bytes that are sent before answers are read: every pipe takes that many, so neither side waits
for the other (PIPE_BUF is at least 4096 on Linux, macOS and Windows)."""


class GitObject(NamedTuple):
    """An object: its id, its type (blob, tree, commit, tag) and its contents."""

    id: str
    type: str
    data: bytes


class Commit(NamedTuple):
    """The parents and the author of a commit (`Name <email> seconds zone`, as git writes it)."""

    parents: tuple[str, ...]
    author: bytes


class Entry(NamedTuple):
    """The mode and the object id of a name in a tree object."""

    mode: str
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file, executable or not."""
        return self.mode.startswith(FILE_MODE)


class Objects:
    """Answers questions about objects; `start` starts `git cat-file --batch`."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        """The process that started it."""
        self._folders: dict[str, dict[str, Entry]] = {}

    def start(self) -> None:
        """Start the process early, so that it is ready for the first question.

        A fork of this process starts another: over one pipe, each would get the other's answers.
        """
        if self._process is None or self._owner != os.getpid():
            self._process = self._start()
            self._owner = os.getpid()

    def close(self) -> None:
        """End the process, if there is one; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()

    def fetch(self, names: Iterable[str]) -> Iterator[GitObject | None]:
        """Yield the objects of some names, in order; None for one that does not exist.

        A name is any revision of git (gitrevisions(7)). Raises GitError when the store is damaged
        or incomplete.
        """
        pending: list[bytes] = []
        size = 0
        for name in names:
            line = os.fsencode(name)
            if b"\n" in line or b"\0" in line:
                line = b""  # No object has such a name, and git finds none for the empty one.
            if size + len(line) + 1 > _BATCH_SIZE:
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
        message = stderr.read().decode(errors="replace").strip() if stderr is not None else ""
        self.close()
        text = f"git cannot read its objects: {message or 'it ended without a message'}"
        return GitError(text + advice_on(message))

    def folder(self, tree: str) -> dict[str, Entry]:
        """Return the entries of a tree object by name; none for an object of another type."""
        if tree not in self._folders:
            self._load_folders([tree])
        return self._folders[tree]

    def _load_folders(self, trees: Iterable[str]) -> None:
        wanted = [tree for tree in dict.fromkeys(trees) if tree not in self._folders]
        for tree, object_ in zip(wanted, self.fetch(wanted), strict=True):
            if object_ is None:
                raise GitError(missing_object(tree))
            is_tree = object_.type == "tree"
            self._folders[tree] = _parse_tree(object_.data, len(object_.id) // 2) if is_tree else {}

    def find(self, tree: str, path: str) -> Entry | None:
        """Return the entry of a tree at a path, None if there is none; "" is the tree itself."""
        entry = Entry(_FOLDER, tree)
        for part in path.split("/") if path else ():
            if entry.mode != _FOLDER:
                return None
            inner = self.folder(entry.id).get(part)
            if inner is None:
                return None
            entry = inner
        return entry

    def files(self, tree: str, path: str = "") -> dict[str, str]:
        """Return the ids of all source files of a tree, at or below a path."""
        start = self.find(tree, path)
        if start is None:
            return {}
        if start.mode != _FOLDER:
            return {path: start.id} if start.is_file and is_listed(path) else {}
        files: dict[str, str] = {}
        level = {path + "/" if path else "": start.id}
        while level:
            self._load_folders(level.values())
            level = self._descend(level, files)
        return files

    def files_under(self, tree: str, path: str) -> Iterator[str]:
        """Yield the source files of a tree in a folder, one folder after the other."""
        start = self.find(tree, path)
        if start is None or start.mode != _FOLDER:
            return
        pending = [(f"{path}/" if path else "", start.id)]
        while pending:
            prefix, folder = pending.pop()
            for name, entry in self.folder(folder).items():
                if entry.mode == _FOLDER:
                    pending.append((f"{prefix}{name}/", entry.id))
                elif entry.is_file and is_listed(name):
                    yield prefix + name

    def links_under(self, tree: str, path: str, *, deep: bool) -> Iterator[tuple[str, str]]:
        """Yield the paths and ids of the links in a folder; `deep`: in the folders in it, too."""
        start = self.find(tree, path)
        pending = [(f"{path}/" if path else "", start)] if start is not None else []
        while pending:
            prefix, folder = pending.pop()
            for name, entry in self.folder(folder.id).items() if folder.mode == _FOLDER else ():
                if entry.mode == _LINK:
                    yield prefix + name, entry.id
                elif deep and entry.mode == _FOLDER:
                    pending.append((f"{prefix}{name}/", entry))

    def differing_files(self, old: Entry | None, new: Entry, path: str) -> dict[str, str]:
        """Return the source files at or below a path that are new or changed, with their ids."""
        differing: dict[str, str] = {}
        pending = [(old, new, path)]
        while pending:
            before, after, inner_path = pending.pop()
            if before == after:
                continue
            if after.mode == _FOLDER:
                was_folder = before is not None and before.mode == _FOLDER
                old_entries = self.folder(before.id) if before and was_folder else {}
                prefix = f"{inner_path}/" if inner_path else ""
                for name, entry in self.folder(after.id).items():
                    pending.append((old_entries.get(name), entry, prefix + name))
            elif after.is_file and is_listed(inner_path):
                was_file = before is not None and before.is_file
                if not (before and was_file and before.id == after.id):
                    differing[inner_path] = after.id
        return differing

    def _descend(self, level: Mapping[str, str], files: dict[str, str]) -> dict[str, str]:
        """Add the files of some folders to `files`; return the folders in them."""
        deeper: dict[str, str] = {}
        for prefix, tree in level.items():
            for name, entry in self._folders[tree].items():
                if entry.mode == _FOLDER:
                    deeper[f"{prefix}{name}/"] = entry.id
                elif entry.is_file and is_listed(name):
                    files[prefix + name] = entry.id
        return deeper


def parse_commit(data: bytes) -> Commit:
    """Parse a commit object: header lines `name value` until an empty one (git's data model)."""
    headers = [line.partition(b" ") for line in data.partition(b"\n\n")[0].split(b"\n")]
    parents = tuple(value.decode() for name, _, value in headers if name == b"parent")
    return Commit(parents, next((value for name, _, value in headers if name == b"author"), b""))


def _parse_tree(data: bytes, width: int) -> dict[str, Entry]:
    """Parse a tree object: `<mode> <name>NUL<id>` for each entry (git's data model, "tree")."""
    entries: dict[str, Entry] = {}
    position = 0
    while position < len(data):
        space = data.index(b" ", position)
        end = data.index(b"\0", space)
        mode = data[position:space].decode()
        position = end + 1 + width
        entries[os.fsdecode(data[space + 1 : end])] = Entry(mode, data[end + 1 : position].hex())
    return entries
