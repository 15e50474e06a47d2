"""The version under development by the tags, where no file has it (setuptools-scm)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.baseline.baseline import LATEST_TAG
from unbroken.baseline.releases import find_releases
from unbroken.model.versions import raise_version

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.sources.git.repository import Repository


def next_version(repository: Repository, config: Config, head: str, *, exact: bool) -> str | None:
    """Return the next version by the tags; None if no tag names a version.

    It is the version of the tag on `head` itself, if `exact` (nothing came after that commit);
    else the version that the latest pre-release leads to; else the next minor version after the
    latest release, or the next patch where `[tool.unbroken.deprecation]` counts patches. No tag
    can announce a major release. Only tags that `head` descends from count, unless the baseline
    is `latest-tag`.
    """
    releases = [
        release
        for release in find_releases(repository, config).releases
        if release.version.local is None
    ]
    if config.settings.baseline != LATEST_TAG:
        ancestors = {name for name, _ in repository.refs("refs/tags", merged=head)}
        releases = [release for release in releases if f"refs/tags/{release.tag}" in ancestors]
    own = [release for release in releases if release.commit == head]
    if exact and own:
        return own[0].text
    if not releases:
        return None
    latest = releases[0].version
    if latest.is_prerelease:
        return latest.base_version
    part = "patch" if config.settings.deprecation.unit == "patch" else "minor"
    return str(raise_version(latest, part))
