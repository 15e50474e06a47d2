"""A version of all source files in which some have other contents, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from unbroken.sources.content_id import blob_id
from unbroken.sources.git.repository import Repository
from unbroken.sources.listing import OverlayListing
from unbroken.sources.trees import GitTree


class OverlayTree(GitTree):
    """A version of which some files have other contents."""

    def __init__(self, repository: Repository, tree: GitTree, contents: Mapping[str, bytes]):
        ids = {path: blob_id(source) for path, source in contents.items()}
        super().__init__(repository, lambda: OverlayListing(tree.files(), ids), "a planted break")
        self._tree = tree
        self._contents = contents

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of some files; raises GitError when one cannot be read."""
        wanted = list(paths)
        found = self._tree.read([each for each in wanted if each not in self._contents])
        return {**found, **{e: self._contents[e] for e in wanted if e in self._contents}}
