"""Releases: the tags that name a version of a project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.distribution_names import canonicalize_name
from unbroken.model.versions import parse_version
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.config.config import Config

# Without tag-pattern: v1.2, 1.2, v1, pkg-1.2, pkg-v1.2, release-1.2, pkg/v1.2, pkg@1.2.
# A bare number is more often a date (20240131) or a ticket than a version.
_COMMON_TAG = re.compile(
    r"(?:(?P<name>[A-Za-z][\w.-]*?)[-_/@=]+)?(?P<version>[vV]\d[\w.+!-]*|\d+[.!][\w.+!-]*)"
)

_WILD = re.compile(r"\*|\?|\[[^]]+\]")


class Release(NamedTuple):
    """A tag that names a version; `unusable` is why it cannot be the baseline ("" if it can)."""

    tag: str
    commit: str
    version: Version
    unusable: str = ""

    @property
    def text(self) -> str:
        """The version as PEP 440 spells it."""
        return str(self.version)


def find_releases(repository: Repository, config: Config) -> list[Release]:
    """Return the releases of a project in any branch, the highest version first (PEP 440).

    Pre-releases are usable only if configured, local versions (`1.0+local`) never.
    """
    found = []
    for name, commit in repository.refs("refs/tags"):
        tag = name.removeprefix("refs/tags/")
        version = tag_version(tag, config)
        if version is not None:
            found.append(Release(tag, commit, version, _unusable(version, config)))
    if config.folder and config.settings.tag_pattern is None:
        # In a monorepo, v1.2 is the release of something else where the project has its own tags.
        found = [release for release in found if _name_in(release.tag) in _names(config)] or found
    return sorted(found, key=lambda each: (each.version, each.tag), reverse=True)


def tag_version(tag: str, config: Config) -> Version | None:
    """Return the version that a tag names; None if it does not match the tag pattern.

    In a configured glob (`core_v*`, `v[0-9]*`) the wildcards match the version. Without a pattern
    the usual forms are known; a name in the tag must be the project's.
    """
    pattern = config.settings.tag_pattern
    if pattern is not None and _WILD.search(pattern):
        return _matched(tag, pattern)
    if pattern not in (None, tag):
        return None
    match = _COMMON_TAG.fullmatch(tag)
    if match is None:
        return None
    own = {None, "release", "rel", "version", "ver", *_names(config)}
    is_own = pattern is not None or _name_in(tag) in own
    return parse_version(match["version"]) if is_own else None


def _matched(tag: str, pattern: str) -> Version | None:
    from fnmatch import fnmatchcase

    if not fnmatchcase(tag, pattern):
        return None
    wild = list(_WILD.finditer(pattern))
    middle = tag[wild[0].start() : len(tag) - (len(pattern) - wild[-1].end())]
    version = parse_version(middle)
    if version is None:
        # The last of several wildcards has the version (`release/*/v*`).
        last = re.search(r"(?:^|[^0-9A-Za-z.])[vV]?(\d[\w.+!]*)$", middle)
        version = parse_version(last[1]) if last is not None else None
    return version


def _unusable(version: Version, config: Config) -> str:
    if version.local is not None:
        return "a local version"
    if version.is_prerelease and not config.settings.pre_releases:
        return "a pre-release"
    return ""


def _name_in(tag: str) -> str | None:
    match = _COMMON_TAG.fullmatch(tag)
    return canonicalize_name(match["name"]) if match is not None and match["name"] else None


def _names(config: Config) -> set[str]:
    """Return the names of a project: its own, and those of its packages."""
    packages = config.settings.packages
    names = {*packages, *(package.rpartition(".")[2] for package in packages)}
    return {canonicalize_name(name) for name in (*names, config.project_name()) if name}
