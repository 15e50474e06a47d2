"""A source file of the new version cannot be parsed, so that it cannot be imported.

Fix the syntax or encoding; until then the file cannot be compared.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(module: str, path: str, message: str, line: int, column: int) -> Finding:
    """Return the finding for a file that does not parse."""
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=module,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"cannot be parsed: {message}",
        remedy="Fix the syntax or encoding; until then this file cannot be compared.",
    )


RULE = PolicyRule(module=__name__, level="error", bump="patch", can_be_accepted=False)
