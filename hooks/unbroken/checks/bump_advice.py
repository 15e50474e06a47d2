"""Which version the next release needs, given what changed since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project
from unbroken.checks.public_changes import public_changes
from unbroken.errors import BaselineError
from unbroken.model.versions import final_release, parse_version, with_release
from unbroken.policy.semver import breaking_findings, next_release, required_bump
from unbroken.rules import removed_too_early

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding
    from unbroken.policy.promise import AnnouncedRemoval
    from unbroken.rules.base import Bump

_HIGHER: tuple[Bump, ...] = ("major", "minor")


class Advice(NamedTuple):
    """The smallest version that may come next, and what requires it.

    `others` are findings that need a minor version, because callers may notice them; `added` and
    `deprecated` are public paths. `removed` is what is gone as a deprecation announced;
    `announced` is the version that it announced, where that makes `version` higher.
    """

    outcome: Outcome
    release: Version
    bump: Bump
    version: Version
    broken: list[Finding]
    others: list[Finding]
    added: list[str]
    deprecated: list[str]
    removed: tuple[AnnouncedRemoval, ...] = ()
    announced: Version | None = None

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
    removed = _removed(outcome)
    keys = {(removal.object, removal.parameter) for removal in removed}

    def is_announced(finding: Finding) -> bool:
        is_early = finding.rule == removed_too_early.RULE.name
        return is_early and (finding.object, finding.parameter) in keys

    findings = [finding for finding in outcome.findings if not is_announced(finding)]
    broken = breaking_findings(findings)
    others = [
        finding
        for finding in findings
        if finding.level != "note" and finding not in broken and required_bump(finding) != "patch"
    ]
    changes = public_changes(context, baseline.commit)
    bump: Bump = "minor" if others or changes.added or changes.deprecated else "patch"
    if broken:
        bump = "major"
    if context.config.settings.versioning in ("calver", "none"):
        bump = "patch"  # any later version is enough
    version = next_release(release, bump)
    announced = max(
        (target for removal in removed if (target := _as_release(removal.version, version))),
        default=None,
    )
    if announced is not None and announced > version:
        version = announced
        bump = next((part for part in _HIGHER if version >= next_release(release, part)), bump)
    else:
        announced = None
    return Advice(
        outcome=outcome,
        release=release,
        bump=bump,
        version=version,
        broken=broken,
        others=others,
        added=[name.path for name in changes.added],
        deprecated=[name.path for name in changes.deprecated],
        removed=removed,
        announced=announced,
    )


def _removed(outcome: Outcome) -> tuple[AnnouncedRemoval, ...]:
    """Return what is gone as announced, or was announced for later; not what was accepted."""
    accepted = {
        (finding.object, finding.parameter) for finding in outcome.findings if finding.accepted
    }
    return tuple(
        removal
        for removal in outcome.removals
        if (removal.object, removal.parameter) not in accepted
        and parse_version(removal.version) is not None
    )


def _as_release(text: str, like: Version) -> Version | None:
    """Return a version that was announced with as many parts as another one has."""
    version = parse_version(text)
    if version is None:
        return None
    missing = len(like.release) - len(version.release)
    return with_release(version, (*version.release, *[0] * missing))
