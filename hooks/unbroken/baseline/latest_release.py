"""The latest release: which of the release tags is the promise, and why the others are not."""

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
BRANCHES = 'if releases are made on branches of their own, set baseline = "latest-tag"'


class Considered(NamedTuple):
    """A release tag that was looked at, and why it is the baseline or is not."""

    ref: str
    commit: str
    version: str
    verdict: str


class Latest(NamedTuple):
    """The release that is the promise (None: none is), why, and all that were looked at.

    Where there is none, `hint` is what may help.
    """

    release: Release | None
    reason: str
    considered: tuple[Considered, ...]
    hint: str = ""


class Head(NamedTuple):
    """The commit that a baseline is sought for.

    With `is_release_commit` it is the commit of a release, and the tags on it do not count. With
    `cut_off`, its history is incomplete, so that the first release cannot be determined.
    """

    commit: str
    is_release_commit: bool = False
    cut_off: bool = False


def latest_release(
    repository: Repository, releases: list[Release], head: Head, cache: Cache | None = None
) -> Latest:
    """Choose the newest release that `head` descends from."""
    usable, own, rest = _parted(releases, head)
    candidates = rest if head.is_release_commit else usable
    reachable = reachable_releases(repository, candidates, head.commit, cache)
    reached = {release.tag for release in reachable}

    def verdict(each: Release) -> str:
        return "older" if each.tag in reached else ELSEWHERE

    chosen, reason = _chosen(reachable, own, head, _LATEST)
    hint = ""
    if chosen is None and usable and not own:
        many = f"any of {len(usable)} release tags" if usable[1:] else "the only release tag"
        reason = f"HEAD does not descend from {many} (the latest is {usable[0].tag})"
        hint = BRANCHES
    elif reason == _LATEST and usable[0].tag not in reached:
        reason = f"the latest release that HEAD descends from; {usable[0].tag} is on another branch"
    return Latest(chosen, reason, _considered(releases, chosen, head, verdict), hint)


def latest_tag(
    releases: list[Release], head: Head, development_version: Callable[[], Version | None]
) -> Latest:
    """Choose the newest release, whether or not `head` descends from it.

    Projects that release from branches have tags that their main branch does not descend from.
    A release of a later series (major and minor version) than `development_version` does not
    count, as seen from an older release branch. Patches of the same series count: the main branch
    often keeps the number of a release for a while after it was cut from its branch.
    """
    usable, own, rest = _parted(releases, head)
    series = None if head.is_release_commit and own else development_version()
    too_new: dict[str, str] = {}
    for release in usable:
        if head.is_release_commit and own and own[0].version < release.version:
            too_new[release.tag] = f"newer than {own[0].tag}, which HEAD is"
        elif series is not None and _series(release.version) > _series(series):
            too_new[release.tag] = f"newer than {series}, which is under development"
    left = [
        release
        for release in (rest if head.is_release_commit else usable)
        if release.tag not in too_new
    ]

    def verdict(each: Release) -> str:
        return too_new.get(each.tag, "older")

    chosen, reason = _chosen(left, own, head, "the latest release tag")
    if chosen is None and too_new and not own:
        many = f"each of {len(too_new)} release tags" if too_new.keys() - {usable[0].tag} else ""
        reason = f"{many or f'the only release tag, {usable[0].tag},'} is {too_new[usable[0].tag]}"
    return Latest(chosen, reason, _considered(releases, chosen, head, verdict))


def _series(version: Version) -> tuple[int, int, int]:
    return version.epoch, version.major, version.minor


def _parted(
    releases: list[Release], head: Head
) -> tuple[list[Release], list[Release], list[Release]]:
    """Return the usable releases; those of them that are on `head`; and the rest."""
    usable = [release for release in releases if not release.unusable]
    own = [release for release in usable if release.commit == head.commit]
    return usable, own, [release for release in usable if release.commit != head.commit]


def _chosen(
    left: list[Release], own: list[Release], head: Head, latest: str
) -> tuple[Release | None, str]:
    if left:
        before = (
            f"the release before {own[0].tag}, which HEAD is"
            if head.is_release_commit and own
            else ""
        )
        return left[0], before or latest
    if own and not head.cut_off:
        return own[0], "the first release, which HEAD is"
    if own:
        return None, f"no release before {own[0].tag}, which HEAD is, is reachable"
    return None, "no release tag is reachable from HEAD"


def _considered(
    releases: list[Release],
    chosen: Release | None,
    head: Head,
    verdict_of: Callable[[Release], str],
) -> tuple[Considered, ...]:
    found = []
    for release in releases:
        if chosen is not None and release.tag == chosen.tag:
            verdict = CHOSEN
        elif release.unusable:
            verdict = release.unusable
        elif release.commit == head.commit:
            verdict = "HEAD is this release"
        else:
            verdict = verdict_of(release)
        found.append(Considered(release.tag, release.commit, release.text, verdict))
    return tuple(found)
