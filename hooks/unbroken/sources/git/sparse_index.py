"""A sparse index, in which an entry may be a folder (git-sparse-checkout(1), "Sparse index").

Commands that need the files of such a folder expand it, and write the trees of the result. What
only reads a repository must not write to it, so they go to a temporary folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

COMMANDS = frozenset(("diff-index", "ls-files"))
"""The commands that read the index."""

_END = 128
"""The mark of a sparse index is one of the last extensions (gitformat-index(5))."""
_MARK = b"sdir"


def has_sparse_index(root: str, environment: Mapping[str, str]) -> bool:
    """Return whether the index of a work tree may be sparse."""
    path = environment.get("GIT_INDEX_FILE") or os.path.join(
        _git_folder(root, environment), "index"
    )
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _END))
            return _MARK in file.read()
    except OSError:
        return False


def _git_folder(root: str, environment: Mapping[str, str]) -> str:
    if environment.get("GIT_DIR"):
        return environment["GIT_DIR"]
    path = os.path.join(root, ".git")
    if not os.path.isfile(path):
        return path
    # That of a linked worktree or a submodule is elsewhere (gitrepository-layout(5)).
    with open(path, "rb") as file:
        return os.path.join(root, os.fsdecode(file.read().removeprefix(b"gitdir: ").rstrip(b"\n")))


@contextmanager
def writing_elsewhere(
    root: str, environment: dict[str, str], run: Callable[..., bytes]
) -> Iterator[dict[str, str]]:
    """Give an environment in which git writes objects to a folder that is deleted afterwards.

    `run` runs git.
    """
    import tempfile

    path = run("rev-parse", "--git-path", "objects").removesuffix(b"\n")
    objects = os.path.join(root, os.fsdecode(path))
    others = environment.get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    known = [_quoted(objects), *([others] if others else [])]
    with tempfile.TemporaryDirectory(prefix="unbroken-") as folder:
        yield environment | {
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(known),
        }


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
