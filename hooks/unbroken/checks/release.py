"""What a run over the whole package finds about the release itself: its version, its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.checks.project import ProjectCheck
    from unbroken.loading.loader import Loader
    from unbroken.model.finding import Finding


def release_findings(check: ProjectCheck, findings: list[Finding], loader: Loader) -> list[Finding]:
    """Give what is wrong with the version, given these findings, and with the snapshot."""
    found = _of_version(check, findings)
    if check.baseline.snapshot is not None or check.config.settings.snapshot is not None:
        from unbroken.checks.snapshot import snapshot_findings

        found += snapshot_findings(check, loader)
    return found


def _of_version(check: ProjectCheck, findings: list[Finding]) -> list[Finding]:
    """Say whether the version under development says what the findings need."""
    from unbroken.baseline.releases import find_releases
    from unbroken.checks.metadata import metadata_findings
    from unbroken.policy.version_bump import version_findings

    def is_released() -> bool:
        releases = find_releases(check.repository, check.config)
        tagged = any(each.commit == check.change.head for each in releases)
        return tagged and check.change.is_release()

    known = (check.config, check.names(), check.baseline, check.development, is_released)
    found = list(version_findings([*findings, *metadata_findings(check)], *known))
    changed = {each.path for each in check.change.changes}
    for each in found:
        each.introduced = each.introduced or each.path in changed
    return found
