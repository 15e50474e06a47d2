"""Which files a version has: looked up one by one, and listed only when somebody asks for all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping


class Listing(Mapping[str, str]):
    """The content ids of the source files of a version by their paths."""

    @abstractmethod
    def files_under(self, folder: str) -> Iterator[str]:
        """Give the files in a folder, and in the folders in it; "" is the root."""

    def differing_files(self, other: Mapping[str, str]) -> dict[str, str]:
        """Give the files whose contents are not those of another version, with their ids."""
        return differing_files(dict(self), other)


def differing_files(files: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Give the files of a version whose contents are not those of another one, with their ids."""
    if isinstance(files, Listing):
        return files.differing_files(other)
    return {path: identity for path, identity in files.items() if other.get(path) != identity}


class LazyListing(Listing):
    """Files that are all known; `list_files` tells them when the first one is asked for."""

    def __init__(self, list_files: Callable[[], Mapping[str, str]]) -> None:
        self._list_files = list_files
        self._found: Mapping[str, str] | None = None
        self._folders: dict[str, list[str]] | None = None

    @property
    def _files(self) -> Mapping[str, str]:
        if self._found is None:
            self._found = self._list_files()
        return self._found

    def __getitem__(self, path: str) -> str:
        """Give the content id of a file."""
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def files_under(self, folder: str) -> Iterator[str]:
        """Give the files in a folder, and in the folders in it; "" is the root."""
        if self._folders is None:
            self._folders = {}
            for path in self._files:
                outer, slash, _ = path.rpartition("/")
                while slash:
                    self._folders.setdefault(outer, []).append(path)
                    outer, slash, _ = outer.rpartition("/")
        return iter(self._folders.get(folder, ()) if folder else self._files)


class OverlayListing(Listing):
    """A version with some files changed: `changes` has their new ids, None for no file."""

    def __init__(self, under: Listing, changes: Mapping[str, str | None]) -> None:
        self._under = under
        self._changes = changes

    def __getitem__(self, path: str) -> str:
        """Give the content id of a file."""
        if path not in self._changes:
            return self._under[path]
        identity = self._changes[path]
        if identity is None:
            raise KeyError(path)
        return identity

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self._under if path not in self._changes)
        yield from (path for path, identity in self._changes.items() if identity is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def files_under(self, folder: str) -> Iterator[str]:
        """Give the files in a folder, and in the folders in it; "" is the root."""
        start = f"{folder}/" if folder else ""
        for path, identity in self._changes.items():
            if identity is not None and path.startswith(start):
                yield path
        yield from (path for path in self._under.files_under(folder) if path not in self._changes)
