"""The latest release: which of a project's release tags is the baseline, and why not the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.ancestry import reachable_releases

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.baseline.releases import Release
    from unbroken.cache.cache import Cache
    from unbroken.sources.git.repository import Repository

CHOSEN = "the baseline"
ELSEWHERE = "HEAD does not descend from it"
_LATEST = "the latest release"
_LATEST_OF_HISTORY = "the latest release that HEAD descends from"
_LATEST_TAG = "the latest release tag"
_LATEST_TAG_ON_BRANCHES = "the latest release tag; HEAD descends from none of its series"
_LATEST_TAG_ON_A_BRANCH = "the latest release tag; HEAD does not descend from it"


class Considered(NamedTuple):
    """A release tag that was looked at, and why it is the baseline or is not."""

    ref: str
    commit: str
    version: str
    verdict: str


class Latest(NamedTuple):
    """The release that is the baseline (None: there is none), why, and all that were looked at.

    `newer_than` is the version under development where all releases are newer than it.
    """

    release: Release | None
    reason: str
    considered: tuple[Considered, ...] = ()
    newer_than: Version | None = None


class Head(NamedTuple):
    """The commit for which a baseline is sought.

    `is_checked` says whether the version under check is exactly this commit, so that the tags on
    it do not count. With `cut_off`, its history is incomplete, so that nothing can be said of
    releases that it does not reach.
    """

    commit: str
    is_checked: bool = False
    cut_off: bool = False


def latest_release(
    repository: Repository,
    releases: list[Release],
    head: Head,
    development_version: Callable[[], Version | None],
    cache: Cache | None = None,
) -> Latest:
    """Choose the newest release that `head` descends from.

    If it descends from none, the project makes its releases on branches, and it is the newest tag.
    So it is if `head` descends from older ones only, and the version under development shows that
    the newest came before it: their series (major and minor version) is earlier.
    """
    usable, own, others = _split(releases, head)
    candidates = others if head.is_checked else usable
    reachable = reachable_releases(repository, candidates, head.commit, cache)
    if candidates and not head.cut_off and reachable[:1] != candidates[:1]:

        def version() -> Version | None:
            return development_version() or _announced(repository, releases, reachable, head, cache)

        latest = latest_tag(releases, head, version)
        if not reachable or (
            _came_before(latest.release, reachable[0], version())
            and not _was_made_later(repository, latest.release, head)
        ):
            reason = latest.reason
            if reason == _LATEST_TAG:
                is_series = reachable and not _is_of_later_series(latest.release, reachable[0])
                reason = _LATEST_TAG_ON_A_BRANCH if is_series else _LATEST_TAG_ON_BRANCHES
            return latest._replace(reason=reason)
    tags = {release.tag for release in reachable}

    def verdict(release: Release) -> str:
        return "older" if release.tag in tags else ELSEWHERE

    if reachable:
        chosen = reachable[0]
        reason = _LATEST if usable[0].tag in tags else _LATEST_OF_HISTORY
        if head.is_checked and own:
            reason = _before(own[0])
    else:
        chosen, reason = None, _reason_for_none(usable, own, head)
    return Latest(chosen, reason, _considered(releases, chosen, head, verdict))


def _came_before(latest: Release | None, reachable: Release, current: Version | None) -> bool:
    """Return whether a release of another branch certainly came before `current`.

    Of an unknown version under development it may have come later. So may a patch of the series
    that is under development.
    """
    if latest is None or current is None or latest.version <= reachable.version:
        return False
    is_past = is_of_later_series(current, latest.version)
    return is_past or _is_of_later_series(latest, reachable)


def _was_made_later(repository: Repository, release: Release | None, head: Head) -> bool:
    """Return whether a release descends from `head`, as one does whose commit is amended."""
    return release is not None and repository.is_ancestor(head.commit, release.commit)


def _is_of_later_series(latest: Release | None, reachable: Release) -> bool:
    return latest is not None and is_of_later_series(latest.version, reachable.version)


def _announced(
    repository: Repository,
    releases: list[Release],
    reachable: list[Release],
    head: Head,
    cache: Cache | None,
) -> Version | None:
    """Return the newest version of which `head` has a pre-release tag, such as 9.2.0.dev0.

    Main branches from which release branches are cut have such tags.
    """
    candidates = [
        release
        for release in releases
        if release.version.is_prerelease and release.version.local is None
    ]
    target = reachable_releases(repository, candidates, head.commit, cache) if reachable else []
    return target[0].version if target else None


def latest_tag(
    releases: list[Release], head: Head, development_version: Callable[[], Version | None]
) -> Latest:
    """Choose the newest release, whether or not `head` descends from it.

    Projects that release from branches have tags that their main branch does not descend from.
    A release of a later series (major and minor version) than `development_version` does not
    count, as seen from an older release branch. Patches of the same series count: the main branch
    often keeps the number of a release for a while after it was made on its branch.
    """
    usable, own, others = _split(releases, head)
    current = None if head.is_checked and own else development_version()
    too_new: dict[str, str] = {}
    for release in usable:
        if head.is_checked and own and own[0].version < release.version:
            too_new[release.tag] = f"newer than {own[0].tag}, which HEAD is"
        elif current is not None and is_of_later_series(release.version, current):
            too_new[release.tag] = f"newer than {current}, which is under development"
    candidates = [
        release for release in (others if head.is_checked else usable) if release.tag not in too_new
    ]

    def verdict(release: Release) -> str:
        return too_new.get(release.tag, "older")

    chosen = candidates[0] if candidates else None
    if chosen is None:
        reason = _reason_for_none(usable, own, head)
    else:
        reason = _before(own[0]) if head.is_checked and own else _LATEST_TAG
    return Latest(
        chosen,
        reason,
        _considered(releases, chosen, head, verdict),
        newer_than=current if chosen is None and too_new else None,
    )


def is_of_later_series(version: Version, other: Version) -> bool:
    """Return whether a version has a later epoch, major or minor part than another one."""
    return _series(version) > _series(other)


def _series(version: Version) -> tuple[int, int, int]:
    return version.epoch, version.major, version.minor


def _split(
    releases: list[Release], head: Head
) -> tuple[list[Release], list[Release], list[Release]]:
    """Return the usable releases; those of them that are on `head`; and the others."""
    usable = [release for release in releases if not release.unusable]
    own = [release for release in usable if release.commit == head.commit]
    return usable, own, [release for release in usable if release.commit != head.commit]


def _before(release: Release) -> str:
    return f"the release before {release.tag}, which HEAD is"


def _reason_for_none(usable: list[Release], own: list[Release], head: Head) -> str:
    """Return why no release is the baseline."""
    if own:
        return (
            f"no release before {own[0].tag}, which HEAD is, is reachable"
            if head.cut_off
            else f"HEAD is the first release, {own[0].tag}"
        )
    if usable and head.cut_off:
        many = f"any of {len(usable)} release tags" if usable[1:] else "the only release tag"
        return f"HEAD does not descend from {many} (the latest is {usable[0].tag})"
    return "no release tag was found"


def _considered(
    releases: list[Release],
    chosen: Release | None,
    head: Head,
    verdict_of: Callable[[Release], str],
) -> tuple[Considered, ...]:
    considered = []
    for release in releases:
        if chosen is not None and release.tag == chosen.tag:
            verdict = CHOSEN
        elif release.unusable:
            verdict = release.unusable
        elif release.commit == head.commit:
            verdict = "HEAD is this release"
        else:
            verdict = verdict_of(release)
        considered.append(Considered(release.tag, release.commit, release.text, verdict))
    return tuple(considered)
