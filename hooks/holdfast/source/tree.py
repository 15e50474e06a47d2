"""One version of all files, whether in git's object store, in the index or on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping

from holdfast.errors import GitError
from holdfast.source.git import Repository


class GitTree:
    """The files of a commit, of the index, or of the work tree, under some folders or files."""

    def __init__(
        self, repository: Repository, list_files: Callable[[], dict[str, str]], label: str
    ) -> None:
        self._repository = repository
        self._list_files = list_files
        self._files: dict[str, str] | None = None
        self.label = label
        """What messages call it: a ref, "the index", "the working tree"."""

    def files(self) -> Mapping[str, str]:
        """Give the blob id of every file by its path."""
        if self._files is None:
            self._files = self._list_files()
        return self._files

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of some files."""
        wanted = list(paths)
        files = self.files()
        stored = [path for path in wanted if not files[path].startswith(_ON_DISK)]
        contents = dict(
            zip(stored, self._repository.blobs(files[path] for path in stored), strict=True)
        )
        for path in wanted:
            if path not in contents:
                contents[path] = _from_disk(os.path.join(self._repository.root, path))
        return {path: contents[path] for path in wanted}


_ON_DISK = "disk:"


def commit_tree(
    repository: Repository, commit: str, under: Iterable[str], label: str | None = None
) -> GitTree:
    """Give the files of a commit."""
    folders = tuple(under)
    return GitTree(repository, lambda: repository.tree(commit, folders), label or commit[:12])


def index_tree(repository: Repository, under: Iterable[str]) -> GitTree:
    """Give the files that are about to be committed."""
    folders = tuple(under)
    return GitTree(repository, lambda: repository.index(folders), "the index")


def work_tree(repository: Repository, under: Iterable[str]) -> GitTree:
    """Give the files on disk: the tracked ones, and those that are neither tracked nor ignored."""
    folders = tuple(under)

    def listed() -> dict[str, str]:
        files = repository.index(folders)
        for path in repository.unstaged(folders):
            full = os.path.join(repository.root, path)
            if os.path.isfile(full) and not os.path.islink(full):
                # Other files may change while we run, and need no hash to be told apart.
                status = os.stat(full)
                digest = hashlib.sha1(  # noqa: S324  # tells versions apart, protects nothing
                    f"{path}\0{status.st_mtime_ns}\0{status.st_size}".encode(
                        "utf-8", "surrogateescape"
                    )
                ).hexdigest()
                files[path] = _ON_DISK + digest
            else:
                files.pop(path, None)
        return files

    return GitTree(repository, listed, "the working tree")


def _from_disk(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise GitError(f"{path} cannot be read: {error.strerror}") from None
