"""A comment is meant to accept a break, but cannot be understood.

Write `# unbroken: accept[rule] reason`, with rules as `unbroken rules` lists them (several with
commas between them) and a reason that tells readers why the break was worth it.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="warning", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""Comments are no part of what two sources are compared by."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.apply_acceptances`."""
    return iter(())


def report(place: tuple[str, int, int], name: str, problem: str) -> Finding:
    """Make the finding at a path, line and column, for a comment at what is called `name`."""
    path, line, column = place
    return Finding(
        rule="acceptance-malformed",
        level=RULE.level,
        object=name,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"this comment accepts nothing: {problem}",
        remedy="Write it as `# unbroken: accept[rule] reason`, or remove it.",
    )
