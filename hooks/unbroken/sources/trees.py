"""One version of all source files, whether in git's object store, in the index or on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from unbroken.errors import GitError
from unbroken.sources.git.objects import REGULAR
from unbroken.sources.git.plumbing_output import entries
from unbroken.sources.git.repository import Repository
from unbroken.sources.listing import Listing


class GitTree:
    """The source files of a commit or of the index, at or below some folders or files."""

    def __init__(
        self, repository: Repository, list_files: Callable[[], Listing], label: str
    ) -> None:
        self._repository = repository
        self._list_files = list_files
        self._files: Listing | None = None
        self.label = label
        """What messages call it: a ref, "the index", "the working tree"."""

    def files(self) -> Listing:
        """Give the blob id of every file by its path."""
        if self._files is None:
            self._files = self._list_files()
        return self._files

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of some files; raises GitError when one cannot be read."""
        files = self.files()
        wanted = list(paths)
        contents = self._repository.blobs(files[path] for path in wanted)
        return dict(zip(wanted, contents, strict=True))


class WorkTree(GitTree):
    """The source files on disk."""

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of some files; raises GitError when one cannot be read."""
        found: dict[str, bytes] = {}
        elsewhere = []
        for path in paths:
            data = self._repository.read_disk(path)
            if data is None:
                # A sparse checkout keeps it off the disk; git has it.
                elsewhere.append(path)
            else:
                found[path] = data
        try:
            return found | super().read(elsewhere)
        except GitError:
            raise GitError(
                f"{elsewhere[0]} went while unbroken was running; run it again"
            ) from None


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
    return WorkTree(repository, lambda: repository.work_tree_files(folders), "the working tree")


def projects_below(repository: Repository) -> list[str]:
    """Give the `pyproject.toml` files in the index that are not at the top."""
    out = repository.run("ls-files", "-s", "-z", "--", ":(glob)**/pyproject.toml")
    found = (each.partition("\t") for each in entries(out))
    return [path for said, _, path in found if said.startswith(REGULAR) and "/" in path]
