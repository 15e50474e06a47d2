"""What the tags say of the version under development, where no file does (setuptools-scm)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.baseline.baseline import LATEST_TAG
from unbroken.baseline.releases import find_releases

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.config.config import Config
    from unbroken.sources.git.repository import Repository


def next_version(repository: Repository, config: Config, head: str, *, exact: bool) -> str | None:
    """Give the version that the tags announce for what is after `head`.

    The tag on `head` itself, where `exact` says that nothing came after it. Else the version that
    the latest pre-release leads to. Else the next minor version after the latest release: the
    next patch where `[tool.unbroken.deprecation]` counts in patches. That a major release is
    coming is what no tag can tell. Only tags that `head` descends from count, unless the baseline
    is the `latest-tag` anyway. None without a tag that names a version.
    """
    releases = [e for e in find_releases(repository, config) if e.version.local is None]
    if config.settings.baseline != LATEST_TAG:
        reached = {name for name, _ in repository.refs("refs/tags", merged=head)}
        releases = [each for each in releases if f"refs/tags/{each.tag}" in reached]
    own = [each for each in releases if each.commit == head]
    if exact and own:
        return own[0].text
    if not releases:
        return None
    latest = releases[0].version
    if latest.is_prerelease:
        return latest.base_version
    return _following(latest, "patch" if config.settings.deprecation.unit == "patch" else "minor")


def _following(version: Version, unit: str) -> str:
    epoch = f"{version.epoch}!" if version.epoch else ""
    if unit == "patch":
        return f"{epoch}{version.major}.{version.minor}.{version.micro + 1}"
    return f"{epoch}{version.major}.{version.minor + 1}.0"
