"""The source files of a tree object of git, looked up folder by folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from unbroken.sources.content_id import is_source
from unbroken.sources.git.objects import REGULAR, Objects
from unbroken.sources.git.plumbing_output import is_below
from unbroken.sources.listing import Listing


class TreeFiles(Listing):
    """The source files of a tree object, at or below some paths (none: all)."""

    def __init__(self, objects: Objects, tree: str, under: Iterable[str] = ()) -> None:
        self._objects = objects
        self._tree = tree
        self._under = tuple(each.rstrip("/") for each in under)
        self._all: dict[str, str] | None = None

    @property
    def _listed(self) -> dict[str, str]:
        if self._all is None:
            self._all = {}
            for each in self._under or ("",):
                self._all |= self._objects.files(self._tree, each)
        return self._all

    def __getitem__(self, path: str) -> str:
        """Give the id of a file."""
        if self._all is not None:
            return self._all[path]
        entry = None
        if is_source(path) and is_below(path, self._under):
            entry = self._objects.find(self._tree, path)
        if entry is None or entry.mode not in REGULAR:
            raise KeyError(path)
        return entry.id

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def files_under(self, folder: str) -> Iterator[str]:
        """Give the files in a folder, and in the folders in it; "" is the root."""
        for path in self._objects.files_under(self._tree, folder):
            if is_below(path, self._under):
                yield path

    def differing_files(self, other: Mapping[str, str]) -> dict[str, str]:
        """Give the files whose contents are not those of another version, with their ids."""
        if not isinstance(other, TreeFiles) or other._under != self._under:
            return super().differing_files(other)
        found: dict[str, str] = {}
        for each in self._under or ("",):
            was, now = (tree._objects.find(tree._tree, each) for tree in (other, self))
            if now is not None:
                self._objects.differing_files(was, now, each, found)
        return found
