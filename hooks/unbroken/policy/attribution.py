"""Which findings a change introduces, and which were standing already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from unbroken.model.finding import Finding


Identity: TypeAlias = tuple[str, str, str | None]


def attribute(findings: Iterable[Finding], standing: Iterable[Identity]) -> None:
    """Mark the findings that were there before the change as not introduced.

    Two findings are the same one when rule, object and parameter are; never by text or line.
    """
    before = set(standing)
    for finding in findings:
        finding.introduced = finding.identity not in before
