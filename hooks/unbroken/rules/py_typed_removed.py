"""A package no longer has the file `py.typed`: type checkers ignore its annotations (PEP 561).

Keep `py.typed` among the files that are shipped.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find packages that lost their marker; `package` is the first of the project."""
    for folder in sorted(old.typed - new.typed):
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            (),
            f"'{folder}/py.typed' was removed: type checkers ignore the annotations of the package",
            f"Keep '{folder}/py.typed', and ship it.",
            parameter=folder,
        )


RULE = MetadataRule(module=__name__, level="warning", typing=True, check=check)
