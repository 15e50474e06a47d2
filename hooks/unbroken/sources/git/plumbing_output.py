"""The output of git's plumbing commands, as data."""

from __future__ import annotations

import os
from typing import NamedTuple

from unbroken.errors import GitError
from unbroken.sources.git.objects import REGULAR

RAW = ("--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv")
"""Options for a list of changed files: no program is run, a rename is two changes."""


class FileChange(NamedTuple):
    """One changed file; an id is None where the file is not there (or not yet hashed)."""

    path: str
    old: str | None
    new: str | None


def entries(out: bytes) -> list[str]:
    """Split NUL-separated output; names that are not UTF-8 survive as `os.fsdecode` has them."""
    return [os.fsdecode(each) for each in out.split(b"\0") if each]


def is_below(path: str, limits: tuple[str, ...]) -> bool:
    """Tell whether a path is one of some paths or lies below one; no limits let all pass."""
    return not limits or any(path == each or path.startswith(f"{each}/") for each in limits)


def changes(out: bytes) -> list[FileChange]:
    """Read raw output (git-diff-index(1), "Raw output format"): two parts for each file.

    Links and submodules are left out. Raises GitError when the index has unmerged files.
    """
    found, unmerged = [], []
    parts = entries(out)
    for meta, path in zip(parts[::2], parts[1::2], strict=True):
        old_mode, new_mode, old, new, status = meta.lstrip(":").split(" ")
        if status == "U":
            unmerged.append(path)
        before = old if old_mode in REGULAR else None
        after = new if new_mode in REGULAR and new.strip("0") else None
        if before != after:
            found.append(FileChange(path, before, after))
    if unmerged:
        raise GitError(
            f"a merge has conflicts in {', '.join(unmerged)}; resolve them and `git add` the result"
        )
    return found
