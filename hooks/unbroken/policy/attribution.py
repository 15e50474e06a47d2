"""Which findings a change introduces, and which were there already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from unbroken.model.finding import Finding


Identity: TypeAlias = tuple[str, str, str | None]


def attribute(findings: Iterable[Finding], pre_existing: Iterable[Identity]) -> list[Finding]:
    """Return the findings marked by whether the change introduces them.

    Two findings are the same one when rule, object and parameter are; never by text or line.
    """
    before = set(pre_existing)
    return [
        msgspec.structs.replace(finding, introduced=finding.identity not in before)
        for finding in findings
    ]
