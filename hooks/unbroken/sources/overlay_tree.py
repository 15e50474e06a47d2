"""A version of all source files in which some have other contents, kept in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from unbroken.sources.content_id import blob_id
from unbroken.sources.git.repository import Repository
from unbroken.sources.listing import OverlayListing
from unbroken.sources.trees import GitTree


class OverlayTree(GitTree):
    """A version of the source files with other contents for some of them."""

    def __init__(
        self, repository: Repository, tree: GitTree, contents: Mapping[str, bytes], label: str
    ) -> None:
        ids = {path: blob_id(source) for path, source in contents.items()}
        super().__init__(repository, lambda: OverlayListing(tree.files(), ids), label)
        self._tree = tree
        self._contents = contents

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of some files; raises GitError when one cannot be read."""
        wanted = list(paths)
        unchanged = self._tree.read([path for path in wanted if path not in self._contents])
        changed = {path: self._contents[path] for path in wanted if path in self._contents}
        return unchanged | changed
