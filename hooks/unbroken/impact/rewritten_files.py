"""The files of downstream projects as rewrites would leave them, and how they are written."""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from unbroken.errors import UsageError
from unbroken.impact.analysis import Impact
from unbroken.impact.site import Site


class RewrittenFile(NamedTuple):
    """A file and what it becomes; `edits` is the number of sites that are rewritten in it."""

    path: str
    texts: tuple[bytes, bytes]
    edits: int


def rewritten_files(impacts: Iterable[Impact]) -> list[RewrittenFile]:
    """Return the files with proven sites that have a rewrite; those in archives have none."""
    by_path: dict[str, list[Site]] = {}
    for impact in impacts:
        for site in impact.proven:
            if site.edits and os.path.isfile(site.path):
                by_path.setdefault(site.path, []).append(site)
    rewritten = (_rewritten(path, sites) for path, sites in sorted(by_path.items()))
    return [file for file in rewritten if file is not None]


def _rewritten(path: str, sites: Sequence[Site]) -> RewrittenFile | None:
    """Return a file with its sites rewritten; None where the result would not parse."""
    import libcst

    from unbroken.impact.apply import rewritten

    with open(path, "rb") as file:
        source = file.read()
    try:
        changed = rewritten(source, [edit for site in sites for edit in site.edits])
        ast.parse(changed)
    except (libcst.ParserSyntaxError, SyntaxError, ValueError, RecursionError):
        return None
    return RewrittenFile(path, (source, changed), len(sites)) if changed != source else None


def write_files(files: Iterable[RewrittenFile]) -> int:
    """Write files, each at once or not at all; return their number. Raises UsageError."""
    count = 0
    for file in files:
        try:
            _replace(file.path, file.texts[1])
        except OSError as error:
            raise UsageError(f"{file.path}: cannot be written: {error.strerror}") from None
        count += 1
    return count


def _replace(path: str, text: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path) or ".", delete=False) as aside:
        try:
            aside.write(text)
            aside.close()
            os.chmod(aside.name, os.stat(path).st_mode)
            os.replace(aside.name, path)
        except OSError:
            os.unlink(aside.name)
            raise
