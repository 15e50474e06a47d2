"""The source files of a tree object of git, looked up folder by folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from unbroken.sources.content_id import is_listed
from unbroken.sources.git.objects import Objects
from unbroken.sources.git.plumbing_output import is_at_or_below
from unbroken.sources.listing import Listing


class TreeFiles(Listing):
    """The source files of a tree object, at or below some paths (none: all)."""

    def __init__(self, objects: Objects, tree: str, under: Iterable[str] = ()) -> None:
        self._objects = objects
        self._tree = tree
        self._under = tuple(path.rstrip("/") for path in under)
        self._all: dict[str, str] | None = None

    @property
    def _all_files(self) -> dict[str, str]:
        if self._all is None:
            self._all = {}
            for path in self._under or ("",):
                self._all |= self._objects.files(self._tree, path)
        return self._all

    def __getitem__(self, path: str) -> str:
        """Return the blob id of a file."""
        if self._all is not None:
            return self._all[path]
        entry = None
        if is_listed(path) and is_at_or_below(path, self._under):
            entry = self._objects.find(self._tree, path)
        if entry is None or not entry.is_file:
            raise KeyError(path)
        return entry.id

    def __iter__(self) -> Iterator[str]:
        return iter(self._all_files)

    def __len__(self) -> int:
        return len(self._all_files)

    def files_under(self, folder: str) -> Iterator[str]:
        """Yield the files in a folder and in its subfolders; "" is the root."""
        for path in self._objects.files_under(self._tree, folder):
            if is_at_or_below(path, self._under):
                yield path

    def differing_files(self, other: Mapping[str, str]) -> dict[str, str]:
        """Return the files that are new or have other contents than in `other`, with their ids."""
        if not isinstance(other, TreeFiles) or other._under != self._under:
            return super().differing_files(other)
        differing: dict[str, str] = {}
        for path in self._under or ("",):
            old = other._objects.find(other._tree, path)
            new = self._objects.find(self._tree, path)
            if new is not None:
                differing |= self._objects.differing_files(old, new, path)
        return differing
