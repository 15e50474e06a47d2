"""A folder, wheel or sdist as a version of all source files, without git and without unpacking."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from unbroken.errors import UsageError
from unbroken.sources.content_id import blob_id, is_source

_SKIPPED = frozenset(("__pycache__", "node_modules", "site-packages"))
_ZIPS = (".whl", ".zip")
_TARS = (".tar.gz", ".tgz", ".tar")


class FolderTree:
    """Source files by path (with slashes), kept in memory."""

    def __init__(self, contents: dict[str, bytes], label: str) -> None:
        self._contents = contents
        self.label = label
        # Ids like git's, so that equal files of two versions are read once.
        self._ids = {path: blob_id(source) for path, source in contents.items()}

    def files(self) -> Mapping[str, str]:
        """Give an id of the contents of every file by its path."""
        return self._ids

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of some files."""
        return {path: self._contents[path] for path in paths}


def open_tree(path: str) -> FolderTree:
    """Read a folder, a wheel (`.whl`) or an sdist (`.tar.gz`, `.zip`).

    Raises UsageError when it is none of these, cannot be read, or is too large to be one.
    """
    try:
        if os.path.isdir(path):
            return FolderTree(dict(_of_folder(path)), path)
        if os.path.isfile(path) and path.lower().endswith(_ZIPS + _TARS):
            from unbroken.sources.archive import sources_of_tar, sources_of_zip

            read = sources_of_zip if path.lower().endswith(_ZIPS) else sources_of_tar
            return FolderTree(read(path), path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    if os.path.exists(path):
        raise UsageError(
            f"{path}: neither a folder nor a wheel (.whl) nor an sdist (.tar.gz, .zip)"
        )
    raise UsageError(f"{path}: there is no such folder or file")


def _of_folder(folder: str) -> Iterator[tuple[str, bytes]]:
    """Give the source files below a folder; no link is followed that leads out of it."""
    root = os.path.join(os.path.realpath(folder), "")

    def fail(error: OSError) -> None:
        raise error

    for at, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(
            each
            for each in folders
            if each not in _SKIPPED
            and not each.startswith(".")
            and not os.path.exists(os.path.join(at, each, "pyvenv.cfg"))
        )
        for name in sorted(names):
            full = os.path.join(at, name)
            # What is no regular file (a pipe, say) may never end.
            if is_source(name) and os.path.isfile(full) and os.path.realpath(full).startswith(root):
                with open(full, "rb") as file:
                    yield os.path.relpath(full, folder).replace(os.sep, "/"), file.read()
