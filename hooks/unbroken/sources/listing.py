"""Which files a version has: looked up one by one, listed in full only when all are needed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping


class Listing(Mapping[str, str]):
    """The content ids of the source files of a version by their paths."""

    @abstractmethod
    def files_under(self, folder: str) -> Iterator[str]:
        """Yield the files in a folder and in its subfolders; "" is the root."""

    def differing_files(self, other: Mapping[str, str]) -> dict[str, str]:
        """Return the files that are new or have other contents than in `other`, with their ids."""
        return differing_files(dict(self), other)


def differing_files(files: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return the files that are new or have other contents than in `other`, with their ids."""
    if isinstance(files, Listing):
        return files.differing_files(other)
    return {path: identity for path, identity in files.items() if other.get(path) != identity}


class LazyListing(Listing):
    """A listing that calls `list_files` when a file is asked for the first time."""

    def __init__(self, list_files: Callable[[], Mapping[str, str]]) -> None:
        self._list_files = list_files
        self._loaded: Mapping[str, str] | None = None
        self._paths_by_folder: dict[str, list[str]] | None = None

    @property
    def _files(self) -> Mapping[str, str]:
        if self._loaded is None:
            self._loaded = self._list_files()
        return self._loaded

    def __getitem__(self, path: str) -> str:
        """Return the content id of a file."""
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def files_under(self, folder: str) -> Iterator[str]:
        """Yield the files in a folder and in its subfolders; "" is the root."""
        if self._paths_by_folder is None:
            self._paths_by_folder = {}
            for path in self._files:
                outer, slash, _ = path.rpartition("/")
                while slash:
                    self._paths_by_folder.setdefault(outer, []).append(path)
                    outer, slash, _ = outer.rpartition("/")
        return iter(self._paths_by_folder.get(folder, ()) if folder else self._files)


class OverlayListing(Listing):
    """A listing with some files changed: `changes` has their new ids, None for deleted files."""

    def __init__(self, base: Listing, changes: Mapping[str, str | None]) -> None:
        self._base = base
        self._changes = changes

    def __getitem__(self, path: str) -> str:
        """Return the content id of a file."""
        if path not in self._changes:
            return self._base[path]
        identity = self._changes[path]
        if identity is None:
            raise KeyError(path)
        return identity

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self._base if path not in self._changes)
        yield from (path for path, identity in self._changes.items() if identity is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def differing_files(self, other: Mapping[str, str]) -> dict[str, str]:
        """Return the files that are new or have other contents than in `other`, with their ids."""
        differing = self._base.differing_files(other)
        for path, identity in self._changes.items():
            differing.pop(path, None)
            if identity is not None and other.get(path) != identity:
                differing[path] = identity
        return differing

    def files_under(self, folder: str) -> Iterator[str]:
        """Yield the files in a folder and in its subfolders; "" is the root."""
        start = f"{folder}/" if folder else ""
        for path, identity in self._changes.items():
            if identity is not None and path.startswith(start):
                yield path
        yield from (path for path in self._base.files_under(folder) if path not in self._changes)
