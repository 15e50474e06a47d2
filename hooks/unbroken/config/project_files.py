"""The files that configure a project, as they are on disk or as they are about to be committed.

These are `pyproject.toml`, `setup.cfg` and `setup.py`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from typing import Protocol

from unbroken.errors import ConfigError


class ProjectFiles(Protocol):
    """Reads files by their paths in the repository, with slashes."""

    def read(self, path: str) -> bytes | None:
        """Return the contents of a file; None when there is none.

        Raises ConfigError for what is not a file, or leads out of the repository.
        """


class DiskFiles:
    """Files as they are on disk."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def read(self, path: str) -> bytes | None:
        """Return the contents of a file; None when there is none. Raises ConfigError."""
        full = os.path.join(self._root, path)
        try:
            mode = os.lstat(full).st_mode
            if stat.S_ISLNK(mode):
                mode = self._mode_of_target(full, path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
        if not stat.S_ISREG(mode):
            # Reading a pipe or a device may never end.
            raise ConfigError(f"{path}: is not a regular file, so no settings can be read from it")
        return read_file(full, path)

    def _mode_of_target(self, full: str, path: str) -> int:
        target = os.path.realpath(full)
        if not target.startswith(os.path.join(self._root, "")):
            raise ConfigError(
                f"{path}: is a link that leads out of the repository; copy the file instead"
            )
        try:
            return os.stat(target).st_mode
        except FileNotFoundError:
            raise ConfigError(f"{path}: is a link to a file that does not exist") from None


class _Tree(Protocol):
    """A version of the files of the repository."""

    def files(self) -> Mapping[str, str]: ...

    def read(self, paths: Iterable[str]) -> dict[str, bytes]: ...


class StagedFiles:
    """Files as they are in a version of the repository, such as the index.

    What somebody has only on disk is not part of the change that is checked.
    """

    def __init__(self, root: str, tree: _Tree) -> None:
        self._root = os.path.realpath(root)
        self._tree = tree
        self._disk = DiskFiles(root)

    def read(self, path: str) -> bytes | None:
        """Return the contents of a file; None when there is none. Raises ConfigError."""
        if path in self._tree.files():
            return self._tree.read([path])[path]
        full = os.path.join(self._root, path)
        if not os.path.lexists(full) or (os.path.isfile(full) and not os.path.islink(full)):
            return None
        # The version has no links and folders among its files; on disk they can be distinguished.
        contents = self._disk.read(path)
        target = os.path.relpath(os.path.realpath(full), self._root).replace(os.sep, "/")
        return self._tree.read([target])[target] if target in self._tree.files() else contents


def read_file(path: str, shown: str) -> bytes:
    """Return the contents of a file; raises ConfigError, which names it as `shown`."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror}") from None
