"""Which version the next release needs, given what changed since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project
from unbroken.checks.public_changes import public_changes
from unbroken.errors import BaselineError
from unbroken.model.versions import final_release, parse_version
from unbroken.policy.semver import breaking_findings, next_release, required_bump

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding
    from unbroken.rules.base import Bump


class Advice(NamedTuple):
    """The smallest version that may come next, and what requires it.

    `others` are findings that need a minor version, because callers may notice them; `added` and
    `deprecated` are public paths.
    """

    outcome: Outcome
    release: Version
    bump: Bump
    version: Version
    broken: list[Finding]
    others: list[Finding]
    added: list[str]
    deprecated: list[str]

    @property
    def is_enough(self) -> bool | None:
        """Whether the version under development is high enough; None when it is not known."""
        development = self.outcome.development
        if development is None:
            return None
        return final_release(development.version) >= self.version


def advise(context: CheckContext) -> Advice:
    """Compare the whole package, and find what the next version must be.

    Raises BaselineError when the baseline is not a release.
    """
    outcome = require_complete(check_project(context))
    baseline = outcome.baseline
    if baseline is None:
        raise BaselineError(f"there is no release to count from: {outcome.note}")
    release = parse_version(baseline.version)
    if release is None or baseline.commit is None:
        raise BaselineError(
            f"there is no release to count from: the baseline is {baseline.ref} "
            f"({baseline.reason}); name the tag of one with --baseline"
        )
    broken = breaking_findings(outcome.findings)
    others = [
        finding
        for finding in outcome.findings
        if finding.level != "note" and finding not in broken and required_bump(finding) != "patch"
    ]
    changes = public_changes(context, baseline.commit)
    bump: Bump = "minor" if others or changes.added or changes.deprecated else "patch"
    if broken:
        bump = "major"
    if context.config.settings.versioning in ("calver", "none"):
        bump = "patch"  # any later version is enough
    return Advice(
        outcome=outcome,
        release=release,
        bump=bump,
        version=next_release(release, bump),
        broken=broken,
        others=others,
        added=[name.path for name in changes.added],
        deprecated=[name.path for name in changes.deprecated],
    )
