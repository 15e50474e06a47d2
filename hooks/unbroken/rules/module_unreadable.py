"""A source file of the new version does not parse, so that nobody can import it.

Mend what Python cannot read. Nothing else can be said of the file until it parses.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(module: str, path: str, message: str, line: int, column: int) -> Finding:
    """Make the finding for a file that does not parse."""
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=module,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"cannot be parsed: {message}",
        remedy="Mend it, so that Python can read it: till then nothing in it can be compared.",
    )


RULE = PolicyRule(module=__name__, level="error", bump="patch", can_be_accepted=False)
