"""A folder, wheel or sdist as one version of all source files, without git or unpacking."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from unbroken.errors import UsageError
from unbroken.sources.content_id import blob_id, is_compiled, is_listed

_TOP_LEVEL = "top_level.txt"
_SKIPPED_FOLDERS = frozenset(("__pycache__", "node_modules", "site-packages"))
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
        """Return the content id of every file by its path."""
        return self._ids

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of some files by their paths."""
        return {path: self._contents[path] for path in paths}


def open_tree(path: str) -> FolderTree:
    """Read a folder, a wheel (`.whl`) or an sdist (`.tar.gz`, `.zip`).

    Raises UsageError when the path is none of these, cannot be read, or is too large.
    """
    try:
        if os.path.isdir(path):
            return FolderTree(dict(_sources_of_folder(path)), path)
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


def _sources_of_folder(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the source files in a folder; links that lead out of it are not followed."""
    root = os.path.join(os.path.realpath(folder), "")

    def is_inside(path: str) -> bool:
        # The folders are not: `os.walk` does not follow links to any.
        return not os.path.islink(path) or os.path.realpath(path).startswith(root)

    def fail(error: OSError) -> None:
        raise error

    for parent, subfolders, names in os.walk(folder, onerror=fail):
        subfolders[:] = sorted(name for name in subfolders if not _is_skipped(parent, name))
        for name in sorted(names):
            full = os.path.join(parent, name)
            wanted = is_listed(name) or (name == _TOP_LEVEL and parent.endswith(".egg-info"))
            # Reading something else than a regular file (such as a pipe) may never end.
            if wanted and os.path.isfile(full) and is_inside(full):
                yield os.path.relpath(full, folder).replace(os.sep, "/"), _contents(full)


def _contents(path: str) -> bytes:
    """Return the contents of a file, none of one that is never read."""
    if is_compiled(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def _is_skipped(parent: str, name: str) -> bool:
    """Return whether a folder holds no sources of the project: hidden, installed, a virtualenv."""
    is_virtualenv = os.path.exists(os.path.join(parent, name, "pyvenv.cfg"))
    return name in _SKIPPED_FOLDERS or name.startswith(".") or is_virtualenv
