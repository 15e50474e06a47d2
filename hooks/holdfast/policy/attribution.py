"""Which findings a change introduces, and which were standing already."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.finding import Finding


def attribute(findings: Iterable[Finding], standing: Iterable[Finding]) -> None:
    """Mark the findings that are among `standing` as not introduced.

    Two findings are the same one when rule, object and parameter are; never by text or line.
    """
    before = {each.identity for each in standing}
    for finding in findings:
        finding.introduced = finding.identity not in before
