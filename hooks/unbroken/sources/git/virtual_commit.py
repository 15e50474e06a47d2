"""Files that are read like those of a commit that the repository does not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from unbroken.sources.content_id import blob_id
from unbroken.sources.git.objects import GitObject
from unbroken.sources.git.plumbing_output import is_at_or_below


class VirtualCommit:
    """Some files, under the id of a commit that does not exist; no commit descends from it."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self.blobs: dict[str, GitObject] = {}
        """The contents of the files by their ids; filled when the files are listed first."""

    @cached_property
    def _ids(self) -> dict[str, str]:
        ids = {path: blob_id(data) for path, data in self._contents.items()}
        for path, identity in ids.items():
            self.blobs[identity] = GitObject(identity, "blob", self._contents[path])
        return ids

    def files(self, under: Iterable[str]) -> dict[str, str]:
        """Return the ids of the files at or below some paths (none: of all)."""
        limits = tuple(path.rstrip("/") for path in under)
        return {path: oid for path, oid in self._ids.items() if is_at_or_below(path, limits)}
