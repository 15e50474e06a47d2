"""A source file of the new version does not parse, so that nobody can import it.

Mend what Python cannot read. Nothing else can be said of the file until it parses.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="error", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""A file that does not parse has no definitions to pair: it is found while reading."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: files are read before anything is paired."""
    return iter(())


def report(module: str, path: str, message: str, line: int, column: int) -> Finding:
    """Make the finding for a file that does not parse."""
    return Finding(
        rule="module-unreadable",
        level=RULE.level,
        object=module,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"cannot be parsed: {message}",
        remedy="Mend it, so that Python can read it: till then nothing in it can be compared.",
    )
