"""Files that are read like those of a commit, though the repository has no such commit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from unbroken.sources.content_id import blob_id
from unbroken.sources.git.objects import GitObject
from unbroken.sources.git.plumbing_output import is_below


class VirtualCommit:
    """Some files, under the name of a commit that there is not; no commit descends from it."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self.blobs: dict[str, GitObject] = {}
        """The files' contents by their ids, which nobody knows before the files are listed."""

    @cached_property
    def _ids(self) -> dict[str, str]:
        ids = {path: blob_id(data) for path, data in self._contents.items()}
        for path, identity in ids.items():
            self.blobs[identity] = GitObject(identity, "blob", self._contents[path])
        return ids

    def files(self, under: Iterable[str]) -> dict[str, str]:
        """Give the ids of the files at or below some paths (none: of all)."""
        limits = tuple(each.rstrip("/") for each in under)
        return {path: each for path, each in self._ids.items() if is_below(path, limits)}

    def grep_words(self, words: Iterable[str], under: Iterable[str]) -> list[str]:
        """Give the paths of the files that contain one of some whole words."""
        any_word = "|".join(re.escape(each) for each in words)
        pattern = re.compile(rf"(?<!\w)(?:{any_word})(?!\w)".encode())
        found = self.files(under) if any_word else {}
        return [path for path in found if pattern.search(self._contents[path])]
