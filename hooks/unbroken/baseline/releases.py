"""Releases: the tags that name a version, and the family of tags that are a project's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.distribution_names import canonicalize_name
from unbroken.model.versions import final_release, parse_version
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.config.config import Config

_TAG = re.compile(r"(?:[A-Za-z][\w.+@=/-]*)?\d[\w.+!-]*")

# A version begins at the start of a tag, after a separator, or after `v`, `r`, `v.` or `r.`.
_VERSION_START = re.compile(r"(?:^|(?<=[-_/@=+]))(?:[vVrR]\.?)?(?=\d)")
_VERSION_MARK = re.compile(r"(?:^|(?<=[-_/@=+]))[vVrR]\.?$")
_FINAL = re.compile(r"[-_.]?(?:final|release|stable|ga)$", re.IGNORECASE)
_WITH_UNDERSCORES = re.compile(r"\d+(?:_\d+)+(?:(?:a|b|rc|dev|post)\d*)?")
_YEAR = re.compile(r"(?:19|20)\d\d_")
_SEPARATORS = "-_/@=.+"

_WILD = re.compile(r"\*|\?|\[[^]]+\]")

_NAMES_OF_ANY_PROJECT = ("", "v", "r", "release", "releases", "rel", "version", "ver")
_NAMES_OF_PYTHON_PROJECTS = ("py", "python")


class Release(NamedTuple):
    """A tag that names a version; `unusable` is why it cannot be the baseline ("" if it can).

    `prefix` is what stands before the version: `v`, `core_v`, `release/`, `rel_`.
    """

    tag: str
    commit: str
    version: Version
    unusable: str = ""
    prefix: str = ""

    @property
    def text(self) -> str:
        """The version as PEP 440 spells it."""
        return str(self.version)


class Family(NamedTuple):
    """Release tags with the same prefix; the highest version is first."""

    prefix: str
    releases: tuple[Release, ...]

    @property
    def name(self) -> str:
        """The normalized name in the prefix; "" if it has none, or one of any project."""
        text = _VERSION_MARK.sub("", self.prefix).strip(_SEPARATORS)
        name = canonicalize_name(text)
        return "" if name in _NAMES_OF_ANY_PROJECT else name

    @property
    def pattern(self) -> str:
        """The tag pattern that matches these tags."""
        return f"{self.prefix}*" if self.prefix else "[0-9]*"


class Releases(NamedTuple):
    """The releases of a project: of one family of tags, the highest version first.

    `undecided` are the families among which nothing decides; then there are no `releases`.
    `others` are the families that are not the project's. `reason` is why it is this family; ""
    where there was no choice.
    """

    releases: list[Release]
    undecided: tuple[Family, ...] = ()
    others: tuple[Family, ...] = ()
    reason: str = ""


def find_releases(
    repository: Repository,
    config: Config,
    development_version: Callable[[], Version | None] = lambda: None,
) -> Releases:
    """Return the releases of a project in any branch, the highest version first (PEP 440).

    The family of tags is the one that `tag-pattern` matches, or that of the project's name, or
    the one whose newest release is closest below `development_version`, which is only called if
    it must decide. Pre-releases are usable only if configured, local versions (`1.0+local`) never.
    """
    releases = []
    for name, commit in repository.refs("refs/tags"):
        tag = name.removeprefix("refs/tags/")
        parsed = parse_tag(tag, config.settings.tag_pattern)
        if parsed is not None:
            prefix, version = parsed
            releases.append(Release(tag, commit, version, _unusable(version, config), prefix))
    releases.sort(key=lambda release: (release.version, release.tag), reverse=True)
    if config.settings.tag_pattern is not None:
        return Releases(releases)

    def succeeds(family: Family, others: list[Family]) -> bool:
        newest = family.releases[0]
        return all(
            other.releases[0].version < newest.version
            and other.releases[0].commit != newest.commit
            and repository.is_ancestor(other.releases[0].commit, newest.commit)
            for other in others
        )

    return choose_family(_families(releases), config, development_version, succeeds)


def _families(releases: Iterable[Release]) -> list[Family]:
    """Return the families of releases, in the order of their newest releases."""
    by_prefix: dict[str, list[Release]] = {}
    for release in releases:
        by_prefix.setdefault(release.prefix, []).append(release)
    return [Family(prefix, tuple(members)) for prefix, members in by_prefix.items()]


def choose_family(
    families: list[Family],
    config: Config,
    development_version: Callable[[], Version | None],
    succeeds: Callable[[Family, list[Family]], bool] = lambda family, others: False,
) -> Releases:
    """Return the releases of the family that is the project's, or the undecided families.

    `succeeds` returns whether a family was begun after the others ended.
    """
    own = [family for family in families if family.name in _project_names(config)]
    unnamed = [family for family in families if not family.name]
    if own and config.folder:
        # In a monorepo, tags without a name are the releases of something else.
        return _chosen(own, families, "its tags have the name of the project")
    candidates = [*own, *unnamed] if own else families
    if len(candidates) > 1:
        version = development_version()
        closest = _closest_below(candidates, version) if version is not None else []
        names = {family.name for family in closest}
        if len(names) == 1:
            # `core_v` and `core_r` are one project; `v1.0` after `23.06` is a new numbering.
            named = [family for family in candidates if family.name and family.name in names]
            return _chosen(
                named or closest, families, f"its newest release is closest below {version}"
            )
        unnamed = [family for family in closest if not family.name] or unnamed
        if own and version is None:
            # A project may have stopped to write its name in its tags.
            own = [family for family in unnamed if succeeds(family, own)] or own
    usual = own or unnamed or (families if len(families) == 1 else [])
    if usual:
        is_named = any(family.name for family in usual)
        reason = "its tags have the name of the project" if is_named else ""
        if own and not is_named:
            reason = "its releases continue those with the name of the project"
        return _chosen(usual, families, reason)
    return Releases([], undecided=tuple(families))


def _closest_below(families: Iterable[Family], version: Version) -> list[Family]:
    """Return the families whose newest release up to a version is the highest of all."""
    limit = final_release(version)
    newest: dict[Family, Version] = {}
    for family in families:
        usable = (release.version for release in family.releases if not release.unusable)
        below = next((release for release in usable if final_release(release) <= limit), None)
        if below is not None:
            newest[family] = below
    highest = max(newest.values(), default=None)
    return [family for family, release in newest.items() if release == highest]


def _chosen(chosen: list[Family], families: list[Family], reason: str) -> Releases:
    others = tuple(family for family in families if family not in chosen)
    releases = [release for family in chosen for release in family.releases]
    releases.sort(key=lambda release: (release.version, release.tag), reverse=True)
    return Releases(releases, others=others, reason=reason if others else "")


def tag_version(tag: str, config: Config) -> Version | None:
    """Return the version that a tag names; None if it does not match the tag pattern."""
    parsed = parse_tag(tag, config.settings.tag_pattern)
    return parsed[1] if parsed is not None else None


def parse_tag(tag: str, pattern: str | None = None) -> tuple[str, Version] | None:
    """Return the prefix and the version of a tag; None if it does not match the pattern.

    In a configured glob (`core_v*`, `v[0-9]*`) the wildcards match the version. Without a pattern
    the version is at the end: `v1.2`, `1.2`, `pkg-1.2`, `pkg/v1.2`, `rel_1_2`, `v1.2-final`. A bare
    number is more often a date (20240131) or a ticket than a version.
    """
    if pattern is not None and _WILD.search(pattern):
        version = _matched_version(tag, pattern)
        return ("", version) if version is not None else None
    if pattern not in (None, tag) or _TAG.fullmatch(tag) is None:
        return None
    for start in _VERSION_START.finditer(tag):
        prefix, text = tag[: start.end()], _FINAL.sub("", tag[start.end() :])
        if prefix and not any(map(str.isalpha, prefix)):
            continue
        if _WITH_UNDERSCORES.fullmatch(text) and not _YEAR.match(text):
            text = text.replace("_", ".")
        has_mark = _VERSION_MARK.search(prefix) is not None
        version = parse_version(text) if has_mark or "." in text or "!" in text else None
        if version is not None:
            return prefix, version
    return None


def _matched_version(tag: str, pattern: str) -> Version | None:
    """Return the version that the wildcards of a pattern match in a tag."""
    from fnmatch import fnmatchcase

    if not fnmatchcase(tag, pattern):
        return None
    wild = list(_WILD.finditer(pattern))
    middle = tag[wild[0].start() : len(tag) - (len(pattern) - wild[-1].end())]
    if _WITH_UNDERSCORES.fullmatch(middle):
        middle = middle.replace("_", ".")
    version = parse_version(_FINAL.sub("", middle))
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


def _project_names(config: Config) -> set[str]:
    """Return the names that tags of the project may have: its own, and those of its packages.

    Also without the words that it begins with: the tags of pydantic-core are `core-v2.0`.
    """
    packages = config.settings.packages
    names = {*packages, *(package.rpartition(".")[2] for package in packages)}
    own = {canonicalize_name(name) for name in (*names, config.project_name()) if name}
    words = (config.project_name() or "").replace("_", "-").split("-")
    ends = {canonicalize_name("-".join(words[start:])) for start in range(1, len(words))}
    return {*own, *ends, *_NAMES_OF_PYTHON_PROJECTS}
