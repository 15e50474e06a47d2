"""What is checked: a range of commits, what is staged, or everything."""

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
    """A change, or what stands where nothing is in flight.

    `before` is the commit that the change starts from, None when nothing is in flight and the
    whole package is meant. `head` is the commit whose history has the baseline (None: unborn).
    `tree` gives the new version, limited to some folders or files.
    """

    before: str | None
    head: str | None
    tree: Callable[[Iterable[str]], GitTree]
    changes: list[FileChange]
    is_release: Callable[[], bool]
    """Tells whether the new version is exactly `head`: its own tags are no baseline then."""
    merged: Callable[[], list[str]] = list
    """Gives the commits whose history the change brings in, besides that of `before`."""


def in_flight(
    repository: Repository,
    cwd: str,
    environment: Mapping[str, str],
    current: str | None = None,
    files: Iterable[str] = (),
) -> InFlight:
    """Find what is checked.

    `current`, when given. Else the range that pre-commit names in PRE_COMMIT_FROM_REF and
    PRE_COMMIT_TO_REF (pre-push, `--from-ref`, `--to-ref`). Else what is staged, or about to be
    committed. Else `files`, when given, as they are on disk. Else nothing is in flight. Raises
    BaselineError for a bad ref.
    """
    if current is not None:
        commit = existing_commit(repository, current, "--current")
        label = current
        return InFlight(
            None, commit, lambda under: commit_tree(repository, commit, under, label), [], _yes
        )
    first, last = (environment.get(f"PRE_COMMIT_{each}_REF") for each in ("FROM", "TO"))
    if first and last:
        return _range(repository, first, last)
    if repository.head is not None and is_amending(repository, environment):
        return _amended(repository, repository.head)
    head = repository.head
    staged = repository.staged(head) if head is not None else []
    # git says so to its hooks while it makes a commit (githooks(5)), which may stage nothing.
    committing = "GIT_INDEX_FILE" in environment and head is not None and not repository.is_bare
    if staged or (committing and not files):
        merged = functools.partial(merge_heads, repository, environment)
        return InFlight(
            head, head, lambda under: index_tree(repository, under), staged, _no, merged
        )
    changes, before = [], None
    if files and head is not None:
        changes = [
            FileChange(each, None, None) for each in paths_in_repository(repository, cwd, files)
        ]
        before = head
    return InFlight(
        before,
        head,
        lambda under: work_tree(repository, under),
        changes,
        lambda: before is None and not repository.unstaged_files(),
    )


def _amended(repository: Repository, head: str) -> InFlight:
    """Give what an amended commit changes: it stands where HEAD stood, so HEAD counts for nothing.

    Only where a shallow clone has cut off what came before HEAD, the change starts from HEAD.
    """
    replaced = repository.commit(head)
    parents = replaced.parents if replaced is not None else ()
    if parents and repository.commit(parents[0]) is None:
        parents = (head,)
    before = parents[0] if parents else None
    return InFlight(
        before,
        before or "",
        lambda under: index_tree(repository, under),
        repository.staged(before) if before is not None else [],
        _no,
        lambda: list(parents[1:]),
    )


def merge_heads(repository: Repository, environment: Mapping[str, str]) -> list[str]:
    """Give the commits that the commit being made merges into HEAD.

    git writes MERGE_HEAD only when it leaves the commit to the user. When it makes it itself,
    nothing but the GITHEAD_… variables, which name them for messages, tells the hook.
    """
    waiting = repository.pseudo_refs("MERGE_HEAD")
    if waiting or "GIT_INDEX_FILE" not in environment:
        return waiting
    named = (each.removeprefix("GITHEAD_") for each in environment if each.startswith("GITHEAD_"))
    return [each for each in named if repository.commit(each) is not None]


def _range(repository: Repository, first: str, last: str) -> InFlight:
    new = existing_commit(repository, last, "PRE_COMMIT_TO_REF")
    start = existing_commit(repository, first, "PRE_COMMIT_FROM_REF")
    before = repository.merge_base(start, new) or start
    changes = repository.changes_between(before, new)
    return InFlight(
        before,
        new,
        lambda under: commit_tree(repository, new, under),
        changes,
        _yes,
        lambda: [new],
    )


def _yes() -> bool:
    return True


def _no() -> bool:
    return False


def paths_in_repository(repository: Repository, cwd: str, files: Iterable[str]) -> list[str]:
    """Give files named from a folder as paths in the repository, with slashes.

    Raises UsageError for what is outside the repository, and for what is neither on disk nor was
    at HEAD: a name that is spelt wrong must not look like a file that keeps its promise.
    """
    root = os.path.realpath(repository.root)
    found = []
    for each in files:
        full = os.path.join(os.path.realpath(os.path.dirname(os.path.join(cwd, each))), "")
        full += os.path.basename(each)
        path = os.path.relpath(full, root).replace(os.sep, "/")
        if path.split("/")[0] == "..":
            raise UsageError(f"{each}: is outside the repository {root}")
        if os.path.isdir(full):
            raise UsageError(f"{each}: is a folder; name files, or none to check what changed")
        known = repository.head is not None and repository.tree_id(repository.head, path)
        if not os.path.lexists(full) and not known:
            raise UsageError(f"{each}: there is no such file, and HEAD has none")
        found.append(path)
    return found
