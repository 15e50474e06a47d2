"""The snapshot of the baseline says other than the release that it stands for.

Places without history compare with the snapshot, and would take its word: write it anew with
`unbroken snapshot` after every release, and commit it.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(package: str, path: str, line: int, message: str) -> Finding:
    """Make the finding for a snapshot that says other than it should."""
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=package,
        path=path,
        line=line,
        end_line=line,
        message=message,
        remedy=f"Write it anew with `unbroken snapshot`, and commit {path}.",
    )


RULE = PolicyRule(module=__name__, level="error", bump="patch", can_be_accepted=False)
