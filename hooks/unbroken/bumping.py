"""Whether the version under development says what its breaks mean for users."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from unbroken.policy.semver import breaks, following, said
from unbroken.policy.versions import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.config import Config
    from unbroken.development import Development
    from unbroken.finding import Finding
    from unbroken.source.baseline import Baseline


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
    release = parsed(baseline.version)
    if config.settings.versioning != "semver" or release is None or development is None:
        return
    broken = breaks(findings)
    needed = following(release, "major")
    current = said(development.version)
    if not broken or current >= needed:
        return
    from unbroken.policy.levels import levelled
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
    yield from levelled([found], config)
