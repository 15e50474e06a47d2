"""What changed for users between two revisions, for release notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project
from unbroken.checks.public_changes import PublicName, public_changes
from unbroken.errors import BaselineError
from unbroken.policy.semver import breaking_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unbroken.checks.context import CheckContext
    from unbroken.model.finding import Finding


class Notes(NamedTuple):
    """What changed for users of some packages from one revision to another.

    `removed` and `changed` are findings, errors and warnings; `added` and `deprecated` are names.
    """

    packages: tuple[str, ...]
    old: str
    new: str
    removed: list[Finding]
    changed: list[Finding]
    deprecated: list[PublicName]
    added: list[PublicName]

    @property
    def breaks(self) -> list[Finding]:
        """The findings that break callers."""
        return breaking_findings([*self.removed, *self.changed])


def make_notes(context: CheckContext, new: str) -> Notes:
    """Compare the whole package; `new` is the name of the revision that is checked.

    Raises BaselineError when there is nothing to compare with.
    """
    outcome = require_complete(check_project(context))
    if outcome.baseline is None:
        raise BaselineError(f"there is nothing to compare with: {outcome.note}")
    changes = public_changes(context, context.baseline_commit)
    findings = [finding for finding in outcome.findings if finding.level != "note"]
    return Notes(
        packages=outcome.packages,
        old=outcome.baseline.ref,
        new=new,
        removed=[finding for finding in findings if _is_removal(finding)],
        changed=[finding for finding in findings if not _is_removal(finding)],
        deprecated=changes.deprecated,
        added=changes.added,
    )


def _is_removal(finding: Finding) -> bool:
    return finding.parameter is None and finding.old is not None and finding.new is None


def unmentioned(findings: Iterable[Finding], changelog: str) -> list[Finding]:
    """Return the findings that a changelog does not mention.

    It mentions one when it has the public path of the object, or its name, as a word of its own.
    """
    words = set(re.findall(r"[\w.]+", changelog))
    words |= {part for word in words for part in word.split(".")}
    return [
        finding
        for finding in findings
        if finding.object not in words and finding.object.rpartition(".")[2] not in words
    ]
