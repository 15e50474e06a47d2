"""The snapshot of the baseline says other than the release that it stands for.

Places without history compare with the snapshot, and would take its word: write it anew with
`unbroken snapshot` after every release, and commit it.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="error", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""It is about a file that no definition is in."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: the snapshot is held against its release where the whole package is read."""
    return iter(())


def report(package: str, path: str, line: int, message: str) -> Finding:
    """Make the finding for a snapshot that says other than it should."""
    return Finding(
        rule="snapshot-outdated",
        level=RULE.level,
        object=package,
        path=path,
        line=line,
        end_line=line,
        message=message,
        remedy=f"Write it anew with `unbroken snapshot`, and commit {path}.",
    )
