"""The change under check: a range of commits, what is staged, or nothing (the whole package)."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from unbroken.changes.amend import is_amending
from unbroken.errors import UsageError
from unbroken.sources.git.repository import FileChange, Repository
from unbroken.sources.git.revisions import existing_commit
from unbroken.sources.trees import GitTree, commit_tree, index_tree, work_tree


class InFlight(NamedTuple):
    """The change under check.

    `before` is the commit that the change starts from, None when nothing is in flight and the
    whole package is checked. `head` is the commit in whose history the baseline is looked for
    (None: an unborn branch). `tree` returns the new version, limited to some folders or files.
    """

    before: str | None
    head: str | None
    tree: Callable[[Iterable[str]], GitTree]
    changes: list[FileChange]
    is_release: Callable[[], bool]
    """Returns whether the new version is exactly `head`; then its own tags are not the baseline."""
    merged: Callable[[], list[str]] = list
    """Returns the commits whose history the change brings in, besides that of `before`."""
    is_on_disk: bool = False
    """Whether the new version is what is on disk, not a commit or the index."""


def in_flight(
    repository: Repository,
    cwd: str,
    environment: Mapping[str, str],
    current: str | None = None,
    files: Iterable[str] = (),
) -> InFlight:
    """Return the change to check: the first of these that there is.

    1. `current`, a revision named by the user.
    2. The range that pre-commit names in PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF (pre-push,
       `--from-ref`, `--to-ref`).
    3. What is staged or about to be committed.
    4. Those of `files` that differ on disk from the last commit.
    5. Nothing in flight: the whole package.

    Raises BaselineError for a revision that does not exist.
    """
    if current is not None:
        return _current(repository, current)
    first, last = (environment.get(f"PRE_COMMIT_{end}_REF") for end in ("FROM", "TO"))
    if first and last:
        return _range(repository, first, last)
    if repository.head is not None and is_amending(repository, environment):
        return _amended(repository, repository.head)
    head = repository.head
    staged = repository.staged(head) if head is not None else []
    # git sets the variable for its hooks (githooks(5)) during a commit, which may stage nothing.
    is_committing = "GIT_INDEX_FILE" in environment and head is not None and not repository.is_bare
    if staged or (is_committing and not files):
        return _staged(repository, environment, staged)
    return _on_disk(repository, paths_in_repository(repository, cwd, files))


def _current(repository: Repository, revision: str) -> InFlight:
    """Return a revision that the user names, which changes nothing."""
    commit = existing_commit(repository, revision, "--current")
    return InFlight(
        before=None,
        head=commit,
        tree=lambda under: commit_tree(repository, commit, under, revision),
        changes=[],
        is_release=_yes,
    )


def _staged(
    repository: Repository, environment: Mapping[str, str], changes: list[FileChange]
) -> InFlight:
    """Return the change that is about to be committed."""
    return InFlight(
        before=repository.head,
        head=repository.head,
        tree=functools.partial(index_tree, repository),
        changes=changes,
        is_release=_no,
        merged=functools.partial(merge_heads, repository, environment),
    )


def _on_disk(repository: Repository, paths: list[str]) -> InFlight:
    """Return what some files on disk change; nothing in flight where they change nothing."""
    head = repository.head
    changes = _changed_on_disk(repository, head, paths) if head is not None and paths else []
    before = head if changes else None
    return InFlight(
        before=before,
        head=head,
        tree=functools.partial(work_tree, repository),
        changes=changes,
        is_release=lambda: before is None and not repository.unstaged_files(),
        is_on_disk=True,
    )


def _changed_on_disk(repository: Repository, head: str, paths: list[str]) -> list[FileChange]:
    """Return those of some files that differ on disk from the last commit."""
    before = commit_tree(repository, head, paths).files()
    now = work_tree(repository, paths).files()
    return [FileChange(path, None, None) for path in paths if before.get(path) != now.get(path)]


def _amended(repository: Repository, head: str) -> InFlight:
    """Return the change of an amended commit, which replaces HEAD and so starts from its parent.

    Where a shallow clone has cut off the parent, the change starts from HEAD.
    """
    replaced = repository.commit(head)
    parents = replaced.parents if replaced is not None else ()
    if parents and repository.commit(parents[0]) is None:
        parents = (head,)
    before = parents[0] if parents else None
    return InFlight(
        before=before,
        head=before or "",
        tree=functools.partial(index_tree, repository),
        changes=repository.staged(before) if before is not None else [],
        is_release=_no,
        merged=lambda: list(parents[1:]),
    )


def merge_heads(repository: Repository, environment: Mapping[str, str]) -> list[str]:
    """Return the commits that the commit being made merges into HEAD.

    git writes MERGE_HEAD only when it leaves the commit to the user. When it commits by itself,
    only the GITHEAD_… variables, which it sets for messages, name them.
    """
    waiting = repository.pseudo_refs("MERGE_HEAD")
    if waiting or "GIT_INDEX_FILE" not in environment:
        return waiting
    names = (name for name in environment if name.startswith("GITHEAD_"))
    commits = (name.removeprefix("GITHEAD_") for name in names)
    return [commit for commit in commits if repository.commit(commit) is not None]


def _range(repository: Repository, first: str, last: str) -> InFlight:
    new = existing_commit(repository, last, "PRE_COMMIT_TO_REF")
    start = existing_commit(repository, first, "PRE_COMMIT_FROM_REF")
    before = repository.merge_base(start, new) or start
    return InFlight(
        before=before,
        head=new,
        tree=functools.partial(commit_tree, repository, new),
        changes=repository.changes_between(before, new),
        is_release=_yes,
        merged=lambda: [new],
    )


def _yes() -> bool:
    return True


def _no() -> bool:
    return False


def paths_in_repository(repository: Repository, cwd: str, files: Iterable[str]) -> list[str]:
    """Return the paths in the repository, with slashes, of files named from the folder `cwd`.

    Raises UsageError for a file outside the repository, and for one that is neither on disk nor
    at HEAD: a misspelled name must not look like a file without breaks.
    """
    root = os.path.realpath(repository.root)
    paths = []
    for file in files:
        # The file itself may be a link, which must not be resolved.
        parent, name = os.path.split(os.path.join(cwd, file))
        full = os.path.join(os.path.realpath(parent), name)
        path = os.path.relpath(full, root).replace(os.sep, "/")
        if path.split("/")[0] == "..":
            raise UsageError(f"{file}: is outside the repository {root}")
        if os.path.isdir(full):
            raise UsageError(f"{file}: is a folder; name files, or none to check what changed")
        is_at_head = repository.head is not None and repository.tree_id(repository.head, path)
        if not os.path.lexists(full) and not is_at_head:
            raise UsageError(f"{file}: there is no such file, and HEAD has none")
        paths.append(path)
    return paths
