"""A comment that should accept a break cannot be understood.

Write `# unbroken: accept[rule] reason`, with rules as `unbroken rules` lists them (several are
separated by commas) and a reason that explains to readers why the break was worth it.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(place: tuple[str, int, int], name: str, problem: str) -> Finding:
    """Return the finding at a path, line and column, for a comment at what is called `name`."""
    path, line, column = place
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=name,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"this comment accepts nothing: {problem}",
        remedy="Write it as `# unbroken: accept[rule] reason`, or remove it.",
    )


RULE = PolicyRule(module=__name__, level="warning", bump="patch")
