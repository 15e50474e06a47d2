"""Source files on disk, read without following links that lead out of the work tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from unbroken.errors import GitError
from unbroken.sources.content_id import blob_id, is_listed
from unbroken.sources.git.objects import FILE_MODE


class WorkTreeReader:
    """Reads the files below a folder by their paths in it (`/` between folders).

    Bytes are taken as they are. git would compare files through the filter programs that its
    configuration names; nothing here runs any.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._is_plain_folder: dict[str, bool] = {"": True}

    def read(self, path: str) -> bytes | None:
        """Return the contents of a regular file.

        None where there is no file, and for a symbolic link or a path through one: git has no
        such files either. Raises GitError for a file that may not be read.
        """
        full = os.path.join(self._root, path)
        if not self._is_inside(path.rpartition("/")[0]):
            return None
        try:
            if not stat.S_ISREG(os.lstat(full).st_mode):
                return None
            with open(full, "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise GitError(f"{path} cannot be read: {error.strerror}") from None

    def _is_inside(self, folder: str) -> bool:
        """Return whether a path and all its parents up to the root are folders, not links."""
        is_inside = self._is_plain_folder.get(folder)
        if is_inside is None:
            full = os.path.join(self._root, folder)
            is_inside = (
                self._is_inside(folder.rpartition("/")[0])
                and os.path.isdir(full)
                and not os.path.islink(full)
            )
            self._is_plain_folder[folder] = is_inside
        return is_inside

    def content_id(self, path: str, staged: str | None, length: int) -> str | None:
        """Return the id of the contents of a file, None where there is no file.

        `staged` is the id in the index (None: not tracked). A file whose line endings git
        converted at checkout (gitattributes(5), "text") keeps that id.
        """
        data = self.read(path)
        if data is None:
            return None
        identity = blob_id(data, length)
        if staged is not None and identity != staged and b"\r\n" in data:
            converted = blob_id(data.replace(b"\r\n", b"\n"), length)
            return converted if converted == staged else identity
        return identity


class FileEntry(NamedTuple):
    """A file that git lists: its id in the index (None: not tracked), and whether it is on disk.

    A sparse checkout keeps tracked files off the disk (git-sparse-checkout(1)).
    """

    path: str
    staged: str | None
    is_on_disk: bool


def parse_ls_files(records: Iterable[str]) -> list[FileEntry]:
    """Parse the output of `git ls-files -t -c -o -s -z` (git-ls-files(1)).

    Only source files are returned; links, submodules and nested repositories are left out.
    """
    files: dict[str, FileEntry] = {}
    for record in records:
        tag, _, path = record.partition(" ")
        staged, mode = None, FILE_MODE
        if tag != "?":
            meta, _, path = path.partition("\t")
            mode, blob, stage = meta.split(" ")
            staged = blob if stage == "0" else None
        if is_listed(path) and mode.startswith(FILE_MODE):
            files[path] = FileEntry(path, staged, tag != "S")
    return list(files.values())
