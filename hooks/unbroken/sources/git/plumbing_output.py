"""The output of git's plumbing commands, parsed."""

from __future__ import annotations

import os
from typing import NamedTuple

from unbroken.errors import GitError
from unbroken.sources.git.advice import DAMAGED_INDEX
from unbroken.sources.git.objects import FILE_MODE

RAW_DIFF_OPTIONS = (
    "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"
)  # fmt: skip
"""Options for a list of changed files: no program is run, and a rename is two changes."""


class FileChange(NamedTuple):
    """One changed file; an id is None where the file does not exist (or is not hashed yet)."""

    path: str
    old: str | None
    new: str | None


def split_nul(out: bytes) -> list[str]:
    """Split NUL-separated output; names that are not UTF-8 are decoded by `os.fsdecode`."""
    return [os.fsdecode(record) for record in out.split(b"\0") if record]


def is_at_or_below(path: str, limits: tuple[str, ...]) -> bool:
    """Return whether a path is one of `limits` or lies below one; true without limits."""
    return not limits or any(path == limit or path.startswith(f"{limit}/") for limit in limits)


def parse_raw_diff(out: bytes) -> list[FileChange]:
    """Parse raw output (git-diff-index(1), "Raw output format"): two records for each file.

    Links and submodules are left out. Raises GitError when the index has unmerged files or is
    damaged.
    """
    changes: list[FileChange] = []
    unmerged: list[str] = []
    records = [os.fsdecode(record) for record in out.split(b"\0")[:-1]]
    for meta, path in zip(records[::2], records[1::2], strict=True):
        if not path:  # git reads a truncated index as entries without a name.
            raise GitError(DAMAGED_INDEX)
        old_mode, new_mode, old_id, new_id, status = meta.lstrip(":").split(" ")
        if status == "U":
            unmerged.append(path)
        old = old_id if old_mode.startswith(FILE_MODE) else None
        new = new_id if new_mode.startswith(FILE_MODE) and new_id.strip("0") else None
        if old != new:
            changes.append(FileChange(path, old, new))
    if unmerged:
        raise GitError(
            f"a merge has conflicts in {', '.join(unmerged)}; resolve them and `git add` the result"
        )
    return changes
