"""Which findings a change introduces, and which are pre-existing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from unbroken.model.finding import Finding


Identity: TypeAlias = tuple[str, str, str | None]


def attribute(findings: Iterable[Finding], pre_existing: Iterable[Identity]) -> list[Finding]:
    """Return the findings marked by whether the change introduces them.

    Two findings are the same if rule, object and parameter are equal; text and line do not count.
    """
    before = set(pre_existing)
    return [
        msgspec.structs.replace(finding, introduced=finding.identity not in before)
        for finding in findings
    ]
