"""What a run over the whole package finds about the release itself: its version, its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.loading.loader import Loader
    from unbroken.model.finding import Finding
    from unbroken.project.development_version import Development


def release_findings(
    context: CheckContext,
    findings: list[Finding],
    development: Development | None,
    loader: Loader,
) -> list[Finding]:
    """Return what is wrong with the version, given these findings, and with the snapshot."""
    problems = _version_findings(context, findings, development)
    if context.baseline.snapshot is None and context.config.settings.snapshot is None:
        return problems
    from unbroken.checks.snapshot import snapshot_findings

    return problems + snapshot_findings(context, loader)


def _version_findings(
    context: CheckContext, findings: list[Finding], development: Development | None
) -> list[Finding]:
    """Return whether the version under development is what the findings need, as findings."""
    from unbroken.checks.metadata import judge_metadata
    from unbroken.policy.version_bump import version_findings

    def is_released() -> bool:
        releases = context.releases(development).releases
        tagged = any(release.commit == context.change.head for release in releases)
        return tagged and context.change.is_release()

    changed = {change.path for change in context.change.changes}
    return [
        msgspec.structs.replace(finding, introduced=finding.introduced or finding.path in changed)
        for finding in version_findings(
            [*findings, *judge_metadata(context)[0]],
            context.config,
            context.package_names,
            context.baseline,
            development,
            is_released,
        )
    ]
