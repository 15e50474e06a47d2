"""One version of all source files: of a commit, of the index or of the work tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from unbroken.errors import GitError
from unbroken.sources.git.objects import FILE_MODE, SUBMODULE_MODE
from unbroken.sources.git.plumbing_output import split_nul
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
        """Return the blob id of every file by its path."""
        if self._files is None:
            self._files = self._list_files()
        return self._files

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of some files; raises GitError when one cannot be read."""
        files = self.files()
        ids = {path: files[path] for path in paths}
        wanted = list(dict.fromkeys(ids.values()))
        contents = dict(zip(wanted, self._repository.blobs(wanted), strict=True))
        return {path: contents[identity] for path, identity in ids.items()}


class WorkTree(GitTree):
    """The source files on disk."""

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of some files; raises GitError when one cannot be read."""
        contents: dict[str, bytes] = {}
        missing = []
        for path in paths:
            data = self._repository.read_disk(path)
            if data is None:
                # A sparse checkout keeps the file off the disk, but git has it.
                missing.append(path)
            else:
                contents[path] = data
        try:
            return contents | super().read(missing)
        except GitError:
            raise GitError(
                f"{missing[0]} was deleted while unbroken was running; run it again"
            ) from None


def commit_tree(
    repository: Repository, commit: str, under: Iterable[str], label: str | None = None
) -> GitTree:
    """Return the files of a commit, at or below some paths (none: all)."""
    folders = tuple(under)
    return GitTree(repository, lambda: repository.tree(commit, folders), label or commit[:12])


def index_tree(repository: Repository, under: Iterable[str]) -> GitTree:
    """Return the files that are about to be committed, at or below some paths (none: all)."""
    folders = tuple(under)
    return GitTree(repository, lambda: repository.index(folders), "the index")


def work_tree(repository: Repository, under: Iterable[str]) -> GitTree:
    """Return the files on disk, at or below some paths (none: all), without ignored ones."""
    folders = tuple(under)
    return WorkTree(repository, lambda: repository.work_tree_files(folders), "the working tree")


def submodules(repository: Repository) -> list[str]:
    """Return the paths of the submodules in the index, whose files other repositories have."""
    records = (
        record.partition("\t") for record in split_nul(repository.run("ls-files", "-s", "-z"))
    )
    return [path for meta, _, path in records if meta.startswith(SUBMODULE_MODE)]


def nested_projects(repository: Repository) -> list[str]:
    """Return the paths of the `pyproject.toml` files in the index that are not at the root."""
    out = repository.run("ls-files", "-s", "-z", "--", ":(glob)**/pyproject.toml")
    records = (record.partition("\t") for record in split_nul(out))
    return [path for meta, _, path in records if meta.startswith(FILE_MODE) and "/" in path]
