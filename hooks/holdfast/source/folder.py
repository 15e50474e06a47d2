"""A folder, wheel or sdist as a version of all files, without git and without unpacking."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from collections.abc import Iterable, Mapping

from holdfast.errors import UsageError

_SKIPPED = {"__pycache__", "node_modules", "site-packages"}
_LARGEST_FILE = 16 * 1024 * 1024
_LARGEST_ARCHIVE = 512 * 1024 * 1024


class FolderTree:
    """Python files by path (with slashes), read into memory at once."""

    def __init__(self, contents: dict[str, bytes], label: str) -> None:
        self._contents = contents
        self.label = label
        # Ids like git's, so that equal files of two versions are read once.
        self._ids = {
            path: hashlib.sha1(b"blob %d\0%b" % (len(source), source)).hexdigest()  # noqa: S324
            for path, source in contents.items()
        }

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
        if path.endswith((".whl", ".zip")):
            return FolderTree(_unnested(dict(_of_zip(path)), path), path)
        if path.endswith((".tar.gz", ".tgz", ".tar")):
            return FolderTree(_unnested(dict(_of_tar(path)), path), path)
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"{path}: cannot be read: {reason}") from None
    if os.path.exists(path):
        raise UsageError(
            f"{path}: neither a folder nor a wheel (.whl) nor an sdist (.tar.gz, .zip)"
        )
    raise UsageError(f"{path}: there is no such folder or file")


def _wanted(path: str) -> bool:
    return path.endswith((".py", ".pyi"))


def _of_folder(folder: str) -> Iterable[tuple[str, bytes]]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(
            each
            for each in folders
            if each not in _SKIPPED
            and not each.startswith(".")
            and not os.path.exists(os.path.join(at, each, "pyvenv.cfg"))
        )
        for name in sorted(names):
            full = os.path.join(at, name)
            if _wanted(name) and os.path.isfile(full) and not os.path.islink(full):
                with open(full, "rb") as file:
                    yield os.path.relpath(full, folder).replace(os.sep, "/"), file.read()


def _of_zip(path: str) -> Iterable[tuple[str, bytes]]:
    total = 0
    with zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            if not _wanted(each.filename) or not _is_inner(each.filename):
                continue
            total += _sized(path, each.filename, each.file_size, total)
            with archive.open(each) as file:
                yield each.filename, file.read(_LARGEST_FILE)


def _of_tar(path: str) -> Iterable[tuple[str, bytes]]:
    total = 0
    with tarfile.open(path) as archive:
        for each in archive:
            if not each.isfile() or not _wanted(each.name) or not _is_inner(each.name):
                continue
            total += _sized(path, each.name, each.size, total)
            file = archive.extractfile(each)
            if file is not None:
                yield each.name.removeprefix("./"), file.read(_LARGEST_FILE)


def _is_inner(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/")


def _sized(path: str, name: str, size: int, total: int) -> int:
    if size > _LARGEST_FILE or total + size > _LARGEST_ARCHIVE:
        raise UsageError(f"{path}: {name} makes it larger than a package of source code is")
    return size


def _unnested(contents: dict[str, bytes], path: str) -> dict[str, bytes]:
    """Strip the one folder that an sdist holds everything in (`name-1.0/`)."""
    tops = {each.partition("/")[0] for each in contents}
    if path.endswith(".whl") or len(tops) != 1:
        return contents
    top = f"{next(iter(tops))}/"
    if "-" not in top or not all(each.startswith(top) for each in contents):
        return contents
    return {each.removeprefix(top): source for each, source in contents.items()}
