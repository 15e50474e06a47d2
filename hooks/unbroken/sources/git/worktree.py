"""Source files on disk, read without following what leads out of the work tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from unbroken.errors import GitError
from unbroken.sources.content_id import blob_id, is_source
from unbroken.sources.git.objects import REGULAR


class Disk:
    """Reads the files below a folder by their paths in it (`/` between folders).

    Bytes are taken as they are. git would compare files through the programs that its
    configuration names as filters; nothing here runs any.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._inside: dict[str, bool] = {"": True}

    def read(self, path: str) -> bytes | None:
        """Give the contents of a regular file.

        None for what is not there, is a symbolic link or lies behind one: git has no such files
        either. Raises GitError for a file that may not be read.
        """
        place = os.path.join(self._root, path)
        if not self._is_inside(path.rpartition("/")[0]):
            return None
        try:
            if not stat.S_ISREG(os.lstat(place).st_mode):
                return None
            with open(place, "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise GitError(f"{path} cannot be read: {error.strerror}") from None

    def _is_inside(self, folder: str) -> bool:
        """Tell whether a folder is one, and so are all above it up to the root."""
        known = self._inside.get(folder)
        if known is None:
            known = self._is_inside(folder.rpartition("/")[0])
            if known:
                place = os.path.join(self._root, folder)
                known = os.path.isdir(place) and not os.path.islink(place)
            self._inside[folder] = known
        return known

    def identity(self, path: str, staged: str, length: int) -> str:
        """Give the id of a file's contents, "" for no file.

        `staged` is the id that the index has ("": none). A file that only got other line ends
        when it was checked out (gitattributes(5), "text") has that id still.
        """
        data = self.read(path)
        if data is None:
            return ""
        found = blob_id(data, length)
        if staged and found != staged and b"\r\n" in data:
            plain = blob_id(data.replace(b"\r\n", b"\n"), length)
            return plain if plain == staged else found
        return found


class FileEntry(NamedTuple):
    """A file that git knows of: its id in the index ("": not tracked), and whether it is on disk.

    A sparse checkout keeps files off the disk that are there for git (git-sparse-checkout(1)).
    """

    path: str
    staged: str
    on_disk: bool


def listed(entries: Iterable[str]) -> list[FileEntry]:
    """Read the output of `git ls-files -t -c -o -s -z` (git-ls-files(1)).

    Gives the source files; links, submodules and repositories inside are left out.
    """
    found: dict[str, FileEntry] = {}
    for entry in entries:
        tag, _, path = entry.partition(" ")
        staged, mode = "", REGULAR[0]
        if tag != "?":
            meta, _, path = path.partition("\t")
            mode, staged, stage = meta.split(" ")
            if stage != "0":
                staged = ""
        if is_source(path) and mode in REGULAR:
            found[path] = FileEntry(path, staged, tag != "S")
    return list(found.values())
