"""Whether the version under development says what its breaks mean for users."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from unbroken.model.versions import parse_version
from unbroken.policy.semver import breaks, following, said

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
    """Give `version-bump-insufficient` where SemVer asks for more than the version says.

    An error when a release is being cut: the code has a release's tag (`is_released`), or a file
    names a final version that is newer than the baseline. A note before.
    """
    release = parse_version(baseline.version)
    if config.settings.versioning != "semver" or release is None or development is None:
        return
    broken = breaks(findings)
    needed = following(release, "major")
    current = said(development.version)
    if not broken or current >= needed:
        return
    from unbroken.policy.levels import with_configured_levels
    from unbroken.rules.version_bump_insufficient import report

    named = development.path is not None and development.version == current > release
    found = report(
        packages[0],
        (development.path or config.file, development.line),
        (str(release), development.text, str(needed)),
        broken,
        "error" if named or is_released() else "note",
    )
    found.introduced = any(each.introduced for each in broken)
    yield from with_configured_levels([found], config)
