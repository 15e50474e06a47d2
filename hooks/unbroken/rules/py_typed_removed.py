"""A package no longer has the file `py.typed`: type checkers ignore its annotations (PEP 561).

Keep `py.typed` among the files that are shipped.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import CodePlace, Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import Code, MetadataRule
from unbroken.rules.findings.metadata import metadata_finding

_CONTENT = "# Type checkers read the annotations of this package (PEP 561)."
"""What the file says is for people: it only has to be there."""


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
            code=Code(_CONTENT, CodePlace("file", f"{folder}/py.typed")),
        )


RULE = MetadataRule(module=__name__, level="warning", typing=True, check=check)
