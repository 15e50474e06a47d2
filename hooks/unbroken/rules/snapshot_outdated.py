"""The snapshot of the baseline differs from the release that it stands for.

Where there is no history, the snapshot is the baseline: write it again with `unbroken snapshot`
after every release, and commit it.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(package: str, path: str, line: int, message: str) -> Finding:
    """Return the finding for a snapshot that says other than it should."""
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=package,
        path=path,
        line=line,
        end_line=line,
        message=message,
        remedy=f"Write it again with `unbroken snapshot`, and commit {path}.",
    )


RULE = PolicyRule(module=__name__, level="error", bump="patch", can_be_accepted=False)
