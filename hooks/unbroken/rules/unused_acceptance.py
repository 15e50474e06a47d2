"""An acceptance accepts nothing: the break is gone, or the baseline has moved past it.

Remove it: `unbroken accept --prune` removes the entries of `pyproject.toml` that accept nothing,
and says which comments do. One that stays could hide the next break of the same kind. It is found
where the whole package is compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, Rule

RULE = Rule(level="warning", bump="patch")

BREAKS: tuple[Break, ...] = ()
"""It is about what was accepted, of which two sources tell nothing."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: see `unbroken.policy.apply_acceptances`."""
    return iter(())


def report(
    place: tuple[str, int, int], what: tuple[str, str, str | None], why: str, remedy: str
) -> Finding:
    """Make the finding at a path, line and column.

    `what` are the rule, object and parameter that are accepted; `why` says why nothing is.
    """
    path, line, column = place
    rule, object_, parameter = what
    return Finding(
        rule="unused-acceptance",
        level=RULE.level,
        object=object_,
        parameter=parameter,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"accepting {rule} accepts nothing: {why}",
        remedy=remedy,
    )
