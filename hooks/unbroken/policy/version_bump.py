"""Whether the version under development is high enough for its breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from unbroken.model.versions import final_release, parse_version
from unbroken.policy.semver import breaking_findings, next_release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.baseline.baseline import Baseline
    from unbroken.config.config import Config
    from unbroken.model.finding import Finding
    from unbroken.project.development_version import Development


def version_findings(
    findings: Sequence[Finding],
    config: Config,
    packages: Sequence[str],
    baseline: Baseline,
    development: Development | None,
    is_released: Callable[[], bool],
) -> Iterator[Finding]:
    """Yield `version-bump-insufficient` where SemVer asks for a higher version.

    It is an error when the release is being made: the commit has a release tag (`is_released`),
    or a file names a final version that is newer than the baseline. Before that it is a note.
    """
    release = parse_version(baseline.version)
    if config.settings.versioning != "semver" or release is None or development is None:
        return
    broken = breaking_findings(findings)
    needed = next_release(release, "major")
    current = final_release(development.version)
    if not broken or current >= needed:
        return
    from unbroken.policy.levels import with_configured_levels
    from unbroken.rules.version_bump_insufficient import report

    is_final = development.path is not None and development.version == current > release
    bump_finding = report(
        packages[0],
        (development.path or config.file, development.line),
        (str(release), development.text, str(needed)),
        broken,
        "error" if is_final or is_released() else "note",
        is_declared=development.path is not None,
    )
    introduced = any(finding.introduced for finding in broken)
    bump_finding = msgspec.structs.replace(bump_finding, introduced=introduced)
    yield from with_configured_levels([bump_finding], config)
